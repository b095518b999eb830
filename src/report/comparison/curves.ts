import { underwater } from '../../metrics/index.ts';
import { linearScale, logScale, rangeOf } from '../axes.ts';
import { axisData, chart, type Line, RUN_STYLES } from '../chart.ts';
import { type Html, html } from '../html.ts';
import { axisOf, pick } from '../model.ts';
import { formatNumber, formatPercent } from '../number-format.ts';
import { thinRows } from '../thin.ts';
import { timeWriter } from '../time-format.ts';
import type { ComparedCurve, ComparisonReportData } from './data.ts';
import { shortNames } from './names.ts';

/** Points of all lines together, about. */
const BUCKETS = 480;
const LEAST_BUCKETS = 120;
/** What every run begins with. */
const START = 100;

/** A run that is drawn, at the times of all runs. */
interface Drawn {
  readonly name: string;
  readonly style: Line['style'];
  /** Of a capital of {@link START}; NaN before the run and after it. */
  readonly growth: Float64Array;
  /** Below the highest equity so far, negative fractions. */
  readonly depth: Float64Array;
}

/** Equity of all runs on one axis, each of a capital of 100, and how far each was below its high. */
export function comparedCurves({ comparison, curves, timeframe, timezone }: ComparisonReportData): Html | undefined {
  const time = unionOf(curves);
  if (time.length < 2) return undefined;
  const names = shortNames(comparison);
  const drawn = comparison.runs.flatMap(({ label }, index): readonly Drawn[] => {
    const curve = curves[index];
    if (curve === undefined) return [];
    const growth = heldAt(
      time,
      curve.time,
      curve.equity.map((value) => (value / curve.capital) * START),
    );
    const below = underwater({ equity: curve.equity, from: 0, capital: curve.capital });
    const depth = heldAt(
      time,
      curve.time,
      below.map((value) => -value),
    );
    return [{ name: `${label} ${names[index]!}`, style: RUN_STYLES[index]!, growth, depth }];
  });
  const series = drawn.flatMap(({ growth, depth }) => [growth, depth]);
  const buckets = Math.max(LEAST_BUCKETS, Math.round(BUCKETS / drawn.length));
  const rows = thinRows({ from: 0, to: time.length, series, buckets });
  const times = timeWriter({ timeframe, timezone });
  const axis = axisOf({ id: 'compared', rows, from: 0, to: time.length, time, times, spans: [] });
  const growth = drawn.map((one): Line => ({ name: one.name, style: one.style, values: pick(one.growth, rows) }));
  const depth = drawn.map((one): Line => ({ name: one.name, style: one.style, values: pick(one.depth, rows) }));
  const range = rangeOf(growth.map(({ values }) => values));
  const deepest = rangeOf(depth.map(({ values }) => values)).low;
  const last = drawn.map((one) => `${one.name} ${formatNumber(one.growth.findLast((value) => !Number.isNaN(value))!, 1)}`);
  const deep = drawn.map((one) => `${one.name} ${formatPercent(-rangeOf([one.depth]).low)}`);
  return html`<section aria-labelledby="h-performance"><h2 id="h-performance">Performance</h2>${axisData(axis)}${chart({
    ...{ id: 'equity', title: 'Growth of 100', unit: 'each run from its own capital', term: 'equity', axis, lines: growth },
    scale: linearScale({ ...range, percent: false }),
    logScale: logScale(range),
    ...{ kind: 'ratio', size: 'tall', baseline: START },
    summary: `What 100 became: ${last.join(', ')}.`,
  })}${chart({
    ...{
      id: 'underwater',
      title: 'Underwater',
      unit: '% below the highest equity so far',
      term: 'underwater',
      axis,
      lines: depth,
    },
    scale: linearScale({ low: Math.min(deepest, -0.001), high: 0, percent: true, count: 4 }),
    ...{ kind: 'percent', size: 'low', baseline: 0 },
    legend: html``,
    summary: `The deepest dips: ${deep.join(', ')}.`,
  })}</section>`;
}

/** Every time at which a run has a bar, rising. */
function unionOf(curves: readonly (ComparedCurve | undefined)[]): Float64Array {
  const all = curves.flatMap((curve) => (curve === undefined ? [] : [curve.time]));
  const joined = new Float64Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const time of all) {
    joined.set(time, at);
    at += time.length;
  }
  joined.sort();
  return joined.filter((value, index) => index === 0 || value !== joined[index - 1]);
}

/** The last value at or before each time; NaN before the first bar and after the last. */
function heldAt(times: Float64Array, own: Float64Array, values: Float64Array): Float64Array {
  const end = own.at(-1)!;
  let row = -1;
  return times.map((time) => {
    while (row + 1 < own.length && own[row + 1]! <= time) row += 1;
    return row < 0 || time > end ? Number.NaN : values[row]!;
  });
}
