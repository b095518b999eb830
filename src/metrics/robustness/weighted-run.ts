import { invariant } from '../../base/index.ts';

/** Target weights held over the next period, one column per symbol. */
export interface WeightedRun {
  /** `weights[symbol][t]`: fraction of equity decided at the close of period t. */
  readonly weights: readonly Float64Array[];
  /** `returns[symbol][t]`: return from the close of t to the next; NaN where the symbol has none, which counts as 0. */
  readonly returns: readonly Float64Array[];
  /** Cost of traded value, basis points. */
  readonly bps: number;
  /** The first period is charged with the change from the last one, as in a circle; default false: from nothing. */
  readonly circular?: boolean;
}

/**
 * Returns of weights that are set anew each period: Σ w(t)·r(t) − bps/10,000·Σ|w(t) − w(t − 1)|. Weights do not drift within a period; fills,
 * lots and compounding are the engine's.
 */
export function netReturns({ weights, returns, bps, circular = false }: WeightedRun): Float64Array {
  const periods = returns[0]?.length ?? 0;
  invariant(
    weights.length === returns.length && [...weights, ...returns].every(({ length }) => length === periods),
    'each symbol has a weight and a return in every period',
  );
  const out = new Float64Array(periods);
  for (let k = 0; k < weights.length; k += 1) {
    const weight = weights[k]!;
    const move = returns[k]!;
    let before = circular ? (weight[periods - 1] ?? 0) : 0;
    for (let t = 0; t < periods; t += 1) {
      const now = weight[t]!;
      if (now !== 0 && !Number.isNaN(move[t]!)) out[t]! += now * move[t]!;
      out[t]! -= (bps / 10_000) * Math.abs(now - before);
      before = now;
    }
  }
  return out;
}
