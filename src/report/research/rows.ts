import { type Html, html } from '../html.ts';
import { term } from '../metric-text.ts';
import { formatNumber, formatPercent } from '../number-format.ts';
import type { ResearchReportData } from './data.ts';
import { cell, dataTable } from './table.ts';

/** What became of every bar. */
export function rowsPart({ rows }: ResearchReportData): Html | undefined {
  if (rows.length === 0) return undefined;
  const count = (value: number): Html => cell(value === 0 ? '–' : formatNumber(value, 0));
  return html`<section aria-labelledby="h-rows"><h2 id="h-rows">${term('row_account', 'Row account')}</h2>${dataTable({
    label: 'Row account',
    caption: 'Bars read less what is left out for a reason; each bar has one',
    columns: [
      { name: 'Symbol', isText: true },
      { name: 'Bars read' },
      { name: 'Before the first warm bar' },
      { name: 'Missing feature' },
      { name: 'Label beyond the data' },
      { name: 'No label' },
      { name: 'Rows used' },
      { name: 'Share' },
    ],
    rows: rows.map(
      ({ symbol, read, warmUp, missingFeature, incomplete, withoutLabel, used, missing }) =>
        html`<tr><th scope="row">${symbol}</th>${count(read)}${count(warmUp)}<td class="r">${missingFeature === 0 ? '–' : formatNumber(missingFeature, 0)}${missing === '' ? undefined : html`<br><span class="muted">${missing}</span>`}</td>${count(incomplete)}${count(withoutLabel)}<td class="r"><b>${formatNumber(used, 0)}</b></td>${cell(read === 0 ? '–' : formatPercent(used / read, 1))}</tr>`,
    ),
  })}</section>`;
}
