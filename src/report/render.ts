import { calendarPart } from './calendar.ts';
import { costsPart } from './costs.ts';
import { curves } from './curves.ts';
import type { ReportData } from './data.ts';
import { identityPart, lineagePart, metricsPart, settingsPart, symbolsPart } from './facts.ts';
import { head, tiles } from './head.ts';
import { type Html, html, raw } from './html.ts';
import { modelOf } from './model.ts';
import { riskPart } from './risk.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { tradesPart } from './trades.ts';

/** Only what is in this file may run or style it, and nothing may be loaded. */
const POLICY = "default-src 'none'; style-src 'nonce-report'; script-src 'nonce-report'; base-uri 'none'; form-action 'none'";

const SYMBOLS = raw(`<svg width="0" height="0" aria-hidden="true" class="defs"><defs>
<g id="m-up"><path class="mark-up" d="M0-6L5.5 4H-5.5Z"/></g><g id="m-down"><path class="mark-down" d="M0 6L5.5-4H-5.5Z"/></g>
<g id="m-exit"><path class="mark-exit" d="M0-4.5L4.5 0 0 4.5-4.5 0Z"/></g></defs></svg>`);

const PARTS = [
  ['performance', 'Performance'],
  ['calendar', 'Months'],
  ['trades', 'Trades'],
  ['risk', 'Dips'],
  ['costs', 'Costs'],
  ['symbols', 'Symbols'],
  ['metrics', 'Metrics'],
  ['config', 'Configuration'],
  ['data', 'Data'],
  ['run', 'Run'],
] as const;

/** The report of a run: one HTML file that needs no network, readable in light, dark and print. Same data, same bytes. */
export function renderReport(data: ReportData): string {
  const model = modelOf(data);
  const symbols = symbolsPart(model);
  const links = PARTS.filter(([id]) => id !== 'symbols' || symbols !== undefined).map(
    ([id, name]) => html`<li><a href="#${id}">${name}</a></li>`,
  );
  const body: readonly (Html | undefined)[] = [
    html`<a class="skip" href="#performance">Skip to the charts</a>`,
    SYMBOLS,
    head(data),
    html`<nav class="parts" aria-label="Parts of the report"><ul>${links}</ul></nav>`,
    html`<main>${tiles(model)}${curves(model)}${calendarPart(model)}${tradesPart(model)}${riskPart(model)}${costsPart(model)}
${symbols}${metricsPart(model)}${settingsPart(model)}${lineagePart(model)}${identityPart(model)}</main>`,
    html`<footer>${data.runId} · quanttradeai ${data.identity.codeVersion} · no part of this page comes from the network</footer>`,
    html`<div id="tip" role="tooltip" hidden></div>`,
  ];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${data.name} · ${data.verdictLine}</title><style nonce="report">${raw(STYLE)}</style></head>
<body>${body.map((part) => part ?? raw(''))}
<script nonce="report">${raw(SCRIPT)}</script></body></html>
`.html;
}
