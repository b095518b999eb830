import { downsideDeviation, isNearlyConstant, type Moments, meanOf, momentsOf, pow } from '../../base/index.ts';
import { annualGrowth, compound } from '../ratios.ts';
import { andThen, known, missing, ofReturns, quotient, type Statistic } from '../statistic.ts';
import { excessOf, type Rate } from './series.ts';

/** A series of simple returns; `perYear` of them make a year, 1: the statistic is of one period. */
export interface Returns {
  readonly returns: Float64Array;
  readonly perYear?: number;
}

/** What the variance is divided by: n − ddof. 1 is the sample, 0 the population. */
export interface Freedom {
  readonly ddof?: 0 | 1;
}

export const FLAT = 'the returns do not vary';
export const NO_LOSS = 'no return is below the target';

/** Growth of one unit over all returns, minus one. */
export function totalReturn({ returns }: { readonly returns: Float64Array }): Statistic {
  return ofReturns([returns], 1, () => known(compound(returns)));
}

/** Mean return of a period. */
export function meanReturn({ returns }: { readonly returns: Float64Array }): Statistic {
  return ofReturns([returns], 1, () => known(meanOf(returns)!));
}

/**
 * Return a year. `geometric` (default): (1 + total)^(perYear / n) − 1; `arithmetic`: mean · perYear; `compounded_mean`:
 * (1 + mean)^perYear − 1. Missing where everything was lost.
 */
export function annualReturn({
  returns,
  perYear = 1,
  compounding = 'geometric',
}: Returns & { readonly compounding?: 'geometric' | 'arithmetic' | 'compounded_mean' }): Statistic {
  return ofReturns([returns], 1, () => {
    const mean = meanOf(returns)!;
    if (compounding === 'arithmetic') return known(mean * perYear);
    if (compounding === 'compounded_mean') return mean <= -1 ? missing(LOST) : known(pow(1 + mean, perYear) - 1);
    const annual = annualGrowth({ totalReturn: compound(returns), periods: returns.length, perYear });
    return annual === undefined ? missing(LOST) : known(annual);
  });
}

export const LOST = 'everything was lost';

/** Standard deviation × √perYear. Missing below 2 returns and where they hardly vary (limit 0). */
export function volatility({ returns, perYear = 1, ddof = 1 }: Returns & Freedom): Statistic {
  return ofReturns([returns], 2, () => {
    const spread = spreadOf(momentsOf(returns)!, ddof);
    return spread === 0 ? { missing: FLAT, limit: 0 } : known(spread * Math.sqrt(perYear));
  });
}

/** Standard deviation, 0 where it is only rounding noise. */
function spreadOf(moments: Moments, ddof: 0 | 1): number {
  const deviation = Math.sqrt(moments.squares / (moments.n - ddof));
  return isNearlyConstant(deviation, moments.largest) ? 0 : deviation;
}

/**
 * Mean of the returns above the risk-free rate (per period) / their standard deviation × √perYear. W. F. Sharpe (1994).
 * Missing below 2 returns and where they hardly vary (limit ±∞).
 */
export function sharpe({
  returns,
  riskFree = 0,
  perYear = 1,
  ddof = 1,
}: Returns & Freedom & { readonly riskFree?: Rate }): Statistic {
  const constant = typeof riskFree === 'number';
  const excess = constant ? returns : excessOf(returns, riskFree);
  return ofReturns([excess], 2, () => {
    const moments = momentsOf(excess)!;
    const mean = moments.mean - (constant ? riskFree : 0);
    return andThen(quotient(mean, spreadOf(moments, ddof), FLAT), (ratio) => ratio * Math.sqrt(perYear));
  });
}

/**
 * √mean(min(r − target, 0)²) over all n returns × √perYear; 0 where none is below the target (a rate per period).
 * F. Sortino, L. Price (1994).
 */
export function downsideRisk({ returns, target = 0, perYear = 1 }: Returns & { readonly target?: Rate }): Statistic {
  const excess = excessOf(returns, target);
  return ofReturns([excess], 1, () => known(downsideDeviation({ values: excess, target: 0 })! * Math.sqrt(perYear)));
}

/**
 * Mean of the returns above the target (per period) / {@link downsideRisk} × √perYear. F. Sortino, L. Price (1994).
 * Missing below 2 returns and where none is below the target (limit ∞).
 */
export function sortino({ returns, target = 0, perYear = 1 }: Returns & { readonly target?: Rate }): Statistic {
  const constant = typeof target === 'number';
  const excess = constant ? returns : excessOf(returns, target);
  return ofReturns([excess], 2, () => {
    const level = constant ? target : 0;
    const downside = downsideDeviation({ values: excess, target: level })!;
    return andThen(quotient(meanOf(excess)! - level, downside, NO_LOSS), (ratio) => ratio * Math.sqrt(perYear));
  });
}

/** The value of a statistic that is a number; NaN where it is missing, as columns hold it. */
export function orGap(statistic: Statistic): number {
  return 'value' in statistic ? statistic.value : NaN;
}

/**
 * A statistic of each window of `window` neighbouring periods, one for each end: n − window + 1 values, none for a shorter series.
 * NaN where a window has none.
 */
export function rolling(
  { length, window }: { readonly length: number; readonly window: number },
  statistic: (from: number, to: number) => Statistic,
): Float64Array {
  const count = Math.max(0, length - window + 1);
  return Float64Array.from({ length: count }, (_, from) => orGap(statistic(from, from + window)));
}
