import { EWMA_SLOTS, ewmaVolatility } from '../base/index.ts';

/** Volatility known at each bar: the feature `ewma_vol`, bit for bit. NaN before it is known. */
export function volatilityAt(close: Float64Array, span: number): Float64Array {
  const out = new Float64Array(close.length);
  const rows = { from: 0, to: close.length, span };
  ewmaVolatility(close, out, rows, new Float64Array(EWMA_SLOTS), new Float64Array(close.length));
  return out;
}
