import { CURSOR } from './cursor.ts';
import { TABS } from './tabs.ts';
import { TIPS } from './tips.ts';
import { TRADES } from './trades.ts';

const BEGIN = String.raw`(function () {
'use strict';
var doc = document, root = doc.documentElement, MINUS = '\u2212';
root.classList.add('has-js');
function json(el) { return JSON.parse(el.textContent); }
function all(sel, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(sel)); }
`;

const PRINT = `
addEventListener('beforeprint', function () { all('details:not(.unprinted)').forEach(function (d) { if (!d.open) { d.open = true; d.dataset.closed = ''; } }); });
addEventListener('afterprint', function () { all('details[data-closed]').forEach(function (d) { d.open = false; delete d.dataset.closed; }); });
})();`;

/**
 * The script of a report: plain browser code without any request; the report can be read without it. It is text because this floor has
 * no DOM to compile against; the browser test runs it.
 */
export const SCRIPT: string = [BEGIN, TABS, CURSOR, TIPS, TRADES, PRINT].join('');
