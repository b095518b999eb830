/**
 * The rows of features/members/macd.ts whose three means are seeded: groups of four, the fast and the slow mean side by side.
 *
 * `means`: fast, slow and signal, which the last rows replace. `rows`: a multiple of four.
 */
export function macd(
  x: usize,
  line: usize,
  signal: usize,
  histogram: usize,
  means: usize,
  rows: i32,
  fast: f64,
  slow: f64,
  smooth: f64,
): void {
  const alphas = f64x2(fast, slow);
  const keep1 = f64x2(1.0 - fast, 1.0 - slow);
  const keep2 = f64x2.mul(keep1, keep1);
  const keep3 = f64x2.mul(keep2, keep1);
  const keep4 = f64x2.mul(keep3, keep1);
  const smooths = f64x2.splat(smooth);
  const keep = 1.0 - smooth;
  const near = f64x2(keep, keep * keep);
  const far = f64x2(keep * keep * keep, keep * keep * keep * keep);
  let both = v128.load(means);
  let third = v128.load64_splat(means, 16);
  const end = <usize>(rows << 3);
  for (let at: usize = 0; at < end; at += 32) {
    const v = v128.load(x + at);
    const w = v128.load(x + at, 16);
    const u0 = f64x2.mul(v128.shuffle<f64>(v, v, 0, 0), alphas);
    const u1 = f64x2.add(f64x2.mul(v128.shuffle<f64>(v, v, 1, 1), alphas), f64x2.mul(u0, keep1));
    const u2 = f64x2.add(f64x2.mul(v128.shuffle<f64>(w, w, 0, 0), alphas), f64x2.mul(u1, keep1));
    const u3 = f64x2.add(f64x2.mul(v128.shuffle<f64>(w, w, 1, 1), alphas), f64x2.mul(u2, keep1));
    const y0 = f64x2.add(u0, f64x2.mul(both, keep1));
    const y1 = f64x2.add(u1, f64x2.mul(both, keep2));
    const y2 = f64x2.add(u2, f64x2.mul(both, keep3));
    both = f64x2.add(u3, f64x2.mul(both, keep4));
    const d = f64x2.sub(v128.shuffle<f64>(y0, y1, 0, 2), v128.shuffle<f64>(y0, y1, 1, 3));
    const e = f64x2.sub(v128.shuffle<f64>(y2, both, 0, 2), v128.shuffle<f64>(y2, both, 1, 3));
    const f = f64x2.mul(d, smooths);
    const g = f64x2.mul(e, smooths);
    const w0 = f64x2.extract_lane(f, 0);
    const w1 = f64x2.extract_lane(f, 1) + w0 * keep;
    const w2 = f64x2.extract_lane(g, 0) + w1 * keep;
    const w3 = f64x2.extract_lane(g, 1) + w2 * keep;
    const s = f64x2.add(f64x2(w0, w1), f64x2.mul(third, near));
    const t = f64x2.add(f64x2(w2, w3), f64x2.mul(third, far));
    third = v128.shuffle<f64>(t, t, 1, 1);
    v128.store(line + at, d);
    v128.store(line + at, e, 16);
    v128.store(signal + at, s);
    v128.store(signal + at, t, 16);
    v128.store(histogram + at, f64x2.sub(d, s));
    v128.store(histogram + at, f64x2.sub(e, t), 16);
  }
  v128.store(means, both);
  v128.store64_lane(means, third, 0, 16);
}
