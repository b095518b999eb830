import { invariant, quantileOfSorted } from '../../base/index.ts';

const COMPLETE_TRIALS = 10;
const FIRST_FOLD = 2;

/**
 * Stops trials that look worse than most: after 2 folds and once 10 trials are complete, a trial whose running objective is above the
 * median of the complete trials' at the same fold. Smaller is better. D. Golovin et al. (2017), the median stopping rule.
 */
export class MedianPruner {
  readonly #complete: (readonly number[])[] = [];

  /** @param running objective of a complete trial after its first fold, its first two, and so on */
  complete(running: readonly number[]): void {
    invariant(running.every(Number.isFinite), 'the running objectives of a complete trial are finite numbers');
    this.#complete.push([...running]);
  }

  /** @param folds that the trial has behind it @param objective over them */
  stops(folds: number, objective: number): boolean {
    if (folds < FIRST_FOLD || this.#complete.length < COMPLETE_TRIALS) return false;
    const others = this.#complete.flatMap((running) => running[folds - 1] ?? []);
    if (others.length === 0) return false;
    const median = quantileOfSorted(Float64Array.from(others).sort(), 0.5);
    return objective > median;
  }
}
