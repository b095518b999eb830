import { log } from '../math/index.ts';
import { MEAN_SLOTS, recursiveMean } from './recursive-mean.ts';

/** Float64 slots that {@link ewmaVolatility} carries from block to block; zeros before the first bar. */
export const EWMA_SLOTS = MEAN_SLOTS;

/**
 * Exponentially weighted volatility of log returns around 0, rows `from` ≤ i < `to`: v ← (1 − α)·v + α·r², α = 2 / (span + 1), √v. The
 * seed is the mean of the first `span` squares; NaN before it. Fraction a bar, not annualised. Bar i reads no later bar, and the bits
 * do not depend on how the rows are cut into blocks.
 *
 * Source: J. P. Morgan/Reuters, RiskMetrics Technical Document (1996), section 5.2.
 *
 * @param squares room for `to − from` values
 */
export function ewmaVolatility(
  close: Float64Array,
  out: Float64Array,
  rows: { readonly from: number; readonly to: number; readonly span: number },
  state: Float64Array,
  squares: Float64Array,
): void {
  const { from, to, span } = rows;
  for (let i = from; i < to; i += 1) {
    const r = i === 0 ? NaN : log(close[i]! / close[i - 1]!);
    squares[i - from] = r * r;
  }
  recursiveMean(squares, out, state, 0, 0, to - from, 2 / (span + 1), span, -from);
  for (let i = from; i < to; i += 1) out[i] = Math.sqrt(out[i]!);
}
