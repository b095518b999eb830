import { deviationOf, momentsOf } from '../../base/index.ts';
import { known, missing, ofReturns, type Statistic } from '../statistic.ts';

/**
 * How many standard errors a mean is from 0 when neighbouring values are related: mean / √(S/n), S = γ₀ + 2·Σ (1 − j/(lag + 1))·γⱼ over
 * lags 1 … `lag`, γ divided by n. W. K. Newey, K. D. West (1987). A lag beyond n − 1 counts as n − 1.
 *
 * Missing below 2 values, where they hardly vary, and where S is not positive.
 */
export function neweyWestT({ values, lag }: { readonly values: Float64Array; readonly lag: number }): Statistic {
  return ofReturns([values], 2, () => {
    const moments = momentsOf(values)!;
    if (deviationOf(moments) === undefined) return missing('the values do not vary');
    const n = values.length;
    const lags = Math.min(lag, n - 1);
    let spectrum = moments.squares / n;
    for (let j = 1; j <= lags; j += 1) {
      let sum = 0;
      for (let t = j; t < n; t += 1) sum += (values[t]! - moments.mean) * (values[t - j]! - moments.mean);
      spectrum += (2 * (1 - j / (lags + 1)) * sum) / n;
    }
    if (!(spectrum > 0)) return missing('the autocorrelations have no sum');
    return known(moments.mean / Math.sqrt(spectrum / n));
  });
}
