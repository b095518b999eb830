/** Two float64 side by side: the values at two places of memory. */
export function gather(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

/** Writes the two values to two places. */
export function scatter(values: v128, first: usize, second: usize): void {
  v128.store64_lane(first, values, 0);
  v128.store64_lane(second, values, 1);
}
