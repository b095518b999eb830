/**
 * `HalfTables.measure` of metrics/overfitting/block-sums.ts where every column varies: s·|s| / q of each column, s and q the sums of two
 * rows; gives the first column with the largest, 0 where none is above −∞.
 */
export function measureHalf(s0: usize, s1: usize, q0: usize, q1: usize, out: usize, columns: i32): i32 {
  const pairs = <usize>((columns & ~1) << 3);
  let largest = f64x2.splat(-Infinity);
  let at: usize = 0;
  for (; at < pairs; at += 16) {
    const s = f64x2.add(v128.load(s0 + at), v128.load(s1 + at));
    const q = f64x2.add(v128.load(q0 + at), v128.load(q1 + at));
    const g = f64x2.div(f64x2.mul(s, f64x2.abs(s)), q);
    v128.store(out + at, g);
    largest = f64x2.pmax(largest, g);
  }
  const first = f64x2.extract_lane(largest, 0);
  let most = f64x2.extract_lane(largest, 1);
  if (first > most) most = first;
  if ((columns & 1) !== 0) {
    const s = load<f64>(s0 + at) + load<f64>(s1 + at);
    const g = (s * abs<f64>(s)) / (load<f64>(q0 + at) + load<f64>(q1 + at));
    store<f64>(out + at, g);
    if (g > most) most = g;
  }
  return most === -Infinity ? 0 : placeOf(most, out, columns);
}

/** The first place of a value that is among the others. */
function placeOf(value: f64, values: usize, count: i32): i32 {
  const wanted = f64x2.splat(value);
  let k: i32 = 0;
  while (k + 1 < count && !v128.any_true(f64x2.eq(v128.load(values + (k << 3)), wanted))) k += 2;
  return k < count && load<f64>(values + (k << 3)) === value ? k : k + 1;
}

/**
 * `rankOf` of metrics/overfitting/cross-validation.ts: the average rank of one of the values, 1 for the lowest. A value is below where the
 * sign of the difference is set.
 */
export function averageRank(value: f64, values: usize, count: i32): f64 {
  const own = f64x2.splat(value);
  const zero = f64x2.splat(0);
  let below = i64x2.splat(0);
  let equal = i64x2.splat(0);
  let k: i32 = 0;
  for (; k + 1 < count; k += 2) {
    const difference = f64x2.sub(v128.load(values + (k << 3)), own);
    below = i64x2.add(below, i64x2.shr_u(difference, 63));
    equal = i64x2.sub(equal, f64x2.eq(difference, zero));
  }
  let under = i64x2.extract_lane(below, 0) + i64x2.extract_lane(below, 1);
  let same = i64x2.extract_lane(equal, 0) + i64x2.extract_lane(equal, 1);
  if (k < count) {
    const difference = load<f64>(values + (k << 3)) - value;
    under += <i64>(reinterpret<u64>(difference) >> 63);
    if (difference === 0) same += 1;
  }
  return <f64>under + (<f64>same + 1) / 2;
}
