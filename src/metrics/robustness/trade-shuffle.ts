import { Random } from '../../base/index.ts';
import { MIN_TRADES } from '../keys.ts';
import { hasGap, type Missing, tooFew } from '../statistic.ts';
import { placeAmong, type Spread, spreadOf } from './draws.ts';

/** How deep the dips would have been had the same trades come in another order. */
export interface TradeShuffle {
  readonly draws: number;
  readonly trades: number;
  /** Largest fall of equity after closed trades below its high, positive fraction: of the order of the run, and of the shuffled ones. */
  readonly own: number;
  readonly maxDrawdown: Spread;
  /** Share of the shuffles with a shallower dip than the run's own, equal ones counted half. */
  readonly percentile: number;
  /** Equity after all trades over equity before them. The order of factors changes no product, so it is one number. */
  readonly growth: number;
}

/**
 * Shuffles closed trades (R. Fisher, F. Yates 1938) and compounds each order from 1. The same seed gives the same figures.
 *
 * @param returns by trade in the order of exit: net result / equity at entry
 * Missing below `minimum` trades (default 5) and where one is no number.
 */
export function tradeShuffle(input: {
  readonly returns: Float64Array;
  readonly seed: number;
  readonly draws: number;
  readonly minimum?: number;
}): TradeShuffle | Missing {
  const { returns, seed, draws, minimum = MIN_TRADES } = input;
  const few = tooFew(minimum, 'closed trades', returns.length);
  if (returns.length < minimum && 'missing' in few) return few;
  if (hasGap(returns)) return { missing: 'the result of a trade is not a number' };
  const random = new Random(seed, 'trade shuffle');
  const order = returns.slice();
  const own = deepestDip(returns);
  const dips = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    shuffle(order, random);
    dips[draw] = deepestDip(order).depth;
  }
  return {
    draws,
    trades: returns.length,
    own: own.depth,
    maxDrawdown: spreadOf(dips)!,
    percentile: placeAmong({ value: own.depth, draws: dips }).percentile,
    growth: own.growth,
  };
}

function shuffle(values: Float64Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i -= 1) {
    const other = random.below(i + 1);
    const kept = values[i]!;
    values[i] = values[other]!;
    values[other] = kept;
  }
}

/** Everything lost stays lost. */
function deepestDip(returns: Float64Array): { readonly depth: number; readonly growth: number } {
  let equity = 1;
  let high = 1;
  let depth = 0;
  for (const value of returns) {
    equity = Math.max(0, equity * (1 + value));
    if (equity > high) high = equity;
    else depth = Math.max(depth, 1 - equity / high);
  }
  return { depth, growth: equity };
}
