import type { LogitBins } from '../metrics/index.ts';
import { linearScale } from './axes.ts';
import { barChart } from './bar-chart.ts';
import type { Html } from './html.ts';
import { formatNumber, formatPercent, formatSigned } from './number-format.ts';

/** How the best of one half of the data did in the other, over all splits. */
export function logitChart({
  id,
  title,
  bins: { limit, counts },
  pbo,
}: {
  readonly id: string;
  readonly title: string;
  readonly bins: LogitBins;
  /** Share of the splits at or below 0. */
  readonly pbo: number;
}): Html {
  const splits = counts.reduce((sum, count) => sum + count, 0);
  const middle = counts.length / 2;
  const shares = counts.map((count) => count / splits);
  const side = (isWorse: boolean): Float64Array =>
    shares.map((share, i) => (i < middle === isWorse && share > 0 ? share : Number.NaN));
  const edge = (i: number): string => formatSigned((i * limit) / middle - limit, 2);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const i = share * counts.length;
    return { at: share, label: i === middle ? '0' : edge(i), minor: i % middle !== 0 };
  });
  return barChart({
    id,
    title,
    term: 'pbo_logits',
    unit: `share of ${formatNumber(splits, 0)} splits by logit`,
    size: 'low',
    kind: 'percent',
    categories: Array.from(counts, (_, i) => `${edge(i)} to ${edge(i + 1)}`),
    ticks,
    series: [
      { name: 'The choice fell into the worse half', values: side(true), look: 'loss' },
      { name: 'It stayed in the better half', values: side(false), look: 'gain' },
    ],
    stacked: true,
    scale: linearScale({ low: 0, high: Math.max(...shares), percent: true, count: 4 }),
    summary: `Histogram of logits: ${formatPercent(pbo, 0)} of the splits lie at or below 0.`,
  });
}
