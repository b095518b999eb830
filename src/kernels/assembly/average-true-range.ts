/**
 * The rows of features/members/atr.ts whose mean is seeded, in groups of four: the mean of the true range and its percentage of the
 * close. Gives the last mean.
 *
 * `close`: that of the first of `rows` bars, a multiple of four, with one before it.
 */
export function averageTrueRange(
  high: usize,
  low: usize,
  close: usize,
  out: usize,
  percent: usize,
  rows: i32,
  start: f64,
  alpha: f64,
): f64 {
  const keep = 1.0 - alpha;
  const keep2 = keep * keep;
  const near = f64x2(keep, keep2);
  const far = f64x2(keep2 * keep, keep2 * keep * keep);
  const alphas = f64x2.splat(alpha);
  const hundred = f64x2.splat(100);
  let means = f64x2.splat(start);
  let earlier = v128.load64_splat(close - 8);
  const end = <usize>(rows << 3);
  for (let at: usize = 0; at < end; at += 32) {
    const c = v128.load(close + at);
    const d = v128.load(close + at, 16);
    const a = f64x2.mul(ranges(v128.load(high + at), v128.load(low + at), v128.shuffle<f64>(earlier, c, 1, 2)), alphas);
    const b = f64x2.mul(ranges(v128.load(high + at, 16), v128.load(low + at, 16), v128.shuffle<f64>(c, d, 1, 2)), alphas);
    earlier = d;
    const u0 = f64x2.extract_lane(a, 0);
    const u1 = f64x2.extract_lane(a, 1) + u0 * keep;
    const u2 = f64x2.extract_lane(b, 0) + u1 * keep;
    const u3 = f64x2.extract_lane(b, 1) + u2 * keep;
    const first = f64x2.add(f64x2(u0, u1), f64x2.mul(means, near));
    const last = f64x2.add(f64x2(u2, u3), f64x2.mul(means, far));
    means = v128.shuffle<f64>(last, last, 1, 1);
    v128.store(out + at, first);
    v128.store(out + at, last, 16);
    v128.store(percent + at, f64x2.div(f64x2.mul(hundred, first), c));
    v128.store(percent + at, f64x2.div(f64x2.mul(hundred, last), d), 16);
  }
  return f64x2.extract_lane(means, 0);
}

/** The true ranges of two bars; a comparison with what is missing takes the price of the bar itself. */
function ranges(h: v128, l: v128, before: v128): v128 {
  return f64x2.sub(f64x2.pmax(h, before), f64x2.pmin(l, before));
}
