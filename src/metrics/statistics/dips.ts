import { CompensatedSum, meanOf } from '../../base/index.ts';
import { drawdowns, underwater } from '../drawdown.ts';
import { andThen, known, ofReturns, quotient, type Statistic } from '../statistic.ts';
import { annualReturn, type Returns } from './reward.ts';
import { growthOf } from './series.ts';

/**
 * How returns add up to a dip. `compound` (default): equity falls from its high, as a fraction of the high. `simple`: the sum of the returns
 * since the high, as books do it by hand.
 */
export type Compounding = 'compound' | 'simple';

interface Series {
  readonly returns: Float64Array;
  readonly compounding?: Compounding;
}

const NO_DIP = 'equity was never below its high';

/** Depth below the high so far after each return, positive; the start is the first high. */
export function dipsOf({ returns, compounding = 'compound' }: Series): Float64Array {
  if (compounding === 'compound') return underwater({ equity: growthOf({ returns }), from: 0, capital: 1 });
  let below = 0;
  return returns.map((value) => {
    below = Math.max(0, below - value);
    return below;
  });
}

/** The deepest dip, positive; 0 without one. Any number of returns from 1 on. */
export function maxDrawdown({ returns, compounding = 'compound' }: Series): Statistic {
  return ofReturns([returns], 1, () => {
    if (compounding === 'simple') return known(dipsOf({ returns, compounding }).reduce((most, dip) => Math.max(most, dip), 0));
    const equity = growthOf({ returns });
    return known(drawdowns({ equity, time: equity, from: 0, capital: 1, atMost: 1 }).maximum);
  });
}

/** Mean depth over all returns. C. Bacon (2008), after T. Becker. */
export function painIndex(input: Series): Statistic {
  return ofReturns([input.returns], 1, () => known(meanOf(dipsOf(input))!));
}

/** Root mean square of the depth over all returns. P. Martin, B. McCann (1989). */
export function ulcerIndex(input: Series): Statistic {
  return ofReturns([input.returns], 1, () => {
    const squares = new CompensatedSum();
    const dips = dipsOf(input);
    for (let i = 0; i < dips.length; i += 1) squares.add(dips[i]! * dips[i]!);
    return known(Math.sqrt(squares.value / dips.length));
  });
}

interface Ratio extends Returns {
  readonly compounding?: Compounding;
  /** Risk-free return a year, default 0. */
  readonly riskFree?: number;
}

/** Geometric annual return above the risk-free one, over a measure of dips. */
function overDips({ returns, perYear = 1, riskFree = 0 }: Ratio, dips: Statistic): Statistic {
  return andThen(annualReturn({ returns, perYear }), (annual) =>
    andThen(dips, (depth) => quotient(annual - riskFree, depth, NO_DIP)),
  );
}

/** Annual return / deepest dip. T. Young (1991). Missing without a dip (limit ±∞). */
export function calmar(input: Ratio): Statistic {
  return overDips(input, maxDrawdown(input));
}

/** Annual return / {@link painIndex}. C. Bacon (2008). Missing without a dip (limit ±∞). */
export function painRatio(input: Ratio): Statistic {
  return overDips(input, painIndex(input));
}

/** Annual return / {@link ulcerIndex}. P. Martin, B. McCann (1989). Missing without a dip (limit ±∞). */
export function martinRatio(input: Ratio): Statistic {
  return overDips(input, ulcerIndex(input));
}

/**
 * Annual return / √Σdepth², over the dips (`falls: 'dips'`, default) or over the runs of losses without a gain in between
 * (`falls: 'losing_runs'`); `modified` multiplies by √n. G. Burke (1994). Missing without a fall (limit ±∞).
 */
export function burkeRatio({
  falls = 'dips',
  modified = false,
  ...input
}: Ratio & { readonly falls?: 'dips' | 'losing_runs'; readonly modified?: boolean }): Statistic {
  const { returns, compounding = 'compound' } = input;
  return ofReturns([returns], 1, () => {
    const depths = falls === 'dips' ? deepestOfEach(dipsOf(input)) : losingRuns(returns, compounding);
    const squares = depths.reduce((sum, depth) => sum + depth * depth, 0);
    const ratio = overDips(input, known(Math.sqrt(squares)));
    return andThen(ratio, (value) => (modified ? value * Math.sqrt(returns.length) : value));
  });
}

/** The deepest point of each dip, in the order of time. */
function deepestOfEach(depths: Float64Array): readonly number[] {
  const deepest: number[] = [];
  for (let i = 0; i < depths.length; i += 1) {
    if (depths[i] === 0) continue;
    if (i === 0 || depths[i - 1] === 0) deepest.push(0);
    deepest[deepest.length - 1] = Math.max(deepest.at(-1)!, depths[i]!);
  }
  return deepest;
}

function losingRuns(returns: Float64Array, compounding: Compounding): readonly number[] {
  const runs: number[] = [];
  for (let i = 0; i < returns.length; i += 1) {
    const loss = -returns[i]!;
    if (loss <= 0) continue;
    if (i === 0 || returns[i - 1]! >= 0) runs.push(0);
    const before = runs.at(-1)!;
    runs[runs.length - 1] = compounding === 'simple' ? before + loss : before + (1 - before) * loss;
  }
  return runs;
}
