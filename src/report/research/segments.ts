import type { ReportCurve } from '../data.ts';
import { barAt } from '../model.ts';
import type { ReportStretch } from './data.ts';

/** Growth of a column from the bar before a stretch to its last bar; undefined: the stretch lies outside. */
export function growth(
  { time }: Pick<ReportCurve, 'time'>,
  values: Float64Array | undefined,
  { from, to }: ReportStretch,
): number | undefined {
  if (values === undefined || time.length === 0 || to < time[0]! || from > time.at(-1)!) return undefined;
  const first = barAt(time, from);
  const at = barAt(time, to);
  const last = time[at]! > to && at > 0 ? at - 1 : at;
  const before = Math.max(0, first - 1);
  return last > before ? values[last]! / values[before]! - 1 : undefined;
}

/** A calendar year, UTC. */
export function yearStretch(year: number): ReportStretch {
  return { from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 1) - 1 };
}
