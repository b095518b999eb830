import { quantileOfSorted } from '../base/index.ts';
import { type Jump, QUALITY_LIST_LIMIT } from './quality.ts';

/** Distance from the median, in robust deviations, from which the open of a futures chain is told. */
export const ROLL_JUMP_DEVIATIONS = 8;

/** Makes the median absolute deviation of normal values their standard deviation. */
const NORMAL_CONSISTENCY = 1.4826;

export interface RollJumpFindings {
  /** Those that come first; `sigma` counts robust deviations. */
  readonly rollJumps: readonly Jump[];
  readonly rollJumpCount: number;
  /** Sum of all of their moves, as a fraction. */
  readonly rollJumpSum: number;
}

/**
 * Opens of a futures series far off the close before, as where a chain of contracts without adjustment passes to the next contract: the
 * step is the difference of two contracts and nobody earns it. A night of news looks the same, so they are told and never removed.
 *
 * Far is more than {@link ROLL_JUMP_DEVIATIONS} times 1.4826 × the median absolute deviation from the median (F. Hampel, The Influence
 * Curve and Its Role in Robust Estimation, JASA 69, 1974). A series without spread has no such opens.
 * @param time close time of each bar @param open of each bar, the close where a source has no opens
 */
export function findRollJumps(time: Float64Array, open: Float64Array, close: Float64Array): RollJumpFindings {
  const moves = Float64Array.from(open, (price, i) => (i === 0 ? Number.NaN : price / close[i - 1]! - 1));
  const known = moves.filter(Number.isFinite).sort();
  const median = quantileOfSorted(known, 0.5);
  const deviation = NORMAL_CONSISTENCY * quantileOfSorted(known.map((move) => Math.abs(move - median)).sort(), 0.5);
  const rollJumps: Jump[] = [];
  let rollJumpCount = 0;
  let rollJumpSum = 0;
  for (let i = 1; i < moves.length; i += 1) {
    const change = moves[i]!;
    const sigma = Math.abs(change - median) / deviation;
    if (!Number.isFinite(sigma) || !(sigma > ROLL_JUMP_DEVIATIONS)) continue;
    rollJumpCount += 1;
    rollJumpSum += change;
    if (rollJumps.length < QUALITY_LIST_LIMIT) rollJumps.push({ time: time[i]!, change, sigma });
  }
  return { rollJumps, rollJumpCount, rollJumpSum };
}
