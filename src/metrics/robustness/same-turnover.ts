import { invariant, Random } from '../../base/index.ts';
import type { Missing } from '../statistic.ts';
import { sharpe } from '../statistics/reward.ts';
import { type Place, placeAmong, type Spread, spreadOf } from './draws.ts';
import { netReturns, type WeightedRun } from './weighted-run.ts';

/** What the strategy's own positions would have earned at other times. */
export interface SameTurnover extends Place {
  /** Sharpe ratio per period of the strategy's weights where they are, and spread of the draws. */
  readonly own: number;
  readonly spread: Spread;
  readonly draws: number;
  /** Smallest shift, periods. */
  readonly least: number;
}

const DRAWS = 100;
const LEAST_SHIFT = 20;

/**
 * The baseline of the same turnover: a strategy's target weights shifted in a circle by one random number of periods for all symbols. Turnover and
 * exposure are the strategy's, only the timing is gone. Each draw is judged, as the strategy, by the Sharpe ratio of the returns net of costs,
 * the first period charged with the change from the last.
 *
 * Shifts lie in max(20, 2·horizon) … T − max(20, 2·horizon). Missing for fewer periods, and where returns do not vary.
 */
export function sameTurnover(
  input: Omit<WeightedRun, 'circular'> & {
    /** Periods that a label of the model reads ahead. */
    readonly horizonBars: number;
    readonly seed: number;
    /** Default 100. */
    readonly draws?: number;
  },
): SameTurnover | Missing {
  const { weights, returns, bps, horizonBars, seed, draws = DRAWS } = input;
  const periods = returns[0]?.length ?? 0;
  const least = Math.max(LEAST_SHIFT, 2 * horizonBars);
  if (periods < 2 * least) return { missing: `needs ${2 * least} returns, has ${periods}` };
  invariant(draws >= 1, 'there is at least one draw');
  const judge = (moved: readonly Float64Array[]) =>
    sharpe({ returns: netReturns({ weights: moved, returns, bps, circular: true }) });
  const own = judge(weights);
  if ('missing' in own) return { missing: own.missing };
  const random = new Random(seed, 'same turnover');
  const values = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    const by = least + random.below(periods - 2 * least + 1);
    const value = judge(weights.map((column) => shifted(column, by)));
    if ('missing' in value) return { missing: `shifted by ${by} periods ${value.missing}` };
    values[draw] = value.value;
  }
  return { ...placeAmong({ value: own.value, draws: values }), own: own.value, spread: spreadOf(values)!, draws, least };
}

/** Each value `by` places later, in a circle. */
function shifted(values: Float64Array, by: number): Float64Array {
  const n = values.length;
  return values.map((_, i) => values[(i - by + n) % n]!);
}
