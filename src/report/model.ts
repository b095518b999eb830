import { type DrawdownSummary, drawdowns, sessionEnds, sessionReturns, underwater } from '../metrics/index.ts';
import type { Axis } from './chart.ts';
import type { ReportData } from './data.ts';
import { thinRows } from './thin.ts';
import { barTicks } from './ticks.ts';
import { type TimeWriter, timeWriter } from './time-format.ts';

/** What several parts of the report need, computed once. */
export interface Model {
  readonly data: ReportData;
  readonly times: TimeWriter;
  /** The bars that are drawn, thinned; the row of each in the run's columns. */
  readonly axis: Axis;
  readonly rows: Int32Array;
  /** Depth below the high at each evaluated bar. */
  readonly depth: Float64Array;
  readonly dips: DrawdownSummary;
  /** Last row of each session, and the return of each (the first session that ends on the first row has none). */
  readonly ends: Int32Array;
  readonly returns: Float64Array;
}

const DIPS_SHOWN = 10;

export function modelOf(data: ReportData): Model {
  const { curve, capital } = data;
  const from = curve.evaluateFrom;
  const times = timeWriter(data);
  const rowsOf = { equity: curve.equity, from, capital };
  const depth = underwater(rowsOf);
  const shifted = new Float64Array(curve.equity.length);
  shifted.set(depth, from);
  const series = [curve.equity, shifted];
  if (curve.benchmark !== undefined) series.push(curve.benchmark);
  if (curve.grossExposure !== undefined) series.push(curve.grossExposure);
  const rows = thinRows({ from, to: curve.equity.length, series });
  const ends = sessionEnds({ session: curve.session, from });
  return {
    data,
    times,
    rows,
    depth,
    axis: axisOf({ id: 'run', rows, from, to: curve.equity.length, time: curve.time, times }),
    dips: drawdowns({ ...rowsOf, time: curve.time, atMost: DIPS_SHOWN }),
    ends,
    returns: sessionReturns({ ...rowsOf, ends }),
  };
}

/** An axis of bars: equal room for each, whatever time lies between. */
export function axisOf({
  id,
  rows,
  from,
  to,
  time,
  times,
}: {
  readonly id: string;
  readonly rows: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly time: Float64Array;
  readonly times: TimeWriter;
}): Axis {
  const last = Math.max(1, to - from - 1);
  return {
    id,
    positions: Array.from(rows, (row) => Math.round(((row - from) / last) * 10_000)),
    labels: Array.from(rows, (row) => times.label(time[row]!)),
    ticks: barTicks({ n: to - from, label: (bar) => times.label(time[from + bar]!) }),
  };
}

/** The values of a column at the drawn rows. */
export function pick(column: Float64Array, rows: Int32Array, offset = 0): Float64Array {
  return Float64Array.from(rows, (row) => column[row - offset]!);
}
