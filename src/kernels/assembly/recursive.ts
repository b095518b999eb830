/** `meanByGroup` of base/statistics/recursive-mean.ts; gives the last mean. `rows`: a multiple of four. */
export function recursiveMean(x: usize, out: usize, rows: i32, start: f64, alpha: f64): f64 {
  const keep = 1.0 - alpha;
  const keep2 = keep * keep;
  const near = f64x2(keep, keep2);
  const far = f64x2(keep2 * keep, keep2 * keep * keep);
  const alphas = f64x2.splat(alpha);
  let means = f64x2.splat(start);
  const end = <usize>(rows << 3);
  for (let at: usize = 0; at < end; at += 32) {
    const a = f64x2.mul(v128.load(x + at), alphas);
    const b = f64x2.mul(v128.load(x + at, 16), alphas);
    const u0 = f64x2.extract_lane(a, 0);
    const u1 = f64x2.extract_lane(a, 1) + u0 * keep;
    const u2 = f64x2.extract_lane(b, 0) + u1 * keep;
    const u3 = f64x2.extract_lane(b, 1) + u2 * keep;
    const last = f64x2.add(f64x2(u2, u3), f64x2.mul(means, far));
    v128.store(out + at, f64x2.add(f64x2(u0, u1), f64x2.mul(means, near)));
    v128.store(out + at, last, 16);
    means = v128.shuffle<f64>(last, last, 1, 1);
  }
  return f64x2.extract_lane(means, 0);
}
