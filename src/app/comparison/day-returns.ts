import { closeDay, MIN_RETURNS, type Missing, sessionEnds, sessionReturns } from '../../metrics/index.ts';
import type { ReportCurve } from '../../report/index.ts';
import { readCurve } from '../backtest/report-data.ts';

/** Equity of a run by bar, from its equity_curve.csv. */
export interface RunCurve extends Omit<ReportCurve, 'benchmark'> {
  /** Equity before the first row, from that row's own return: to a millionth. */
  readonly before: number;
}

/** Returns by the days (since 1970-01-01) on which their sessions ended, rising. */
export interface DayReturns {
  readonly days: Float64Array;
  readonly returns: Float64Array;
}

/** Where a run of a family keeps the equity that it is judged by. */
export function curveFile(family: string): string {
  return family === 'research' ? 'backtests/portfolio/equity_curve.csv' : 'equity_curve.csv';
}

const RETURN_CELL = 6;

/** @throws RangeError where a cell is no number */
export function curveOf(text: string): RunCurve {
  const curve = readCurve(text, undefined);
  if ([curve.time, curve.equity].some((column) => column.some(Number.isNaN))) throw new RangeError('a cell is no number');
  const [, row = ''] = text.split('\n', 2);
  return { ...curve, before: (curve.equity[0] ?? Number.NaN) / (1 + Number(row.split(',')[RETURN_CELL] ?? 0)) };
}

/** One return per session, net of all costs; undefined where equity has no value or too few bars. */
export function dayReturns(curve: RunCurve, capital: number): DayReturns | undefined {
  if (curve.time.length < 2) return undefined;
  const ends = sessionEnds({ session: curve.session, from: 0 });
  const returns = sessionReturns({ equity: curve.equity, from: 0, capital, ends });
  if (!returns.every(Number.isFinite)) return undefined;
  const first = ends[0] === 0 ? 1 : 0;
  return { returns, days: Float64Array.from(returns, (_, index) => closeDay(curve.time[ends[first + index]!]!)) };
}

/** Returns of the days on which every run has one; missing below 30. */
export function commonReturns(
  runs: readonly DayReturns[],
): { readonly days: Float64Array; readonly series: readonly Float64Array[] } | Missing {
  const byDay = runs.map(({ days, returns }) => new Map(Array.from(days, (day, index) => [day, returns[index]!])));
  const days = runs[0]?.days.filter((day) => byDay.every((one) => one.has(day))) ?? new Float64Array(0);
  if (days.length < MIN_RETURNS) return { missing: `the runs need ${MIN_RETURNS} sessions in common, have ${days.length}` };
  return { days, series: byDay.map((one) => days.map((day) => one.get(day)!)) };
}
