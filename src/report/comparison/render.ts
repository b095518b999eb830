import { definitionList, usedTerms } from '../facts.ts';
import { type Html, html, raw } from '../html.ts';
import { pageText, type Tab } from '../page.ts';
import { comparedCurves } from './curves.ts';
import type { Comparison, ComparisonReportData } from './data.ts';
import { shortNames } from './names.ts';
import { COMPARISON_STYLE } from './style.ts';
import { allMetricsPart, deltasPart, differencesPart, identitiesPart, mainMetricsPart, runsPart } from './tables.ts';

/** The page of a comparison: one HTML file that needs no network, readable in light, dark and print. Same data, same bytes. */
export function renderComparison(data: ComparisonReportData): string {
  const { comparison } = data;
  const { runs } = comparison;
  const tabs: readonly Tab[] = [
    { id: 'overview', name: 'Overview', parts: [runsPart(data), comparedCurves(data), mainMetricsPart(comparison)] },
    { id: 'metrics', name: 'All metrics', parts: [differencesPart(comparison), allMetricsPart(comparison)] },
    { id: 'config', name: 'Settings', parts: [deltasPart(comparison), identitiesPart(comparison)] },
  ];
  const parts = tabs.flatMap(({ parts: list }) => list.filter((part) => part !== undefined));
  return pageText({
    title: `Comparison of ${shortNames(comparison).join(', ')}`,
    head: head(comparison),
    tabs,
    definitions: definitionList(usedTerms(parts)),
    runId: `${runs.length} runs of ${comparison.family}`,
    codeVersion: runs[0]!.code_version ?? '',
    style: COMPARISON_STYLE,
  });
}

const ICONS = {
  no: '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="M8 8l8 8M16 8l-8 8"/>',
  yes: '<path d="M3 12h18M7 8l-4 4 4 4M17 8l4 4-4 4"/>',
} as const;

/** What must be read before any number: whether the runs may be compared at all. */
function head(comparison: Comparison): Html {
  const { runs, family, comparable } = comparison;
  return html`<header class="top"><div class="title"><div><h1>Comparison of ${runs.length} runs</h1>
<p class="muted">${family} · baseline ${runs[0]!.label} ${shortNames(comparison)[0]!}</p></div>
<div class="buttons"><button type="button" class="js" id="theme" aria-pressed="false">Dark</button><button type="button" class="js" id="palette" aria-pressed="false">Blue and orange</button></div></div>
<div class="verdict ${comparable ? 'pending' : 'invalid'}" role="note" aria-label="Comparability">${icon(comparable)}<b>${comparable ? 'COMPARABLE' : 'NOT COMPARABLE'}</b><span>${line(comparison)}</span></div>${reasons(comparison)}${warnings(comparison)}</header>`;
}

function icon(comparable: boolean): Html {
  const path = ICONS[comparable ? 'yes' : 'no'];
  return raw(
    `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`,
  );
}

function line({ comparable, reasons: list }: Comparison): string {
  if (comparable) return 'Same data, window, costs, fills and rules of measuring.';
  const what = [...new Set(list.map((reason) => reason.slice(0, reason.indexOf(':'))))];
  const named = what.length === 1 ? what[0]! : `${what.slice(0, -1).join(', ')} and ${what.at(-1)}`;
  return `The runs differ in ${named}: differences below are not differences of strategies alone.`;
}

function reasons({ reasons: list }: Comparison): Html | undefined {
  if (list.length === 0) return undefined;
  return html`<ul class="reasons" aria-label="Why they are not comparable">${list.map((reason) => html`<li>${withCode(reason)}</li>`)}</ul>`;
}

function warnings({ warnings: list }: Comparison): Html | undefined {
  if (list.length === 0) return undefined;
  const title = list.length === 1 ? '1 warning' : `${list.length} warnings`;
  return html`<details class="warnings" open><summary>${title}</summary><ul>${list.map((warning) => html`<li>${withCode(warning)}</li>`)}</ul></details>`;
}

/** What stands between backticks as code. */
function withCode(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
