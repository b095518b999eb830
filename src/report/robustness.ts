import type { CrisisResult } from '../metrics/index.ts';
import { linearScale, logScale, rangeOf } from './axes.ts';
import { axisData, chart } from './chart.ts';
import { type Html, html } from './html.ts';
import { term } from './metric-text.ts';
import { axisOf, type Model, pick } from './model.ts';
import { formatNumber, formatPercent, formatSignedPercent } from './number-format.ts';
import { thinRows } from './thin.ts';

/** Bars of a fan that are drawn without thinning: six lines take six times the room of one. */
const FAN_POINTS = 240;

/** How far luck could have moved the result; only when the run was resampled. */
export function fanPart({ data, times }: Model): Html | undefined {
  const { fan, curve } = data;
  const lowest = fan?.quantiles[0];
  const highest = fan?.quantiles.at(-1);
  if (fan === undefined || lowest === undefined || highest === undefined) return undefined;
  const span = { from: curve.evaluateFrom, to: curve.equity.length };
  // The lines of a fan are smooth: only the extremes of the run itself must not be lost.
  const rows = thinRows({ ...span, series: [curve.equity], whole: FAN_POINTS });
  const axis = axisOf({ id: 'fan', rows, ...span, time: curve.time, times, spans: data.spans });
  const own = pick(curve.equity, rows);
  const lines = fan.quantiles.map(({ level, equity }) => ({
    name: formatPercent(level, 0),
    values: pick(equity, rows),
    style: level === 0.5 ? ('three' as const) : ('two' as const),
  }));
  const range = rangeOf([own, ...lines.map(({ values }) => values)]);
  return html`<section aria-labelledby="h-fan"><h2 id="h-fan">Luck</h2>${axisData(axis)}${chart({
    id: 'fan',
    title: 'Bootstrap fan',
    term: 'bootstrap_fan',
    unit: `${data.currency}, ${formatNumber(fan.resamples, 0)} resamples`,
    axis,
    lines: [{ name: data.name, values: own, style: 'one' }, ...lines],
    scale: linearScale({ ...range, percent: false }),
    logScale: logScale(range),
    kind: 'money',
    size: 'tall',
    summary: `Resampled equity ends between ${formatNumber(lowest.equity.at(-1)!, 2)} and ${formatNumber(highest.equity.at(-1)!, 2)} ${data.currency}.`,
  })}</section>`;
}

/** What the run did while the market fell; only falls that lie wholly inside the run. */
export function crisisPart({ data }: Model): Html | undefined {
  if (data.crises.length === 0) return undefined;
  const rows = data.crises.map(
    (crisis) =>
      html`<tr><th scope="row">${crisis.name}</th><td class="d">${crisis.from}</td><td class="d">${crisis.to}</td>${cell(crisis.return)}${
        crisis.benchmark === undefined ? html`<td class="r">–</td>` : cell(crisis.benchmark)
      }<td class="r">${formatPercent(crisis.dip)}</td></tr>`,
  );
  return html`<section aria-labelledby="h-crises"><h2 id="h-crises">${term('crisis')}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of crisis windows"><table class="num"><caption><span>Between closing high and low of the S&amp;P 500, chosen falls that lie inside the run</span></caption>
<thead><tr><th scope="col">Fall</th><th scope="col">High</th><th scope="col">Low</th><th scope="col" class="r">This run</th><th scope="col" class="r">${term('buy_and_hold')}</th><th scope="col" class="r">Deepest dip inside</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function cell(value: CrisisResult['return']): Html {
  const tone = value > 0 ? 'gain' : value < 0 ? 'loss' : '';
  return html`<td class="r ${tone}">${formatSignedPercent(value)}</td>`;
}
