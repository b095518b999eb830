import { invariant } from '../base/index.ts';

/**
 * A value, or why there is none.
 *
 * `limit` is what the formula tends to as the denominator that is zero here tends to zero: ∞ for a gain over no risk, 0 for the spread of
 * equal returns. Some programs print it as the value; here it is only told, because nothing may be ranked by it.
 */
export type Statistic = { readonly value: number } | Missing;

/** Why there is no value. */
export interface Missing {
  readonly missing: string;
  readonly limit?: number;
}

export const known = (value: number): Statistic => ({ value });
export const missing = (reason: string): Statistic => ({ missing: reason });

/** The value of a function that gives undefined in the one case that `reason` names. */
export function orMissing(value: number | undefined, reason: string): Statistic {
  return value === undefined ? missing(reason) : known(value);
}

/** `needs 30 returns, has 12`. */
export function tooFew(needed: number, what: string, has: number): Statistic {
  return missing(`needs ${needed} ${needed === 1 ? what.replace(/s$/, '') : what}, has ${has}`);
}

/** A quotient; missing for the reason given where the denominator is zero. */
export function quotient(numerator: number, denominator: number, zero: string): Statistic {
  if (denominator !== 0) return known(numerator / denominator);
  return numerator === 0 ? missing(zero) : { missing: zero, limit: numerator > 0 ? Infinity : -Infinity };
}

/** A statistic made of the value of another one; missing for the same reason. */
export function andThen(statistic: Statistic, make: (value: number) => Statistic | number): Statistic {
  if ('missing' in statistic) return statistic;
  const made = make(statistic.value);
  return typeof made === 'number' ? known(made) : made;
}

const GAP = 'a return is not a number';

/** Whether a series has a value that is not a finite number. */
export function hasGap(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i += 1) if (!Number.isFinite(values[i]!)) return true;
  return false;
}

/**
 * What every statistic of one or more series of returns begins with: series of one length (a bug when they are not), enough returns, no gap.
 * Gaps are taken out before, by `withoutGaps`, `gapsAsZero` or `inCommon`.
 */
export function ofReturns(series: readonly Float64Array[], least: number, make: () => Statistic): Statistic {
  const n = series[0]?.length ?? 0;
  invariant(
    series.every(({ length }) => length === n),
    'series of one statistic have one length',
  );
  if (n < least) return tooFew(least, 'returns', n);
  return series.some(hasGap) ? missing(GAP) : make();
}
