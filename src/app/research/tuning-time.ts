import type { training } from '../../research/index.ts';

/** How long the tunings of a run may take. Plain data: it is handed to workers. */
export interface TuningBudget {
  /** Each tuning's share of the limit. */
  readonly shareMs: number;
  /** A repetition runs as many trials as the stored run did, whatever they take: tuning → trials. */
  readonly trials?: ReadonlyMap<string, number>;
}

/** What {@link training.TrainSetup} asks when a tuning begins. @param now monotonic milliseconds */
export function beginWithin(budget: TuningBudget, now: () => number): NonNullable<training.TrainSetup['beginTuning']> {
  const { shareMs, trials } = budget;
  return (tuning) => {
    if (trials !== undefined) {
      const most = trials.get(tuning) ?? Number.POSITIVE_INFINITY;
      return (done) => done >= most;
    }
    const began = now();
    return () => now() - began >= shareMs;
  };
}
