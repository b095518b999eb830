import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import { scratch } from './scratch.ts';
import { trueRange } from './true-range.ts';

/** Slots of {@link wilderTrueRange}. */
export const TRUE_RANGE_SLOTS = MEAN_SLOTS;

/**
 * Wilder's mean of the true range (the average true range); NaN until the nth true range, which is bar n + 1.
 * Source: J. W. Wilder 1978. Prices are never missing.
 *
 * @param from a multiple of four: blocks begin at one
 * @param base row that `out` begins with
 */
export function wilderTrueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  state: Float64Array,
  slot: number,
  from: number,
  to: number,
  n: number,
  base = 0,
): void {
  const range = scratch(2);
  trueRange(high, low, close, range, from, to, from);
  recursiveMean(range, out, state, slot, 0, to - from, 1 / n, n, base - from);
}
