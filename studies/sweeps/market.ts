import { Random } from '../../src/base/index.ts';
import type { BarColumns } from '../../src/market/index.ts';
import { barsOf, directions } from '../noise/walks.ts';

/**
 * What the first signal knows of the next return: nothing; its direction, right in exactly the share of the bars that its Sharpe ratio asks
 * for; or right in each bar by that chance, so that what it comes to is luck on top of skill.
 */
export type Planted = 'nothing' | 'share' | 'chance';

export interface MarketOptions {
  readonly seed: number;
  /** Returns of a strategy that decides at the first close. */
  readonly returns: number;
  readonly signals: number;
  readonly planted: Planted;
  /** Sharpe ratio per period of the planted signal, net of costs. */
  readonly sharpe: number;
  /** Of traded value, both sides of a trade together; 0: free. */
  readonly roundTripCost: number;
}

export interface Market {
  readonly bars: BarColumns;
  /** 1 or −1 at each close, by signal. */
  readonly signals: readonly Float64Array[];
}

/** How often a signal turns. */
const TURNS = 0.1;

/** Smallest and largest size of a log return. */
const SIZES = { low: 0.005, high: 0.015 };

/**
 * A driftless random walk of daily bars (log returns of 0.5 to 1.5 % up or down) and signals that are long or short at each close, turning in
 * one bar of ten. None of them has to do with the walk but the planted one.
 */
export function makeMarket(options: MarketOptions): Market {
  const { seed, returns, planted } = options;
  const rows = returns + 1;
  const signals = Array.from({ length: options.signals }, (_, k) => directions(rows, new Random(seed, `signal ${k}`), TURNS));
  const chance = new Random(seed, 'returns');
  const right = planted === 'nothing' ? undefined : rightBars(options, new Random(seed, 'right'));
  const moves = Float64Array.from({ length: rows }, (_, bar) => {
    const size = SIZES.low + (SIZES.high - SIZES.low) * chance.uniform();
    const up = chance.below(2) === 0 ? 1 : -1;
    if (right === undefined || bar === 0) return size * up;
    return signals[0]![bar - 1]! * (right[bar - 1] === 1 ? size : -size);
  });
  return { bars: barsOf(moves, seed), signals };
}

/** 1 for each return whose direction the signal knows. */
function rightBars({ returns, planted, ...skill }: MarketOptions, random: Random): Uint8Array {
  const share = rightShare(skill);
  if (planted === 'chance') return Uint8Array.from({ length: returns }, () => Number(random.uniform() < share));
  const right = Uint8Array.from({ length: returns }, (_, i) => Number(i < Math.round(share * returns)));
  for (let last = returns - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [right[last], right[other]] = [right[other]!, right[last]!];
  }
  return right;
}

/**
 * Share of right directions at which a signal that is always long or short has this Sharpe ratio: with mean size m and mean square q of the
 * returns, net mean μ = (2·share − 1)·m − cost and μ = sharpe·√(q − (μ + cost)²). Each turn trades twice the position.
 */
export function rightShare({ sharpe, roundTripCost }: { readonly sharpe: number; readonly roundTripCost: number }): number {
  const mean = (SIZES.low + SIZES.high) / 2;
  const square = mean * mean + (SIZES.high - SIZES.low) ** 2 / 12;
  const cost = TURNS * roundTripCost;
  let gross = 0;
  // The deviation hardly depends on the mean: each round is a thousand times closer.
  for (let round = 0; round < 20; round += 1) gross = sharpe * Math.sqrt(square - gross * gross) + cost;
  return (1 + gross / mean) / 2;
}
