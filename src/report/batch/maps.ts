import { type Html, html } from '../html.ts';
import { metricText, term } from '../metric-text.ts';
import { formatNumber, formatPercent } from '../number-format.ts';
import { plural } from '../research/table.ts';
import type { BatchReportData, Neighbourhood, VariantCell, VariantMap } from './data.ts';

const SHADES = 5;
/** Cells of all maps that are drawn: a page stays one that a phone can show. */
const MOST_CELLS = 4000;

/** What lies around the best: the plateau, and a map of each pair of parameters. */
export function parametersPart(data: BatchReportData): Html | undefined {
  if (data.kind === 'all') return undefined;
  const { plateau, winner_neighbourhood: around, maps, not_available: why } = data.overfitting;
  const { shown, left } = drawable(maps);
  const explained = html`<p class="muted">Each cell: median ${term(data.objective)} of its variants (stronger is better), the best of them, and their number. ◆ and a frame: the best variant. ○: the centre of the plateau.</p>`;
  return html`<section aria-labelledby="h-map"><h2 id="h-map">${term('sweep_map', 'Parameters')}</h2>
<dl class="facts num"><dt>${term('plateau', 'Plateau')}</dt><dd>${placeText(data, plateau, why['plateau'])}</dd>
<dt>${term('neighbourhood_stability', 'Around the best')}</dt><dd>${placeText(data, around, why['winner_neighbourhood'])}</dd></dl>
${shown.length === 0 ? html`<p class="muted">Fewer than two parameters vary: there is no map.</p>` : html`${explained}<div class="maps">${shown.map((map) => mapTable(data, map))}</div>`}
${left > 0 ? html`<p class="muted">${plural(left, 'more map')}: see batch.json.</p>` : undefined}</section>`;
}

function drawable(maps: readonly VariantMap[]): { readonly shown: readonly VariantMap[]; readonly left: number } {
  let cells = 0;
  const shown = maps.filter(({ down_labels: down, across_labels: across }) => {
    cells += down.length * across.length;
    return cells <= MOST_CELLS;
  });
  return { shown, left: maps.length - shown.length };
}

function placeText({ objective }: BatchReportData, place: Neighbourhood | null, why: string | undefined): Html {
  if (place === null) return html`n/a (${why ?? 'not known'})`;
  const left = place.stability === null ? '' : `, ${formatPercent(place.stability, 0)} of its own`;
  return html`<code>${place.variant}</code>: median ${metricText(objective, place.median)} with ${plural(place.members - 1, 'neighbour')}${left}`;
}

function mapTable({ objective, better }: BatchReportData, map: VariantMap): Html {
  const { down, across, down_labels: rows, across_labels: columns, cells } = map;
  const medians = cells.flat().flatMap((cell) => (cell === null ? [] : [cell.median]));
  const [low, high] = [Math.min(...medians), Math.max(...medians)];
  const shade = (median: number): string => {
    const share = high > low ? (median - low) / (high - low) : 0;
    const level = Math.round((better === 'higher' ? share : 1 - share) * SHADES);
    return high > low && level > 0 ? `g${level}` : '';
  };
  const text = (value: number): string => metricText(objective, value);
  const body = cells.map(
    (row, i) => html`<tr><th scope="row">${rows[i]!}</th>${row.map((cell) => mapCell(cell, { shade, text }))}</tr>`,
  );
  const [one, other] = [leafOf(down), leafOf(across)];
  return html`<div><h3>${one} ↓ · ${other} →</h3><div class="scroll" tabindex="0" role="region" aria-label="${one} against ${other}"><table class="num heat">
<thead><tr><th scope="col"><span class="unseen">${one}</span></th>${columns.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead><tbody>${body}</tbody></table></div></div>`;
}

/** `buy_below` of `rule.buy_below`, `rsi_14 period` of `features.rsi_14.params.period`. */
function leafOf(path: string): string {
  const [first, name, , key] = path.split('.');
  return first === 'features' && name !== undefined && key !== undefined ? `${name} ${key}` : (path.split('.').at(-1) ?? path);
}

function mapCell(
  cell: VariantCell | null,
  look: { readonly shade: (median: number) => string; readonly text: (value: number) => string },
): Html {
  if (cell === null) return html`<td class="muted">·</td>`;
  const { median, best, count, winner, centre } = cell;
  const marks = html`${winner ? html`<span aria-hidden="true">◆ </span><span class="unseen">best variant: </span>` : undefined}${centre ? html`<span aria-hidden="true">○ </span><span class="unseen">plateau: </span>` : undefined}`;
  const many = count > 1 ? `best ${look.text(best)} · ${formatNumber(count, 0)}` : '1 variant';
  return html`<td class="${look.shade(median)}${winner ? ' chosen' : ''}">${marks}${look.text(median)}<small>${many}</small></td>`;
}
