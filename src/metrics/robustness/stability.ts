import { invariant, quantileOfSorted, standardDeviation } from '../../base/index.ts';
import { MIN_RETURNS } from '../keys.ts';
import { known, missing, type Statistic, tooFew } from '../statistic.ts';
import { meanReturn, sharpe } from '../statistics/reward.ts';

/** Sharpe ratio out of sample / in sample: how much of a fit carries over. R. Pardo (2008). Missing where the one in sample is not above 0. */
export function walkForwardEfficiency({
  outOfSample,
  inSample,
}: {
  readonly outOfSample: Statistic;
  readonly inSample: Statistic;
}): Statistic {
  return shareOfSharpe(outOfSample, inSample, 'the Sharpe ratio in sample is not above 0');
}

/**
 * Sharpe ratio with all signals one bar later / Sharpe ratio: far below 1, the result hangs on acting within one bar, which often means that a
 * signal knows that bar. Missing where the Sharpe ratio is not above 0.
 */
export function extraLagRatio({ later, own }: { readonly later: Statistic; readonly own: Statistic }): Statistic {
  return shareOfSharpe(later, own, 'the Sharpe ratio is not above 0');
}

function shareOfSharpe(top: Statistic, bottom: Statistic, reason: string): Statistic {
  if ('missing' in bottom) return bottom;
  if (!(bottom.value > 0)) return missing(reason);
  return 'missing' in top ? top : known(top.value / bottom.value);
}

export const REGIMES = ['calm', 'normal', 'wild', 'up', 'down'] as const;

/** Periods of one kind. */
export interface RegimeRow {
  readonly regime: (typeof REGIMES)[number];
  readonly periods: number;
  /** Mean return of a period, and mean / standard deviation (n − 1); the ratio is missing below 30 periods. */
  readonly mean: Statistic;
  readonly sharpe: Statistic;
}

const VOLATILITY_WINDOW = 20;

/**
 * Returns by what the market did: terciles of its volatility (standard deviation of the 20 returns before a period, so known at its start; the
 * first 20 periods belong to none), and periods in which it rose or fell.
 */
export function regimeTable({
  returns,
  market,
}: {
  readonly returns: Float64Array;
  readonly market: Float64Array;
}): readonly RegimeRow[] {
  invariant(returns.length === market.length, 'returns and market have one length');
  const volatility = market.map((_, t) =>
    t < VOLATILITY_WINDOW ? Number.NaN : (standardDeviation(market.subarray(t - VOLATILITY_WINDOW, t)) ?? 0),
  );
  const sorted = volatility.subarray(VOLATILITY_WINDOW).toSorted();
  const [low, high] = sorted.length === 0 ? [NaN, NaN] : [quantileOfSorted(sorted, 1 / 3), quantileOfSorted(sorted, 2 / 3)];
  const holds: Readonly<Record<RegimeRow['regime'], (t: number) => boolean>> = {
    calm: (t) => volatility[t]! <= low,
    normal: (t) => volatility[t]! > low && volatility[t]! <= high,
    wild: (t) => volatility[t]! > high,
    up: (t) => market[t]! > 0,
    down: (t) => market[t]! < 0,
  };
  return REGIMES.map((regime) => {
    const own = returns.filter((_, t) => holds[regime](t));
    return {
      regime,
      periods: own.length,
      mean: meanReturn({ returns: own }),
      sharpe: own.length < MIN_RETURNS ? tooFew(MIN_RETURNS, 'returns', own.length) : sharpe({ returns: own }),
    };
  });
}
