import { tuningsOf } from './budget.ts';
import type { PreparedResearch } from './prepare.ts';

/** How far a phase of a run is; a total of 0: nobody knows how long it takes. */
export interface ProgressReport {
  readonly done: number;
  readonly total: number;
  /** `data SPX`, `tune and train`, `leak suite`. */
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
  begin(units: readonly { readonly folds: readonly unknown[] }[], prepared: PreparedResearch): number {
    const fits = units.reduce((sum, { folds }) => sum + folds.length + 1, 0);
    const tunings = tuningsOf(prepared, units);
    // One label for the whole phase: the rest time is that of all of it.
    this.#label = tunings === 0 ? 'train' : 'tune and train';
    this.#total = fits + tunings * prepared.research.model.tuning.trials;
    return this.#total;
  }

  /** A model is fitted, or was before. */
  task(): void {
    this.#step();
  }

  /** A trial of tuning is done. */
  trial(): void {
    this.#step();
  }

  /** A phase after training whose length is not known; with its parts one that can be counted. */
  phase(label: string, parts: { readonly done: number; readonly total: number } = { done: 0, total: 0 }): void {
    this.#report({ ...parts, label });
  }

  #step(): void {
    this.#done = Math.min(this.#total, this.#done + 1);
    this.#report({ done: this.#done, total: this.#total, label: this.#label });
  }
}
