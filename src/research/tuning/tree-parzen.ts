import { invariant, Random } from '../../base/index.ts';
import type { Space } from '../../models/index.ts';
import { type Density, densityOf, drawUniform, type TunedValue } from './density.ts';

/** A value for each tuned parameter, by name, in the order of the space. */
export type TunedParams = Readonly<Record<string, TunedValue>>;

/** The trial was stopped early, or has no objective: it counts as worse than every complete one. */
export const PRUNED = 'pruned';

const RANDOM_TRIALS = 10;
const MOST_BEST = 25;
const CANDIDATES = 24;

interface Trial {
  readonly params: TunedParams;
  readonly objective: number;
}

/**
 * Tree-structured Parzen estimator: proposes parameters from the objectives of earlier ones; smaller is better.
 *
 * The first 10 trials are uniform over the ranges. Then the trials are sorted and the best min(⌈n / 10⌉, 25) told from the rest; for each
 * parameter by itself 24 values are drawn from the density of the best (see `densityOf`) and the one most likelier there than among the
 * rest is taken. J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl (2011).
 *
 * A proposal depends on space, seed, stream and the trials told so far, in their order, and on nothing else: a sampler that is told stored
 * trials goes on as the one that ran them, and asking twice gives the same answer.
 */
export class TreeParzen {
  readonly #space: Space;
  readonly #seed: number;
  readonly #stream: string;
  readonly #trials: Trial[] = [];

  /** @param seed an integer from 0 to 2^32 − 1 @param stream what is tuned: the fold and the model */
  constructor(space: Space, seed: number, stream: string) {
    this.#space = space;
    this.#seed = seed;
    this.#stream = stream;
  }

  /** Trials told so far. */
  get trials(): number {
    return this.#trials.length;
  }

  /** The parameters to try next. */
  suggest(): TunedParams {
    const random = new Random(this.#seed, `${this.#stream}/trial ${this.#trials.length}`);
    const values = new Map<string, TunedValue>();
    const split = this.#trials.length < RANDOM_TRIALS ? undefined : this.#split();
    for (const [name, entry] of this.#space) {
      if (split === undefined) {
        values.set(name, drawUniform(entry, random));
        continue;
      }
      const learnt = (some: readonly Trial[]): Density =>
        densityOf(entry, { values: some.map(({ params }) => params[name]!), trials: this.#trials.length });
      const [best, rest] = [learnt(split.best), learnt(split.rest)];
      let chosen: { readonly value: TunedValue; readonly ratio: number } | undefined;
      for (let count = 0; count < CANDIDATES; count += 1) {
        const value = best.draw(random);
        const ratio = best.logDensity(value) - rest.logDensity(value);
        if (chosen === undefined || ratio > chosen.ratio) chosen = { value, ratio };
      }
      values.set(name, chosen!.value);
    }
    return Object.fromEntries(values);
  }

  /** What came of a trial: its objective, a finite number of which smaller is better, or {@link PRUNED}. */
  tell(params: TunedParams, objective: number | typeof PRUNED): void {
    invariant(objective === PRUNED || Number.isFinite(objective), 'the objective of a trial is a finite number');
    for (const name of this.#space.keys()) invariant(params[name] !== undefined, 'a trial has a value for each tuned parameter');
    this.#trials.push({ params, objective: objective === PRUNED ? Number.POSITIVE_INFINITY : objective });
  }

  /** Equal objectives stay in the order told. */
  #split(): { readonly best: readonly Trial[]; readonly rest: readonly Trial[] } {
    const sorted = [...this.#trials].sort((a, b) => (a.objective === b.objective ? 0 : a.objective - b.objective));
    const count = Math.min(Math.ceil(sorted.length / 10), MOST_BEST);
    return { best: sorted.slice(0, count), rest: sorted.slice(count) };
  }
}
