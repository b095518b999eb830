import { SCRIPT } from './browser/index.ts';
import { type Html, html, raw } from './html.ts';
import { STYLE } from './style.ts';

/** Only what is in this file may run or style it, and nothing may be loaded. */
const POLICY = "default-src 'none'; style-src 'nonce-report'; script-src 'nonce-report'; base-uri 'none'; form-action 'none'";

/** Marks that charts use, and the hatching of losses in the blue and orange setting. */
const SYMBOLS = raw(`<svg width="0" height="0" aria-hidden="true" class="defs"><defs>
<g id="m-up"><path class="mark-up" d="M0-6L5.5 4H-5.5Z"/></g><g id="m-down"><path class="mark-down" d="M0 6L5.5-4H-5.5Z"/></g>
<g id="m-exit"><path class="mark-exit" d="M0-4.5L4.5 0 0 4.5-4.5 0Z"/></g><g id="m-dot"><circle class="mark-dot" r="2.6"/></g><g id="m-spot"><circle class="mark-dot" r="4.2"/></g>
<g id="m-gain"><path class="mark-gain" d="M0-4.5L4.2 3.2H-4.2Z"/></g><g id="m-loss"><path class="mark-loss" d="M0 4.5L4.2-3.2H-4.2Z"/></g></defs></svg>`);

/** One tab; without a script the tabs are parts one below the other. */
export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly parts: readonly (Html | undefined)[];
}

export interface Page {
  readonly title: string;
  readonly head: Html;
  /** Stays in sight above the tabs. */
  readonly band?: Html | undefined;
  readonly tabs: readonly Tab[];
  /** Below all tabs. */
  readonly definitions: Html;
  readonly runId: string;
  readonly codeVersion: string;
  /** Rules that only this kind of page needs. */
  readonly style?: string;
}

/** One HTML file that needs no network. Same data, same bytes. */
export function pageText({ title, head, band, tabs, definitions, runId, codeVersion, style = '' }: Page): string {
  const links = tabs.map(({ id, name }) => html`<li><a href="#${id}" id="tab-${id}">${name}</a></li>`);
  const panels = tabs.map(({ id, parts }) => html`<div class="panel" id="${id}">${parts.map((part) => part ?? raw(''))}</div>`);
  const body: readonly Html[] = [
    html`<a class="skip" href="#${tabs[0]?.id}">Skip to the numbers</a>`,
    SYMBOLS,
    head,
    html`<nav class="parts" aria-label="Parts of the report">${band}<ul>${links}</ul></nav>`,
    html`<main>${panels}${definitions}</main>`,
    html`<footer>${runId} · quanttradeai ${codeVersion} · no part of this page comes from the network</footer>`,
    html`<div id="tip" role="tooltip" hidden></div>`,
  ];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title><style nonce="report">${raw(STYLE + style)}</style></head>
<body${band === undefined ? undefined : html` class="stamped"`}>${body}
<script nonce="report">${raw(SCRIPT)}</script></body></html>
`.html;
}
