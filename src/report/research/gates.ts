import { type Html, html } from '../html.ts';
import { term } from '../metric-text.ts';
import { formatPlain } from '../number-format.ts';
import type { ReportGate, ResearchReportData } from './data.ts';
import { dataTable } from './table.ts';

/** The stamp of runs on made data. */
export const SYNTHETIC = 'SYNTHETIC DATA';

const MARKS = { PASS: '✓', WARN: '!', FAIL: '✕', LATER: '·' } as const;

/** Below the verdict: the gates that the run does not pass, each with its figure, and what the page had to leave out. */
export function gateLine({ gates, leftOut, run }: ResearchReportData): Html {
  const isSynthetic = run.stamps.includes(SYNTHETIC);
  const failed = gates.filter(({ passed, outcome }) => !passed && outcome !== 'LATER');
  const items = failed.map(
    ({ gate, value, bound }) =>
      html`<li><a href="#gates"><b>${gate}</b> ${value === null ? 'not known' : valueText(value)}</a>${value === null ? undefined : boundText(value, bound)}</li>`,
  );
  const asked = gates.filter(({ outcome }) => outcome !== 'LATER').length;
  const blocking = failed.some(({ outcome }) => outcome === 'FAIL');
  const line =
    gates.length === 0
      ? undefined
      : failed.length === 0
        ? html`<p class="gate-line">All ${asked} gates towards a model pass${isSynthetic ? ', on synthetic data: that says nothing about a market' : ''}.</p>`
        : html`<div class="gate-line"><p><b>${failed.length} of ${asked} gates do not pass</b>${blocking ? ': this model cannot be promoted.' : '; under this policy they only warn.'}</p><ul>${items}</ul></div>`;
  return html`${line}${leftOutPart(leftOut)}`;
}

function leftOutPart(leftOut: readonly string[]): Html | undefined {
  if (leftOut.length === 0) return undefined;
  const items = leftOut.map((line) => html`<li>${line}.</li>`);
  return html`<details class="warnings" open><summary>This page is not complete</summary><ul>${items}</ul></details>`;
}

/** Nothing where the value is what it has to be, word for word. */
function boundText(value: ReportGate['value'], bound: string): Html | undefined {
  return value === bound ? undefined : html` <span class="muted">${bound}</span>`;
}

function valueText(value: number | string): string {
  if (typeof value === 'string') return value;
  const digits = Math.abs(value) >= 10 ? 2 : 4;
  return formatPlain(Number(value.toFixed(digits)));
}

/** Every gate towards a model, with its bound and what to do next. */
export function gatesPart({ gates, overrides }: ResearchReportData): Html | undefined {
  if (gates.length === 0) return undefined;
  const changes =
    overrides.length === 0
      ? undefined
      : html`<h3>Changed by the project</h3><dl class="facts">${overrides.map(({ gate, change, reason }) => html`<dt><code>${gate}</code></dt><dd>${change}: ${reason}</dd>`)}</dl>`;
  return html`<section id="gates" aria-labelledby="h-gates"><h2 id="h-gates">${term('gate', 'Gates towards a model')}</h2>
${dataTable({
  label: 'Gates',
  className: 'gates',
  columns: [
    { name: 'Gate', isText: true },
    { name: 'Value, its bound, and what to do next', isText: true },
  ],
  rows: gates.map(gateRow),
})}${changes}</section>`;
}

function gateRow({ gate, value, bound, outcome, action, note }: ReportGate): Html {
  const next = action === undefined ? undefined : html`<br>${action}`;
  const also = note === undefined ? undefined : html`<br><span class="muted">${note}</span>`;
  return html`<tr class="gate ${outcome.toLowerCase()}"><th scope="row"><div class="gate-name"><code>${gate}</code><span class="flag"><span aria-hidden="true">${MARKS[outcome]} </span>${outcome}</span></div></th>
<td class="wrap"><b>${value === null ? '–' : valueText(value)}</b>${boundText(value, bound)}${next}${also}</td></tr>`;
}
