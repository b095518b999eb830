import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import { trueRange } from './true-range.ts';

/** Slots of {@link wilderTrueRange}. */
export const TRUE_RANGE_SLOTS = MEAN_SLOTS;

/**
 * Wilder's mean of the true range (the average true range); NaN until the nth true range, which is bar n + 1.
 * Source: J. W. Wilder 1978. Prices are never missing.
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
  trueRange(high, low, close, out, from, to, base);
  recursiveMean(out, out, state, slot, from - base, to - base, 1 / n, n);
}
