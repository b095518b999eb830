import { invariant } from '../../base/index.ts';

/*
 * Gradient and hessian as whole numbers in one float64: g · 2^26 + h.
 *
 * A float64 holds whole numbers up to 2^53 exactly, so sums of packed pairs are exact and do not depend on the order of rows, as long
 * as every |Σ g| stays below 2^27 and every Σ h below 2^26. The scales are the largest powers of two for which no subset of the rows
 * can pass these limits: rounding adds at most one half a row.
 */
const GRADIENT_LIMIT = 134_217_726;
const HESSIAN_LIMIT = 67_108_862;
const MOST_ROWS = 33_554_432;
/** 2^400: its square is still finite, and sums too small for it are as good as nothing. */
const LARGEST_SCALE = 2.582249878086909e120;

/** The g of a packed sum. The number is written out here and below, as a loop over an imported constant would divide in earnest. */
export function gradientOf(packed: number): number {
  return Math.floor(packed / 67_108_864);
}

/** The h of a packed sum. */
export function hessianOf(packed: number): number {
  return packed - Math.floor(packed / 67_108_864) * 67_108_864;
}

/** How real values became whole ones, and the smallest and largest whole hessian of a row. */
export interface Packing {
  readonly gradientScale: number;
  readonly hessianScale: number;
  readonly leastHessian: number;
  readonly mostHessian: number;
}

/** Packs the listed rows into `packed`, by row number, and writes their g and h side by side to `pairs`. Hessians are not negative. */
export function pack(
  { gradient, hessian }: { readonly gradient: Float64Array; readonly hessian: Float64Array },
  rows: Int32Array,
  { packed, pairs }: { readonly packed: Float64Array; readonly pairs: Float64Array },
): Packing {
  const count = rows.length;
  invariant(count <= MOST_ROWS, 'a tree is grown from at most 2^25 rows');
  let gradientSum = 0;
  let hessianSum = 0;
  for (let i = 0; i < count; i += 1) {
    gradientSum += Math.abs(gradient[rows[i]!]!);
    hessianSum += hessian[rows[i]!]!;
  }
  const gradientScale = scaleFor(gradientSum, GRADIENT_LIMIT - count / 2);
  const hessianScale = scaleFor(hessianSum, HESSIAN_LIMIT - count / 2);
  let leastHessian = Infinity;
  let mostHessian = 0;
  for (let i = 0; i < count; i += 1) {
    const row = rows[i]!;
    pairs[2 * row] = gradient[row]!;
    pairs[2 * row + 1] = hessian[row]!;
    const h = nearest(hessian[row]! * hessianScale);
    packed[row] = nearest(gradient[row]! * gradientScale) * 67_108_864 + h;
    leastHessian = Math.min(leastHessian, h);
    mostHessian = Math.max(mostHessian, h);
  }
  return { gradientScale, hessianScale, leastHessian, mostHessian };
}

/** The nearest whole number, without the branch of `Math.round`. */
function nearest(x: number): number {
  return Math.floor(x + 0.5);
}

/** The largest power of two, up to {@link LARGEST_SCALE}, that keeps scale · sum within the limit. */
function scaleFor(sum: number, limit: number): number {
  invariant(Number.isFinite(sum), 'gradients and hessians are finite');
  let scale = 1;
  while (scale < LARGEST_SCALE && 2 * scale * sum <= limit) scale *= 2;
  while (scale * sum > limit) scale /= 2;
  return scale;
}
