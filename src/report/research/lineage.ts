import { type Html, html } from '../html.ts';
import type { ResearchReportData } from './data.ts';
import { dataTable } from './table.ts';

/** The models that the run left, by target. */
export function artifactsPart({ models }: ResearchReportData): Html | undefined {
  if (models.length === 0) return undefined;
  return html`<section aria-labelledby="h-models"><h2 id="h-models">Models</h2>${dataTable({
    label: 'Models of the run',
    caption:
      'Each file holds one member per fold and one for what comes after: at any time the member speaks that had not seen it',
    columns: ['Target', 'Symbol', 'File', 'Hash'].map((name) => ({ name, isText: true })),
    rows: models.map(
      ({ target, symbol, path, hash }) =>
        html`<tr><th scope="row"><code>${target}</code></th><td>${symbol}</td><td class="wrap"><code>${path}</code></td><td><code title="${hash}">${hash.slice(0, 19)}…</code></td></tr>`,
    ),
  })}</section>`;
}
