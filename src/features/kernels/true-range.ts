import { kernelsFor } from '../../kernels/index.ts';

/** True range max(high, close before) − min(low, close before) of rows `from` ≤ i < `to`, at `out[i - base]`; NaN on row 0. */
export function trueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  base = 0,
): void {
  let i = from;
  if (i === 0 && i < to) {
    out[-base] = NaN;
    i = 1;
  }
  const isTogether = high.buffer === out.buffer && low.buffer === out.buffer && close.buffer === out.buffer;
  const kernels = isTogether ? kernelsFor(out) : undefined;
  if (kernels !== undefined) {
    const rows = (to - i) & ~1;
    const at = 8 * i;
    kernels.trueRange(high.byteOffset + at, low.byteOffset + at, close.byteOffset + at, out.byteOffset + at - 8 * base, rows);
    i += rows;
  }
  for (; i < to; i += 1) {
    const before = close[i - 1]!;
    const h = high[i]!;
    const l = low[i]!;
    out[i - base] = (h < before ? before : h) - (before < l ? before : l);
  }
}
