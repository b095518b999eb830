import { momentsOf, shapeOf, standardDeviation } from '../base/index.ts';
import { normalQuantilePairs } from '../metrics/index.ts';
import { linearScale, rangeOf } from './axes.ts';
import { barChart } from './bar-chart.ts';
import { type Html, html } from './html.ts';
import type { Model } from './model.ts';
import { formatNumber, formatSigned, formatSignedPercent } from './number-format.ts';
import { scatter } from './scatter.ts';
import { niceTicks } from './ticks.ts';

const BINS = 41;
const MOST_POINTS = 240;

/** How single returns are spread, and how far that is from normal. */
export function spreadPart(model: Model): Html {
  const { returns, data } = model;
  const moments = momentsOf(returns);
  const shape = shapeOf(returns);
  const title = html`<h2 id="h-spread">Distribution of returns</h2>`;
  if (moments === undefined || shape === undefined || returns.length < 2) {
    return html`<section aria-labelledby="h-spread">${title}<p class="muted">The returns do not vary: there is no distribution to show.</p></section>`;
  }
  const sorted = Float64Array.from(returns).sort();
  const deviation = Math.sqrt(moments.squares / (moments.n - 1));
  const facts = [
    ['Returns', formatNumber(moments.n, 0)],
    ['Mean', formatSignedPercent(moments.mean, 3)],
    ['Standard deviation', formatSignedPercent(deviation, 3).replace('+', '')],
    ['Skewness', formatSigned(shape.skewness, 2)],
    ['Kurtosis (normal: 3)', formatNumber(shape.kurtosis, 2)],
    ['Best', formatSignedPercent(sorted.at(-1)!)],
    ['Worst', formatSignedPercent(sorted[0]!)],
  ] as const;
  const kind = data.metrics.basis.interval === '1w' ? 'week' : 'session';
  return html`<section aria-labelledby="h-spread">${title}<div class="two-up">${histogram(returns, kind)}${normalPlot(returns)}</div>
<dl class="facts wide num">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

/** Counts in bins of equal width up to four standard deviations; what lies beyond is in the first and the last bin. */
function histogram(returns: Float64Array, kind: string): Html {
  const moved = returns.filter((value) => value !== 0);
  const still = returns.length - moved.length;
  const limit = 4 * (standardDeviation(moved) ?? Math.abs(moved[0]!));
  const counts = new Float64Array(BINS);
  for (const value of moved) {
    const at = Math.min(BINS - 1, Math.max(0, Math.floor(((value + limit) / (2 * limit)) * BINS)));
    counts[at] = counts[at]! + 1;
  }
  const middles = Array.from(counts, (_, i) => ((i + 0.5) / BINS - 0.5) * 2 * limit);
  const low = counts.map((count, i) => (middles[i]! < -limit / BINS / 2 && count > 0 ? count : Number.NaN));
  const high = counts.map((count, i) => (middles[i]! >= -limit / BINS / 2 && count > 0 ? count : Number.NaN));
  const { values, step } = niceTicks({ low: -limit * 100, high: limit * 100, count: 6 });
  const ticks = values
    .filter((value) => Math.abs(value) <= limit * 100)
    .map((value, i) => ({
      at: value / (2 * limit * 100) + 0.5,
      label: `${formatSigned(value, step < 1 ? 2 : 1)}\u202f%`,
      minor: i % 2 === 0,
    }));
  const flat = still === 0 ? '' : ` ${formatNumber(still, 0)} without any change are left out.`;
  const outside = `Returns beyond ${formatNumber(limit * 100, 1)}\u202f% are in the outer bars.${flat}`;
  const edge = (at: number): string => formatSignedPercent((at / BINS - 0.5) * 2 * limit);
  return barChart({
    id: 'distribution',
    title: 'Returns',
    term: 'return_distribution',
    unit: `number of ${kind}s by return`,
    size: 'square',
    kind: 'count',
    categories: middles.map((_, i) => `${edge(i)} to ${edge(i + 1)}`),
    ticks,
    series: [
      { name: 'Losses', values: low, look: 'loss' },
      { name: 'Gains', values: high, look: 'gain' },
    ],
    stacked: true,
    scale: linearScale({ low: 0, high: rangeOf([counts]).high, percent: false, count: 4 }),
    summary: `Histogram of ${returns.length} returns. ${outside}`,
    note: html`<p class="muted">${outside}</p>`,
  });
}

/** Of the sessions that moved: days without a position say nothing about tails. */
function normalPlot(returns: Float64Array): Html | undefined {
  const moved = returns.filter((value) => value !== 0);
  const pairs = normalQuantilePairs(moved, MOST_POINTS);
  if (pairs === undefined) return undefined;
  const samples = rangeOf([Float64Array.from(pairs, ({ sample }) => sample)]);
  const edge = Math.max(-pairs[0]!.normal, pairs.at(-1)!.normal);
  const left = moved.length - pairs.length;
  return scatter({
    id: 'normal-plot',
    title: 'Against the normal distribution',
    term: 'normal_plot',
    unit: 'standard deviations',
    kind: 'ratio',
    points: pairs.map(({ normal, sample }, i) => ({ x: normal, y: sample, label: `Point ${i + 1}`, look: 'dot' })),
    range: { low: -edge, high: edge },
    scale: linearScale({ low: Math.min(samples.low, -edge), high: Math.max(samples.high, edge), percent: false }),
    xName: 'Normal sample',
    yName: 'This run',
    percent: false,
    line: [
      [-edge, -edge],
      [edge, edge],
    ],
    summary: `Returns between ${formatNumber(samples.low, 1)} and ${formatNumber(samples.high, 1)} standard deviations, where a normal sample would lie between ${formatNumber(-edge, 1)} and ${formatNumber(edge, 1)}.`,
    ...(left > 0
      ? {
          note: html`<p class="muted">The ${MOST_POINTS / 4} lowest and highest returns are drawn one by one, every few of those between.</p>`,
        }
      : {}),
  });
}
