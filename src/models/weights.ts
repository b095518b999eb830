import { invariant } from '../base/index.ts';

/** How a model's word becomes a target weight, in research backtests and in agents. */
export interface WeightRule {
  /** `signal`: all or nothing; `score`: in proportion to p_up − p_down. */
  readonly sizing: 'signal' | 'score';
  /** `signal`: the target follows each bar's word; `overlap`: the mean of the last `horizon` targets. */
  readonly hold: 'signal' | 'overlap';
  /** Bars a label looks ahead; used by `overlap`. */
  readonly horizon: number;
  /** Largest weight, as a fraction of equity. */
  readonly maxWeight: number;
  /** False: a weight below 0 becomes 0. */
  readonly allowShort: boolean;
}

/**
 * Target weights of one symbol, bar by bar: maxWeight · signal, or maxWeight · score held between −1 and 1. NaN where the word is
 * missing: abstain, the position stays.
 *
 * Under `overlap` every bar buys 1/horizon of its own target and holds it for `horizon` bars; a bar without a word buys nothing, and bars
 * before the first count as such.
 */
export function weightsOfSignals(
  signals: { readonly signal: Float64Array; readonly score: Float64Array },
  { sizing, hold, horizon, maxWeight, allowShort }: WeightRule,
): Float64Array {
  invariant(maxWeight >= 0 && Number.isInteger(horizon) && horizon >= 1, 'a weight rule has a size and a horizon of whole bars');
  const words = sizing === 'signal' ? signals.signal : signals.score;
  const targets = words.map((word) => {
    const size = Math.min(1, Math.max(-1, word));
    return maxWeight * (allowShort ? size : Math.max(0, size));
  });
  return hold === 'signal' || horizon === 1 ? targets : targets.map((target, row) => overlapping(targets, row, target, horizon));
}

function overlapping(targets: Float64Array, row: number, own: number, horizon: number): number {
  if (Number.isNaN(own)) return Number.NaN;
  let sum = 0;
  for (let k = Math.max(0, row - horizon + 1); k <= row; k += 1) {
    const target = targets[k]!;
    if (!Number.isNaN(target)) sum += target;
  }
  return sum / horizon;
}
