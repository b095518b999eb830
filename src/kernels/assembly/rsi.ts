/**
 * `steady` of features/members/rsi.ts: gains in one lane, losses in the other. Gives the sum of the readings, NaN where one is.
 * A change below 0 counts as 0 by comparison, which keeps NaN; what that leaves of −0 is lost in the mean.
 *
 * `x`: the first of `rows` inputs, an even number, with one before it; `means`: gain and loss, which the last row replaces.
 */
export function rsi(x: usize, out: usize, means: usize, rows: i32, alpha: f64): f64 {
  const alphas = f64x2.splat(alpha);
  const keeps = f64x2.splat(1.0 - alpha);
  const zero = f64x2.splat(0);
  const hundred = f64x2.splat(100);
  let both = v128.load(means);
  let checks = f64x2.splat(0);
  const end = <usize>(rows << 3);
  for (let at: usize = 0; at < end; at += 16) {
    const difference = f64x2.sub(v128.load(x + at), v128.load(x + at - 8));
    const gain = f64x2.mul(f64x2.pmax(difference, zero), alphas);
    const loss = f64x2.mul(f64x2.pmax(f64x2.neg(difference), zero), alphas);
    const first = f64x2.add(v128.shuffle<f64>(gain, loss, 0, 2), f64x2.mul(both, keeps));
    both = f64x2.add(v128.shuffle<f64>(gain, loss, 1, 3), f64x2.mul(first, keeps));
    const gains = v128.shuffle<f64>(first, both, 0, 2);
    const losses = v128.shuffle<f64>(first, both, 1, 3);
    const reading = f64x2.div(f64x2.mul(hundred, gains), f64x2.add(gains, losses));
    v128.store(out + at, reading);
    checks = f64x2.add(checks, reading);
  }
  v128.store(means, both);
  return f64x2.extract_lane(checks, 0) + f64x2.extract_lane(checks, 1);
}
