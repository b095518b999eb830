import { linearScale, rangeOf } from '../axes.ts';
import { legendOf } from '../chart.ts';
import { type Html, html, raw } from '../html.ts';
import { term } from '../metric-text.ts';
import { formatNumber, formatPercent } from '../number-format.ts';
import { scatter } from '../scatter.ts';
import type { ReportTrial, ResearchReportData } from './data.ts';
import { cellsOf, type Places, placesOf, type TrialCell } from './parameter-map.ts';
import { firstUnits, plural } from './table.ts';

/** Parameters whose pairs are drawn. */
const SHOWN = 4;
/** Fewer complete trials are no map. */
const LEAST = 4;
const SHADES = 5;
/** Units whose maps are drawn: each takes the room of a long table. */
const MOST_UNITS = 6;

/** What was tried in the final tunings, and what lies around the chosen parameters. */
export function tuningPart({ tunings }: ResearchReportData): Html {
  const title = html`<h2 id="h-tuning">${term('parameter_map', 'Parameters that were tried')}</h2>`;
  if (tunings.length === 0)
    return html`<section aria-labelledby="h-tuning">${title}<p class="muted">Nothing was tuned.</p></section>`;
  const { shown, rest } = firstUnits(tunings, MOST_UNITS, 'trials.jsonl');
  const units = shown.map(({ unit, trials }, at) => unitPart({ unit, trials, at, isOneOfMany: tunings.length > 1 }));
  return html`<section aria-labelledby="h-tuning">${title}${units}${rest}</section>`;
}

function unitPart(input: {
  readonly unit: string;
  readonly trials: readonly ReportTrial[];
  readonly at: number;
  readonly isOneOfMany: boolean;
}): Html {
  const { unit, trials, at, isOneOfMany } = input;
  const complete = trials.filter(({ pruned }) => !pruned);
  const name = isOneOfMany ? html`<h3>${unit}</h3>` : undefined;
  const pruned = trials.length - complete.length;
  const line = `${plural(complete.length, 'complete trial')} of the final tuning${pruned > 0 ? `, ${formatNumber(pruned, 0)} stopped early` : ''}.`;
  const places = complete.length < LEAST ? [] : placesOf(complete).slice(0, SHOWN);
  const maps = places.flatMap((down, i) => places.slice(i + 1).map((across) => map(complete, across, down)));
  const explained = places.map(({ name: parameter, explains }) => `${parameter} ${formatPercent(explains, 0)}`).join(', ');
  return html`${name}<p>${line} ${places.length === 0 ? '' : `Variation explained: ${explained}.`}</p>${progress(trials, at)}${
    maps.length === 0
      ? html`<p class="muted">Too few complete trials, or only one parameter: there is no map.</p>`
      : html`<p class="muted">Each cell: median ${term('objective', 'objective')} (stronger is better), the best of its trials, and their number. ◆ and a frame: the chosen trial.</p><div class="maps">${maps}</div>`
  }`;
}

/** Objectives in the order of the trials. */
function progress(trials: readonly ReportTrial[], at: number): Html {
  const { low, high } = rangeOf([Float64Array.from(trials, ({ objective }) => objective)]);
  return scatter({
    id: `tuning-${at}`,
    title: 'Trials in order',
    term: 'objective',
    unit: 'objective, lower is better',
    kind: 'fine',
    points: trials.map(({ index, objective, pruned, chosen }) => ({
      ...{ x: index + 1, y: objective },
      label: `trial ${index + 1}${chosen ? ', chosen' : pruned ? ', stopped early' : ''}`,
      look: chosen ? ('up' as const) : pruned ? ('exit' as const) : ('spot' as const),
    })),
    // The last trial stands inside the drawing.
    range: { low: 0, high: trials.length + 0.5 },
    scale: linearScale({ low, high, percent: false }),
    xName: 'Trial',
    yName: 'Objective',
    percent: false,
    namesX: true,
    legend: legendOf([
      { name: 'Chosen', sign: raw('<use href="#m-up" x="13" y="5"/>') },
      { name: 'Complete', sign: raw('<use href="#m-spot" x="13" y="5"/>') },
      ...(trials.some(({ pruned }) => pruned)
        ? [{ name: 'Stopped early', sign: raw('<use href="#m-exit" x="13" y="5"/>') }]
        : []),
    ]),
    summary: `Objectives of ${plural(trials.length, 'trial')} between ${formatNumber(low, 4)} and ${formatNumber(high, 4)}.`,
  });
}

function map(trials: readonly ReportTrial[], down: Places, across: Places): Html {
  const cells = cellsOf(trials, down, across);
  const medians = cells.flat().flatMap((cell) => (cell === undefined ? [] : [cell.median]));
  const [low, high] = [Math.min(...medians), Math.max(...medians)];
  const shade = ({ median }: TrialCell): string => {
    const level = high > low ? Math.round(((high - median) / (high - low)) * SHADES) : 0;
    return level === 0 ? '' : `g${level}`;
  };
  const rows = cells.map(
    (row, i) => html`<tr><th scope="row">${down.labels[i]!}</th>${row.map((cell) => mapCell(cell, shade))}</tr>`,
  );
  const title = `${down.name} against ${across.name}`;
  return html`<div><h3>${down.name} ↓ · ${across.name} →</h3><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="num heat">
<thead><tr><th scope="col"><span class="unseen">${down.name}</span></th>${across.labels.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></div>`;
}

function mapCell(cell: TrialCell | undefined, shade: (cell: TrialCell) => string): Html {
  if (cell === undefined) return html`<td class="muted">·</td>`;
  const { median, best, count, chosen } = cell;
  return html`<td class="${shade(cell)}${chosen ? ' chosen' : ''}">${chosen ? html`<span aria-hidden="true">◆ </span><span class="unseen">chosen: </span>` : undefined}${formatNumber(median, 4)}<small>best ${formatNumber(best, 4)} · ${count}</small></td>`;
}
