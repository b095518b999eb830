import { gather, scatter } from './lanes';

/**
 * `rollingMean` of features/kernels/rolling.ts. Chunks do not depend on each other, so four stand side by side where there are four.
 *
 * `x`: the first of `rows` inputs, before which `lead` more can be read; `work`: room for 4·n values.
 */
export function rollingMean(x: usize, out: usize, work: usize, lead: i32, rows: i32, n: i32): void {
  const share: f64 = 1.0 / <f64>n;
  let b: i32 = 0;
  while (b < rows) {
    const at = x + (b << 3);
    const to = out + (b << 3);
    const left = rows - b;
    if (lead + b < n - 1 || left <= n) {
      meanOfChunk(at, to, work, lead + b, min(n, left), n, share);
      b += n;
    } else if (left < 4 * n) {
      meansOfTwo(at, to, work, min(n, left - n), n, share);
      b += 2 * n;
    } else {
      meansOfFour(at, to, work, n, share);
      b += 4 * n;
    }
  }
}

/** One chunk of `rows` rows, `have` rows before it. */
function meanOfChunk(x: usize, out: usize, before: usize, have: i32, rows: i32, n: i32, share: f64): void {
  const shift = load<f64>(x);
  let sum: f64 = 0;
  store<f64>(before + ((n - 1) << 3), 0);
  let k = n - 2;
  const stop = max(0, n - 1 - have);
  for (; k >= stop; k--) {
    sum += load<f64>(x - ((n - 1 - k) << 3)) - shift;
    store<f64>(before + (k << 3), sum);
  }
  for (; k >= 0; k--) store<f64>(before + (k << 3), NaN);
  sum = 0;
  for (k = 0; k < rows; k++) {
    sum += load<f64>(x + (k << 3)) - shift;
    store<f64>(out + (k << 3), shift + (sum + load<f64>(before + (k << 3))) * share);
  }
}

/** Two chunks, of which the second may end after `rows` rows. */
function meansOfTwo(x: usize, out: usize, before: usize, rows: i32, n: i32, share: f64): void {
  const next = n << 3;
  const shift = gather(x, x + next);
  let sum = f64x2.splat(0);
  v128.store(before + ((n - 1) << 4), sum);
  let p = x - 8;
  for (let r = before + ((n - 2) << 4); r >= before; r -= 16) {
    sum = f64x2.add(sum, f64x2.sub(gather(p, p + next), shift));
    v128.store(r, sum);
    p -= 8;
  }
  const shares = f64x2.splat(share);
  sum = f64x2.splat(0);
  for (let k = 0; k < rows; k++) {
    p = x + (k << 3);
    sum = f64x2.add(sum, f64x2.sub(gather(p, p + next), shift));
    const mean = f64x2.add(shift, f64x2.mul(f64x2.add(sum, v128.load(before + (k << 4))), shares));
    scatter(mean, out + (k << 3), out + (k << 3) + next);
  }
  const shiftOne = f64x2.extract_lane(shift, 0);
  let one = f64x2.extract_lane(sum, 0);
  for (let k = rows; k < n; k++) {
    one += load<f64>(x + (k << 3)) - shiftOne;
    store<f64>(out + (k << 3), shiftOne + (one + load<f64>(before + (k << 4))) * share);
  }
}

/** Four whole chunks; two rows of each a turn, which are read and written together. */
function meansOfFour(x: usize, out: usize, before: usize, n: i32, share: f64): void {
  const off = n << 3;
  const off2 = off << 1;
  const off3 = off2 + off;
  const shift = gather(x, x + off);
  const shift2 = gather(x + off2, x + off3);
  sumsBeforeFour(x, before, n, shift, shift2);
  const shares = f64x2.splat(share);
  let sum = f64x2.splat(0);
  let sum2 = f64x2.splat(0);
  let p = x;
  let r = before;
  let o = out;
  const end = x + off - 8;
  for (; p < end; p += 16) {
    const a = v128.load(p);
    const b = v128.load(p + off);
    const c = v128.load(p + off2);
    const d = v128.load(p + off3);
    sum = f64x2.add(sum, f64x2.sub(v128.shuffle<f64>(a, b, 0, 2), shift));
    sum2 = f64x2.add(sum2, f64x2.sub(v128.shuffle<f64>(c, d, 0, 2), shift2));
    const m = f64x2.add(shift, f64x2.mul(f64x2.add(sum, v128.load(r)), shares));
    const m2 = f64x2.add(shift2, f64x2.mul(f64x2.add(sum2, v128.load(r, 16)), shares));
    sum = f64x2.add(sum, f64x2.sub(v128.shuffle<f64>(a, b, 1, 3), shift));
    sum2 = f64x2.add(sum2, f64x2.sub(v128.shuffle<f64>(c, d, 1, 3), shift2));
    const w = f64x2.add(shift, f64x2.mul(f64x2.add(sum, v128.load(r, 32)), shares));
    const w2 = f64x2.add(shift2, f64x2.mul(f64x2.add(sum2, v128.load(r, 48)), shares));
    v128.store(o, v128.shuffle<f64>(m, w, 0, 2));
    v128.store(o + off, v128.shuffle<f64>(m, w, 1, 3));
    v128.store(o + off2, v128.shuffle<f64>(m2, w2, 0, 2));
    v128.store(o + off3, v128.shuffle<f64>(m2, w2, 1, 3));
    r += 64;
    o += 16;
  }
  if (p > end) return;
  sum = f64x2.add(sum, f64x2.sub(gather(p, p + off), shift));
  sum2 = f64x2.add(sum2, f64x2.sub(gather(p + off2, p + off3), shift2));
  scatter(f64x2.add(shift, f64x2.mul(f64x2.add(sum, v128.load(r)), shares)), o, o + off);
  scatter(f64x2.add(shift2, f64x2.mul(f64x2.add(sum2, v128.load(r, 16)), shares)), o + off2, o + off3);
}

function sumsBeforeFour(x: usize, before: usize, n: i32, shift: v128, shift2: v128): void {
  const off = n << 3;
  const off2 = off << 1;
  const off3 = off2 + off;
  let sum = f64x2.splat(0);
  let sum2 = f64x2.splat(0);
  v128.store(before + ((n - 1) << 5), sum);
  v128.store(before + ((n - 1) << 5), sum, 16);
  let p = x - 16;
  let r = before + ((n - 2) << 5);
  for (; r > before; r -= 64) {
    const a = v128.load(p);
    const b = v128.load(p + off);
    const c = v128.load(p + off2);
    const d = v128.load(p + off3);
    sum = f64x2.add(sum, f64x2.sub(v128.shuffle<f64>(a, b, 1, 3), shift));
    sum2 = f64x2.add(sum2, f64x2.sub(v128.shuffle<f64>(c, d, 1, 3), shift2));
    v128.store(r, sum);
    v128.store(r, sum2, 16);
    sum = f64x2.add(sum, f64x2.sub(v128.shuffle<f64>(a, b, 0, 2), shift));
    sum2 = f64x2.add(sum2, f64x2.sub(v128.shuffle<f64>(c, d, 0, 2), shift2));
    v128.store(r - 32, sum);
    v128.store(r - 32, sum2, 16);
    p -= 16;
  }
  if (r < before) return;
  p += 8;
  v128.store(r, f64x2.add(sum, f64x2.sub(gather(p, p + off), shift)));
  v128.store(r, f64x2.add(sum2, f64x2.sub(gather(p + off2, p + off3), shift2)), 16);
}
