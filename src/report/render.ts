import { SCRIPT } from './browser/index.ts';
import { calendarPart } from './calendar.ts';
import { costsPart } from './costs.ts';
import { curvesPart, rollingPart } from './curves.ts';
import type { ReportData } from './data.ts';
import { definitionsPart, identityPart, lineagePart, metricsPart, settingsPart } from './facts.ts';
import { head } from './head.ts';
import { type Html, html, raw } from './html.ts';
import { logsPart } from './logs.ts';
import { lookAheadPart } from './look-ahead.ts';
import { type Model, modelOf } from './model.ts';
import { modelsPart } from './models.ts';
import { dipsPart } from './risk.ts';
import { crisisPart, fanPart } from './robustness.ts';
import { spreadPart } from './spread.ts';
import { STYLE } from './style.ts';
import { tiles } from './tiles.ts';
import { tradesPart } from './trades.ts';

/** Only what is in this file may run or style it, and nothing may be loaded. */
const POLICY = "default-src 'none'; style-src 'nonce-report'; script-src 'nonce-report'; base-uri 'none'; form-action 'none'";

/** Marks that charts use, and the hatching of losses in the blue and orange setting. */
const SYMBOLS = raw(`<svg width="0" height="0" aria-hidden="true" class="defs"><defs>
<g id="m-up"><path class="mark-up" d="M0-6L5.5 4H-5.5Z"/></g><g id="m-down"><path class="mark-down" d="M0 6L5.5-4H-5.5Z"/></g>
<g id="m-exit"><path class="mark-exit" d="M0-4.5L4.5 0 0 4.5-4.5 0Z"/></g><g id="m-dot"><circle class="mark-dot" r="2.6"/></g>
<g id="m-gain"><path class="mark-gain" d="M0-4.5L4.2 3.2H-4.2Z"/></g><g id="m-loss"><path class="mark-loss" d="M0 4.5L4.2-3.2H-4.2Z"/></g></defs></svg>`);

/** The tabs; without a script they are parts one below the other. */
const TABS: readonly {
  readonly id: string;
  readonly name: string;
  readonly parts: (model: Model) => readonly (Html | undefined)[];
}[] = [
  {
    id: 'overview',
    name: 'Overview',
    parts: (model) => [tiles(model), curvesPart(model), calendarPart(model), metricsPart(model)],
  },
  { id: 'trades', name: 'Trades', parts: (model) => [tradesPart(model)] },
  { id: 'risk', name: 'Risk', parts: (model) => [dipsPart(model), rollingPart(model), spreadPart(model)] },
  {
    id: 'robustness',
    name: 'Robustness',
    parts: (model) => [costsPart(model), crisisPart(model), fanPart(model), lookAheadPart(model)],
  },
  { id: 'data', name: 'Data lineage', parts: (model) => [lineagePart(model), modelsPart(model), identityPart(model)] },
  { id: 'config', name: 'Config', parts: (model) => [settingsPart(model)] },
  { id: 'logs', name: 'Logs', parts: (model) => [logsPart(model)] },
];

/** The report of a run: one HTML file that needs no network, readable in light, dark and print. Same data, same bytes. */
export function renderReport(data: ReportData): string {
  const model = modelOf(data);
  const links = TABS.map(({ id, name }) => html`<li><a href="#${id}" id="tab-${id}">${name}</a></li>`);
  const panels = TABS.map(
    ({ id, parts }) => html`<div class="panel" id="${id}">${parts(model).map((part) => part ?? raw(''))}</div>`,
  );
  const body: readonly Html[] = [
    html`<a class="skip" href="#overview">Skip to the numbers</a>`,
    SYMBOLS,
    head(data),
    html`<nav class="parts" aria-label="Parts of the report"><ul>${links}</ul></nav>`,
    html`<main>${panels}${definitionsPart(model)}</main>`,
    html`<footer>${data.runId} · quanttradeai ${data.identity.codeVersion} · no part of this page comes from the network</footer>`,
    html`<div id="tip" role="tooltip" hidden></div>`,
  ];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${data.name} · ${data.verdictLine}</title><style nonce="report">${raw(STYLE)}</style></head>
<body>${body}
<script nonce="report">${raw(SCRIPT)}</script></body></html>
`.html;
}
