/** A sum that keeps what plain addition loses: A. Neumaier (1974), error of order one rounding of the result plus n·ε² of Σ|x|. */
export class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** Σ values; 0 for none. */
export function sumOf(values: Float64Array): number {
  const sum = new CompensatedSum();
  for (let i = 0; i < values.length; i += 1) sum.add(values[i]!);
  return sum.value;
}

/** Arithmetic mean; undefined for no values. */
export function meanOf(values: Float64Array): number | undefined {
  return values.length === 0 ? undefined : sumOf(values) / values.length;
}
