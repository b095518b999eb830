import { gather } from './lanes';
import { sumsBeforeOne, sumsBeforeTwo } from './window-sums';

/** From the inputs to each output, in bytes: one pointer leads to all. */
let middle: usize = 0;
let upper: usize = 0;
let lower: usize = 0;
let percentB: usize = 0;
let width: usize = 0;

/**
 * The bands of features/members/bollinger.ts, without its second look at quotients that left the numbers: gives a number that is not
 * finite when one did. Two chunks side by side where there are two.
 *
 * `x`: the first of `rows` inputs, before which `lead` more can be read; `work`: room for 4·n values.
 */
export function bollinger(
  x: usize,
  toMiddle: usize,
  toUpper: usize,
  toLower: usize,
  toPercentB: usize,
  toWidth: usize,
  work: usize,
  lead: i32,
  rows: i32,
  n: i32,
  scale: f64,
): f64 {
  middle = toMiddle - x;
  upper = toUpper - x;
  lower = toLower - x;
  percentB = toPercentB - x;
  width = toWidth - x;
  let check: f64 = 0;
  let b: i32 = 0;
  while (b < rows) {
    const at = x + (b << 3);
    const left = rows - b;
    if (lead + b < n - 1 || left <= n) {
      const shift = load<f64>(at);
      sumsBeforeOne(at, work, lead + b, n, shift);
      check += bands(at, work, 0, min(n, left), n, shift, 0, 0, 16, scale);
      b += n;
    } else {
      check += bandsOfTwo(at, work, min(n, left - n), n, scale);
      b += 2 * n;
    }
  }
  return check;
}

/** Rows `from` to `rows` of one chunk; `stride`: bytes from one row of `before` to the next, the square in its middle. */
function bands(
  x: usize,
  before: usize,
  from: i32,
  rows: i32,
  n: i32,
  shift: f64,
  sum: f64,
  squares: f64,
  stride: i32,
  scale: f64,
): f64 {
  const share: f64 = 1.0 / <f64>n;
  const half = stride >> 1;
  let check: f64 = 0;
  for (let k = from; k < rows; k++) {
    const p = x + (k << 3);
    const r = before + k * stride;
    const d = load<f64>(p) - shift;
    sum += d;
    squares += d * d;
    const s = sum + load<f64>(r);
    const m = s * share;
    const mean = shift + m;
    const square = abs<f64>((squares + load<f64>(r + half) - s * m) * scale);
    const reach = sqrt<f64>(square);
    const product = square * mean;
    const quotient = 2.0 / product;
    store<f64>(p + middle, mean);
    store<f64>(p + upper, mean + reach);
    store<f64>(p + lower, mean - reach);
    store<f64>(p + width, reach * (square * quotient));
    store<f64>(p + percentB, (d - m + reach) * (reach * (mean * quotient * 0.25)));
    check += product * quotient;
  }
  return check;
}

/**
 * Two chunks, of which the second may end after `rows` rows; two rows of each a turn, which are written together.
 * layout: long because one row more or less a turn would be written to memory twice
 */
function bandsOfTwo(x: usize, work: usize, rows: i32, n: i32, scale: f64): f64 {
  const next = n << 3;
  const shift = gather(x, x + next);
  sumsBeforeTwo(x, work, n, shift);
  const shares = f64x2.splat(1.0 / <f64>n);
  const scales = f64x2.splat(scale);
  let sum = f64x2.splat(0);
  let squares = f64x2.splat(0);
  let checks = f64x2.splat(0);
  let k: i32 = 0;
  for (; k + 1 < rows; k += 2) {
    const p = x + (k << 3);
    const r = work + (k << 5);
    const one = v128.load(p);
    const two = v128.load(p + next);
    const d = f64x2.sub(v128.shuffle<f64>(one, two, 0, 2), shift);
    sum = f64x2.add(sum, d);
    squares = f64x2.add(squares, f64x2.mul(d, d));
    const s = f64x2.add(sum, v128.load(r));
    const m = f64x2.mul(s, shares);
    const mean = f64x2.add(shift, m);
    const square = f64x2.abs(f64x2.mul(f64x2.sub(f64x2.add(squares, v128.load(r, 16)), f64x2.mul(s, m)), scales));
    const d2 = f64x2.sub(v128.shuffle<f64>(one, two, 1, 3), shift);
    sum = f64x2.add(sum, d2);
    squares = f64x2.add(squares, f64x2.mul(d2, d2));
    const s2 = f64x2.add(sum, v128.load(r, 32));
    const m2 = f64x2.mul(s2, shares);
    const mean2 = f64x2.add(shift, m2);
    const square2 = f64x2.abs(f64x2.mul(f64x2.sub(f64x2.add(squares, v128.load(r, 48)), f64x2.mul(s2, m2)), scales));
    const away = f64x2.sub(d, m);
    const away2 = f64x2.sub(d2, m2);
    checks = f64x2.add(
      checks,
      put(
        p,
        v128.shuffle<f64>(mean, mean2, 0, 2),
        v128.shuffle<f64>(square, square2, 0, 2),
        v128.shuffle<f64>(away, away2, 0, 2),
      ),
    );
    checks = f64x2.add(
      checks,
      put(
        p + next,
        v128.shuffle<f64>(mean, mean2, 1, 3),
        v128.shuffle<f64>(square, square2, 1, 3),
        v128.shuffle<f64>(away, away2, 1, 3),
      ),
    );
  }
  const check = f64x2.extract_lane(checks, 0) + f64x2.extract_lane(checks, 1);
  let more: f64 = 0;
  if (k < rows)
    more = bands(
      x + next,
      work + 8,
      k,
      rows,
      n,
      f64x2.extract_lane(shift, 1),
      f64x2.extract_lane(sum, 1),
      f64x2.extract_lane(squares, 1),
      32,
      scale,
    );
  if (k < n)
    more += bands(
      x,
      work,
      k,
      n,
      n,
      f64x2.extract_lane(shift, 0),
      f64x2.extract_lane(sum, 0),
      f64x2.extract_lane(squares, 0),
      32,
      scale,
    );
  return check + more;
}

/** The bands of two rows that follow each other, from mean, squared reach and distance from the mean. */
function put(p: usize, mean: v128, square: v128, away: v128): v128 {
  const reach = f64x2.sqrt(square);
  const product = f64x2.mul(square, mean);
  const quotient = f64x2.div(f64x2.splat(2), product);
  v128.store(p + middle, mean);
  v128.store(p + upper, f64x2.add(mean, reach));
  v128.store(p + lower, f64x2.sub(mean, reach));
  v128.store(p + width, f64x2.mul(reach, f64x2.mul(square, quotient)));
  const part = f64x2.mul(reach, f64x2.mul(f64x2.mul(mean, quotient), f64x2.splat(0.25)));
  v128.store(p + percentB, f64x2.mul(f64x2.add(away, reach), part));
  return f64x2.mul(product, quotient);
}
