import { type DrawdownSummary, drawdowns, sessionEnds, sessionReturns, underwater } from '../metrics/index.ts';
import { WIDTH } from './axes.ts';
import type { Axis } from './chart.ts';
import type { ReportData, ReportSpan } from './data.ts';
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
    axis: axisOf({ id: 'run', rows, from, to: curve.equity.length, time: curve.time, times, spans: data.spans }),
    dips: drawdowns({ ...rowsOf, time: curve.time, atMost: DIPS_SHOWN }),
    ends,
    returns: sessionReturns({ ...rowsOf, ends }),
  };
}

/** Bars of an axis: rows `from` to `to` (exclusive) of a column of close times, equal room for each, whatever time lies between. */
export interface AxisRows {
  readonly id: string;
  /** Rows with a point. */
  readonly rows: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly time: Float64Array;
  readonly times: TimeWriter;
  readonly spans: readonly ReportSpan[];
}

export function axisOf({ id, rows, from, to, time, times, spans }: AxisRows): Axis {
  const last = Math.max(1, to - from - 1);
  const place = (row: number): number => Math.round(((row - from) / last) * WIDTH);
  return {
    id,
    positions: Array.from(rows, place),
    labels: Array.from(rows, (row) => times.label(time[row]!)),
    ticks: barTicks({ n: to - from, label: (bar) => times.label(time[from + bar]!) }),
    isTime: true,
    namesBands: spans.some(({ isTest }) => isTest !== undefined) || spans.length > 2,
    bands: spans
      .filter((span) => span.to >= time[from]! && span.from <= time[to - 1]!)
      .map((span, i) => ({
        name: span.name,
        from: place(Math.max(from, barAt(time, span.from))),
        to: place(Math.min(to - 1, barAt(time, span.to))),
        // Neighbours are told apart when there are many.
        ...(span.isTest === true ? { look: 'test' as const } : spans.length > 2 && i % 2 === 0 ? { look: 'none' as const } : {}),
      })),
  };
}

/** First bar that closes at or after a time; the last bar after all of them. */
export function barAt(time: Float64Array, at: number): number {
  let low = 0;
  let high = time.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The values of a column at the drawn rows. */
export function pick(column: Float64Array, rows: Int32Array, offset = 0): Float64Array {
  return Float64Array.from(rows, (row) => column[row - offset]!);
}
