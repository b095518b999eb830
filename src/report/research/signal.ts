import { linearScale, rangeOf } from '../axes.ts';
import { barChart } from '../bar-chart.ts';
import { legendOf } from '../chart.ts';
import { type Html, html, raw } from '../html.ts';
import { term } from '../metric-text.ts';
import { formatNumber, formatPercent, formatSignedPercent } from '../number-format.ts';
import { type ScatterPoint, scatter } from '../scatter.ts';
import type { ReportBin, ReportFeatures, ResearchReportData } from './data.ts';
import { cell, dataTable, figure } from './table.ts';

/** What the scores say about returns, how long, and in which order. */
export function signalPart({ features, run }: ResearchReportData): Html | undefined {
  if (features === undefined) return undefined;
  const { metrics } = run.metrics;
  const number = (key: string): number | undefined => (typeof metrics[key] === 'number' ? metrics[key] : undefined);
  const facts = [
    [term('ic', 'IC'), figure(number('ic'))],
    [term('rank_ic', 'Rank IC'), figure(number('rank_ic'))],
    [term('icir', 'ICIR'), figure(number('icir'))],
    [term('quantileReturns', 'Fifth spread (t)'), spreadText(features)],
    [term('quantileReturns', 'Turnover of the fifths'), figure(features.turnover, 2)],
    [term('scoreAutocorrelation', 'Score autocorrelation'), figure(features.autocorrelation, 2)],
  ] as const;
  return html`<section aria-labelledby="h-signal"><h2 id="h-signal">Signal</h2><div class="two-up">${decay(features)}${fifths(features)}</div>
<dl class="facts wide num">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

function spreadText({ spread, spreadT }: ReportFeatures): string {
  if (spread === undefined) return '–';
  return `${formatSignedPercent(spread)}${spreadT === undefined ? '' : ` (${formatNumber(spreadT, 1)})`}`;
}

function decay({ decay: values }: ReportFeatures): Html {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return html`<p class="muted">The rank IC by lag is not available.</p>`;
  const { low, high } = rangeOf([values]);
  return barChart({
    id: 'ic-decay',
    title: 'Rank IC by lag',
    term: 'coefficientDecay',
    unit: 'with returns that many bars later',
    size: 'square',
    kind: 'fine',
    categories: Array.from(values, (_, lag) => String(lag)),
    series: [{ name: 'Rank IC', values, look: 'sign' }],
    scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent: false, count: 5 }),
    summary: `Rank IC ${figure(values[0])} at once and ${figure(values.at(-1))} after ${values.length - 1} bars.`,
  });
}

function fifths({ quantiles }: ReportFeatures): Html {
  const known = quantiles.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return html`<p class="muted">Returns by fifth of the scores are not available.</p>`;
  const { low, high } = rangeOf([quantiles]);
  const last = quantiles.length;
  return barChart({
    id: 'fifths',
    title: 'Return by fifth of the scores',
    term: 'quantileReturns',
    unit: 'mean % of the label’s return',
    size: 'square',
    kind: 'percent',
    categories: Array.from(quantiles, (_, i) => (i === 0 ? 'Lowest' : i === last - 1 ? 'Highest' : String(i + 1))),
    series: [{ name: 'Mean return', values: quantiles, look: 'sign' }],
    scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent: true, count: 5 }),
    summary: `Mean return ${formatSignedPercent(quantiles[0]!)} of the lowest fifth, ${formatSignedPercent(quantiles[last - 1]!)} of the highest.`,
  });
}

const SIGNS = {
  calibrated: raw('<use href="#m-spot" x="13" y="5"/>'),
  raw: raw('<use href="#m-exit" x="13" y="5"/>'),
} as const;

/** Whether the probabilities can be believed, before and after calibration. */
export function reliabilityPart({ features }: ResearchReportData): Html | undefined {
  if (features === undefined) return undefined;
  const { raw: before, calibrated, brierRaw, brierCalibrated } = features;
  const points = [...pointsOf(before, 'raw'), ...pointsOf(calibrated, 'calibrated')];
  const title = html`<h2 id="h-reliability">${term('reliability', 'Reliability')}</h2>`;
  if (points.length === 0)
    return html`<section aria-labelledby="h-reliability">${title}<p class="muted">The model says no probabilities.</p></section>`;
  const xs = points.flatMap(({ x, y }) => [x, y]);
  const high = Math.max(...xs);
  const low = Math.min(...xs);
  return html`<section aria-labelledby="h-reliability">${title}<div class="two-up">${scatter({
    id: 'reliability',
    title: 'Said against happened',
    term: 'reliability',
    unit: 'highest class',
    kind: 'percent',
    points,
    range: { low, high },
    scale: linearScale({ low, high, percent: true }),
    xName: 'Said',
    yName: 'Happened',
    percent: true,
    line: [
      [low, low],
      [high, high],
    ],
    legend: legendOf([
      { name: 'Calibrated', sign: SIGNS.calibrated },
      { name: 'Raw', sign: SIGNS.raw },
    ]),
    summary: `Reliability of ${points.length} bins; on the line what was said happened.`,
  })}${binTable(before, calibrated)}</div>
<p>${term('brier', 'Brier score')} ${figure(brierRaw)} raw, ${figure(brierCalibrated)} calibrated${brierRaw === undefined || brierCalibrated === undefined ? '' : brierCalibrated < brierRaw ? ': calibration helped.' : brierCalibrated > brierRaw ? ': calibration did not help here.' : ': calibration changed nothing.'}</p></section>`;
}

function pointsOf(bins: readonly ReportBin[], which: 'raw' | 'calibrated'): readonly ScatterPoint[] {
  return bins.flatMap(({ rows, said, happened }) =>
    said === undefined || happened === undefined
      ? []
      : [
          {
            x: said,
            y: happened,
            label: `${which}, ${formatNumber(rows, 0)} rows`,
            look: which === 'raw' ? ('exit' as const) : ('spot' as const),
          },
        ],
  );
}

function binTable(before: readonly ReportBin[], after: readonly ReportBin[]): Html {
  const two = (one: ReportBin | undefined): Html =>
    one === undefined || one.said === undefined || one.happened === undefined
      ? html`${cell('–')}${cell('–')}`
      : html`${cell(`${formatPercent(one.said, 0)} → ${formatPercent(one.happened, 0)}`)}${cell(formatNumber(one.rows, 0))}`;
  const bins = (after.length > before.length ? after : before).map((bin, i) => ({ bin, i }));
  const used = bins.filter(({ i }) => (before[i]?.rows ?? 0) > 0 || (after[i]?.rows ?? 0) > 0);
  return dataTable({
    label: 'Reliability by bin',
    caption: 'Said → happened, of the highest class, by bin of what was said',
    columns: [{ name: 'Bin', isText: true }, { name: 'Raw' }, { name: 'Rows' }, { name: 'Calibrated' }, { name: 'Rows' }],
    rows: used.map(
      ({ bin, i }) =>
        html`<tr><th scope="row" class="d">${formatNumber(bin.low * 100, 0)} to ${formatPercent(bin.high, 0)}</th>${two(before[i])}${two(after[i])}</tr>`,
    ),
  });
}
