import { DAY_MS, TIMEFRAMES, type Timeframe, timeframeMs } from '../../base/index.ts';

const SAMPLE = 20_000;

/**
 * Distance between neighbouring stamps that occurs most often, as a timeframe; undefined when it is none of ours. Order does not
 * matter, equal stamps are skipped. Of `dated` stamps a distance of 1 to 4 days means daily bars.
 */
export function inferTimeframe(stamps: Float64Array, length: number, dated: boolean): Timeframe | undefined {
  if (length < 2) return dated ? '1d' : undefined;
  const counts = new Map<number, number>();
  const until = Math.min(length, SAMPLE);
  const ordered = runsOneWay(stamps, until) ? stamps : stamps.slice(0, length).sort();
  for (let i = 1; i < until; i += 1) {
    const distance = Math.abs(ordered[i]! - ordered[i - 1]!);
    if (distance > 0) counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const [distance] = [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0] ?? [0];
  if (dated && distance >= DAY_MS && distance <= 4 * DAY_MS) return '1d';
  return TIMEFRAMES.find((timeframe) => timeframeMs(timeframe) === distance);
}

/** Whether the stamps only rise or only fall. */
function runsOneWay(stamps: Float64Array, until: number): boolean {
  let rises = false;
  let falls = false;
  for (let i = 1; i < until; i += 1) {
    if (stamps[i]! > stamps[i - 1]!) rises = true;
    else if (stamps[i]! < stamps[i - 1]!) falls = true;
    if (rises && falls) return false;
  }
  return true;
}
