import { gather } from './lanes';
import { sumsBeforeOne, sumsBeforeTwo } from './window-sums';

/**
 * `rollingZscore` of features/kernels/rolling-zscore.ts, two chunks side by side where there are two.
 *
 * `x`: the first of `rows` inputs, before which `lead` more can be read; `work`: room for 4·n values.
 */
export function rollingZscore(x: usize, out: usize, work: usize, lead: i32, rows: i32, n: i32): void {
  let b: i32 = 0;
  while (b < rows) {
    const at = x + (b << 3);
    const to = out + (b << 3);
    const left = rows - b;
    if (lead + b < n - 1 || left <= n) {
      const shift = load<f64>(at);
      sumsBeforeOne(at, work, lead + b, n, shift);
      scores(at, to, work, 0, min(n, left), n, shift, 0, 0, 16);
      b += n;
    } else {
      scoresOfTwo(at, to, work, min(n, left - n), n);
      b += 2 * n;
    }
  }
}

/** Rows `from` to `rows` of one chunk; `stride`: bytes from one row of `before` to the next, the square in its middle. */
function scores(
  x: usize,
  out: usize,
  before: usize,
  from: i32,
  rows: i32,
  n: i32,
  shift: f64,
  sum: f64,
  square: f64,
  stride: i32,
): void {
  const share: f64 = 1.0 / <f64>n;
  const half = stride >> 1;
  for (let k = from; k < rows; k++) {
    const d = load<f64>(x + (k << 3)) - shift;
    sum += d;
    square += d * d;
    const r = before + k * stride;
    const s = sum + load<f64>(r);
    const m = s * share;
    store<f64>(out + (k << 3), (d - m) / sqrt<f64>(abs<f64>((square + load<f64>(r + half) - s * m) * share)));
  }
}

/** Two chunks, of which the second may end after `rows` rows. */
function scoresOfTwo(x: usize, out: usize, work: usize, rows: i32, n: i32): void {
  const next = n << 3;
  const shift = gather(x, x + next);
  sumsBeforeTwo(x, work, n, shift);
  const shares = f64x2.splat(1.0 / <f64>n);
  let sum = f64x2.splat(0);
  let square = f64x2.splat(0);
  let r = work;
  let o = out;
  const end = x + (rows << 3);
  for (let p = x; p < end; p += 8) {
    const d = f64x2.sub(gather(p, p + next), shift);
    sum = f64x2.add(sum, d);
    square = f64x2.add(square, f64x2.mul(d, d));
    const s = f64x2.add(sum, v128.load(r));
    const m = f64x2.mul(s, shares);
    const q = f64x2.add(square, v128.load(r, 16));
    const variance = f64x2.abs(f64x2.mul(f64x2.sub(q, f64x2.mul(s, m)), shares));
    const score = f64x2.div(f64x2.sub(d, m), f64x2.sqrt(variance));
    v128.store64_lane(o, score, 0);
    v128.store64_lane(o + next, score, 1);
    r += 32;
    o += 8;
  }
  if (rows === n) return;
  const one = f64x2.extract_lane(shift, 0);
  scores(x, out, work, rows, n, n, one, f64x2.extract_lane(sum, 0), f64x2.extract_lane(square, 0), 32);
}
