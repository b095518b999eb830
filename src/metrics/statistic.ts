/** A value, or why there is none. */
export type Statistic = { readonly value: number } | { readonly missing: string };

export const known = (value: number): Statistic => ({ value });
export const missing = (reason: string): Statistic => ({ missing: reason });

/** The value of a function that gives undefined in the one case that `reason` names. */
export function orMissing(value: number | undefined, reason: string): Statistic {
  return value === undefined ? missing(reason) : known(value);
}

/** `needs 30 returns, has 12`. */
export function tooFew(needed: number, what: string, has: number): Statistic {
  return missing(`needs ${needed} ${what}, has ${has}`);
}
