import { meanOf, quantileOfSorted } from '../../base/index.ts';
import { andThen, known, ofReturns, quotient, type Statistic } from '../statistic.ts';

/** The quantile at p of returns, {@link quantileOfSorted}. */
export function quantile({ returns, p }: { readonly returns: Float64Array; readonly p: number }): Statistic {
  return ofReturns([returns], 1, () => known(quantileOfSorted(returns.slice().sort(), p)));
}

/** The return that a share `cutoff` (default 0.05) of periods stays below: a loss is negative. Historical, the type-7 quantile. */
export function valueAtRisk({ returns, cutoff = 0.05 }: { readonly returns: Float64Array; readonly cutoff?: number }): Statistic {
  return quantile({ returns, p: cutoff });
}

/**
 * Mean of the worst returns, a loss being negative: the ⌊(n − 1) · cutoff⌋ + 1 lowest, so that the one at the quantile counts.
 * Default cutoff 0.05. C. Acerbi, D. Tasche (2002).
 */
export function expectedShortfall({
  returns,
  cutoff = 0.05,
}: {
  readonly returns: Float64Array;
  readonly cutoff?: number;
}): Statistic {
  return ofReturns([returns], 1, () => {
    const worst = returns.slice().sort();
    return known(meanOf(worst.subarray(0, Math.floor((returns.length - 1) * cutoff) + 1))!);
  });
}

/** |quantile at 1 − tail| / |quantile at tail|, default tail 0.05: above 1, large gains are larger than large losses. */
export function tailRatio({ returns, tail = 0.05 }: { readonly returns: Float64Array; readonly tail?: number }): Statistic {
  return andThen(quantile({ returns, p: 1 - tail }), (gain) =>
    andThen(quantile({ returns, p: tail }), (loss) => quotient(Math.abs(gain), Math.abs(loss), 'the lower quantile is zero')),
  );
}
