import { parseDate } from '../../base/index.ts';
import { statistics } from '../../metrics/index.ts';
import type { TrialLine, TrialSeries, TrialWindow } from './line.ts';

/** What a count is made for. */
export type CountWindow = Pick<TrialWindow, 'symbols' | 'from' | 'to'>;

/** Trials on a window, for the deflated Sharpe ratio. */
export interface TrialCount {
  /** Distinct configurations. */
  readonly raw: number;
  /** Number of independent trials that they are worth; at most `raw`. 0 where there is none. */
  readonly effective: number;
  /** Sharpe ratios per period of the trials that have one, in the order of their lines. */
  readonly sharpes: readonly number[];
  /** Lines of tuning inside outer folds, by distinct configuration: shown, not counted. */
  readonly inner: number;
  /** Trials whose returns are known. */
  readonly withSeries: number;
}

/** Least share of the shorter window that two windows have in common when a trial on one is a trial on the other. */
const COMMON_SHARE = 0.5;

/** Whether two windows have a symbol in common and share at least half of the shorter one's days. */
export function windowsMeet(a: CountWindow, b: CountWindow): boolean {
  if (!a.symbols.some((symbol) => b.symbols.includes(symbol))) return false;
  const [one, other] = [daysOf(a), daysOf(b)];
  const common = Math.min(one.to, other.to) - Math.max(one.from, other.from) + 1;
  return common >= COMMON_SHARE * Math.min(one.to - one.from + 1, other.to - other.from + 1);
}

function daysOf({ from, to }: CountWindow): { readonly from: number; readonly to: number } {
  return { from: parseDate(from) ?? Number.NaN, to: parseDate(to) ?? Number.NaN };
}

/**
 * Counts the trials of a ledger on a window. Of several lines of one configuration the last one with returns speaks.
 * @param seriesOf the returns that a line points to; undefined: not known
 */
export function countTrials(
  lines: readonly TrialLine[],
  window: CountWindow,
  seriesOf: (line: TrialLine) => TrialSeries | undefined,
): TrialCount {
  const inner = new Set<string>();
  const counted = new Map<string, TrialLine>();
  for (const line of lines) {
    if (!windowsMeet(line.window, window)) continue;
    if (line.kind === 'inner') {
      inner.add(line.config_hash);
      continue;
    }
    const before = counted.get(line.config_hash);
    if (before === undefined || saysMore(line, before)) counted.set(line.config_hash, line);
  }
  const trials = [...counted.values()];
  const series = trials.map(seriesOf).filter((one) => one !== undefined);
  return {
    raw: trials.length,
    effective: effectiveOf(series, trials.length),
    sharpes: trials.flatMap(({ sharpe }) => sharpe ?? []),
    inner: inner.size,
    withSeries: series.length,
  };
}

/** A later line replaces an earlier one unless it knows less. */
function saysMore(line: TrialLine, before: TrialLine): boolean {
  return line.series !== null || (before.series === null && (line.sharpe !== null || before.sharpe === null));
}

function effectiveOf(series: readonly TrialSeries[], trials: number): number {
  if (trials === 0) return 0;
  const effective = statistics.effectiveTrials({
    series: series.map(({ returns }) => returns),
    times: series.map(({ days }) => days),
    trials,
  });
  return 'value' in effective ? effective.value : trials;
}

/** Distinct configurations that have looked at a test window. */
export function countLooks(lines: readonly TrialLine[], window: CountWindow): number {
  const looked = lines.filter((line) => line.kind === 'test_look' && windowsMeet(line.window, window));
  return new Set(looked.map(({ config_hash }) => config_hash)).size;
}
