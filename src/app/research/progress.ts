import type { Learned } from './learn.ts';
import type { PreparedResearch } from './prepare.ts';

/** How far a phase of a run is. */
export interface ProgressReport {
  readonly done: number;
  readonly total: number;
  /** `data SPX`, `train SPX/fold 3`, `leak suite`. */
  readonly label: string;
}

/** Counts what a research run has done: trials and fits of training, then the steps that follow. */
export class ResearchProgress {
  readonly #report: (report: ProgressReport) => void;
  #total = 0;
  #done = 0;
  #label = '';

  constructor(report: ((report: ProgressReport) => void) | undefined) {
    this.#report = report ?? (() => undefined);
  }

  data(done: number, total: number, symbol: string): void {
    this.#report({ done, total, label: `data ${symbol}`.trim() });
  }

  /** @returns number of trials and fits ahead */
  begin(
    { units }: Pick<Learned, 'units'> | { readonly units: readonly { readonly folds: readonly unknown[] }[] },
    research: PreparedResearch['research'],
  ): number {
    const { enabled, nested, trials } = research.model.tuning;
    const fits = units.reduce((sum, { folds }) => sum + folds.length + 1, 0);
    const searches = enabled ? (nested ? fits : units.length) : 0;
    this.#total = fits + searches * trials;
    return this.#total;
  }

  task(task: string): void {
    this.#label = `train ${task}`;
    this.#step();
  }

  trial(task: string): void {
    this.#label = `tune ${task}`;
    this.#step();
  }

  /** A step after training. */
  step(done: number, total: number, label: string): void {
    this.#report({ done, total, label });
  }

  #step(): void {
    this.#done = Math.min(this.#total, this.#done + 1);
    this.#report({ done: this.#done, total: this.#total, label: this.#label });
  }
}
