import { CompensatedSum, deviationOf, log, type Moments, meanOf, momentsOf, shapeOf, slopeOn } from '../../base/index.ts';
import { andThen, known, missing, ofReturns, quotient, type Statistic } from '../statistic.ts';
import { FLAT, type Returns, sharpe } from './reward.ts';
import type { Rate } from './series.ts';

/** Σ ((x − mean) / sd)^power with the deviation of n − 1; undefined where the values hardly vary. */
function standardised(returns: Float64Array, power: 3 | 4): number | undefined {
  const moments: Moments | undefined = momentsOf(returns);
  const deviation = moments === undefined ? undefined : deviationOf(moments);
  if (moments === undefined || deviation === undefined) return undefined;
  const sum = new CompensatedSum();
  for (let i = 0; i < returns.length; i += 1) {
    const z = (returns[i]! - moments.mean) / deviation;
    sum.add(power === 3 ? z * z * z : z * z * z * z);
  }
  return sum.value;
}

/**
 * Skewness. `population` (default): mean of z³ with the deviation of n. `sample`: n / ((n − 1)(n − 2)) · Σz³ with the deviation of n − 1.
 * Missing where the returns hardly vary, and below 2 (3) returns.
 */
export function skewness({
  returns,
  estimator = 'population',
}: {
  readonly returns: Float64Array;
  readonly estimator?: 'population' | 'sample';
}): Statistic {
  return ofReturns([returns], estimator === 'sample' ? 3 : 2, () => {
    if (estimator === 'population') return valueOr(shapeOf(returns)?.skewness);
    const n = returns.length;
    return andThen(valueOr(standardised(returns, 3)), (sum) => (n / ((n - 1) * (n - 2))) * sum);
  });
}

/**
 * Kurtosis. `population` (default): mean of z⁴ with the deviation of n, 3 for the normal distribution. `sample`:
 * n(n + 1) / ((n − 1)(n − 2)(n − 3)) · Σz⁴ with the deviation of n − 1; `sample_excess`: that less 3(n − 1)² / ((n − 2)(n − 3)), 0 for the
 * normal distribution. Missing where the returns hardly vary, and below 2 (4) returns.
 */
export function kurtosis({
  returns,
  estimator = 'population',
}: {
  readonly returns: Float64Array;
  readonly estimator?: 'population' | 'sample' | 'sample_excess';
}): Statistic {
  return ofReturns([returns], estimator === 'population' ? 2 : 4, () => {
    if (estimator === 'population') return valueOr(shapeOf(returns)?.kurtosis);
    const n = returns.length;
    const normal = estimator === 'sample' ? 0 : (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
    const scale = (n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3));
    return andThen(valueOr(standardised(returns, 4)), (sum) => scale * sum - normal);
  });
}

function valueOr(value: number | undefined): Statistic {
  return value === undefined ? missing(FLAT) : known(value);
}

/** Skewness / kurtosis, both of the population. C. Bacon (2008). */
export function skewnessKurtosisRatio({ returns }: { readonly returns: Float64Array }): Statistic {
  return andThen(skewness({ returns }), (skew) => andThen(kurtosis({ returns }), (peak) => skew / peak));
}

/**
 * SR · (1 + skewness/6 · SR − (kurtosis − 3)/24 · SR²), with population moments: a Sharpe ratio less what heavy tails cost a careful
 * investor. J. Pezier, A. White (2006). `ratio`: the annual ratio to adjust, else {@link sharpe} of the returns.
 */
export function adjustedSharpe({
  returns,
  riskFree = 0,
  perYear = 1,
  ratio,
}: Returns & { readonly riskFree?: Rate; readonly ratio?: number }): Statistic {
  const base = ratio === undefined ? sharpe({ returns, riskFree, perYear }) : known(ratio);
  return andThen(base, (value) =>
    andThen(skewness({ returns }), (skew) =>
      andThen(kurtosis({ returns }), (peak) => value * (1 + (skew / 6) * value - ((peak - 3) / 24) * value * value)),
    ),
  );
}

/** mean |r − mean|. */
export function meanAbsoluteDeviation({ returns }: { readonly returns: Float64Array }): Statistic {
  return ofReturns([returns], 1, () => {
    const mean = meanOf(returns)!;
    return known(meanOf(returns.map((value) => Math.abs(value - mean)))!);
  });
}

/**
 * R² of the straight line through the logarithm of growth against time: 1 is steady growth (or loss), 0 none. Missing below 2 returns, after
 * a total loss, and where growth hardly varies.
 */
export function stability({ returns }: { readonly returns: Float64Array }): Statistic {
  return ofReturns([returns], 2, () => {
    if (returns.some((value) => value <= -1)) return missing('everything was lost');
    let growth = 0;
    const logs = returns.map((value) => {
      growth += log(1 + value);
      return growth;
    });
    const time = logs.map((_, i) => i);
    const there = slopeOn({ values: logs, of: time });
    const back = slopeOn({ values: time, of: logs });
    if (there === undefined || back === undefined) return missing(FLAT);
    return known(Math.min(1, there * back));
  });
}

/** {@link quotient} of two statistics; missing where either is. */
export function ratioOf(top: Statistic, bottom: Statistic, zero: string): Statistic {
  return andThen(top, (numerator) => andThen(bottom, (denominator) => quotient(numerator, denominator, zero)));
}
