import { invariant, meanOf, standardDeviation } from '../../base/index.ts';

/** What a rung of the ladder scored on each fold; lower is better. */
export interface LadderScores {
  readonly family: string;
  readonly objective: Float64Array;
}

/** The rung that is taken, and why. */
export interface LadderChoice {
  readonly family: string;
  /** The best rung and its mean, and the highest mean that is still good enough. */
  readonly best: string;
  readonly bestMean: number;
  readonly limit: number;
  readonly means: readonly { readonly family: string; readonly mean: number }[];
}

/**
 * The rule of family `auto`: the first rung, from simple to rich, whose mean over folds is within one standard error of the best one's
 * mean; the standard error is that of the best rung, sd (n − 1) / √folds. L. Breiman et al., Classification and Regression Trees (1984),
 * 3.4.3. Of equal bests the simpler counts.
 * @param ladder from simple to rich, each with the same folds in the same order (`COMPOSITES.auto`)
 */
export function simplestWithin(ladder: readonly LadderScores[]): LadderChoice {
  const folds = ladder[0]?.objective.length ?? 0;
  invariant(folds > 0 && ladder.every(({ objective }) => objective.length === folds), 'every rung is scored on the same folds');
  const means = ladder.map(({ family, objective }) => ({ family, mean: meanOf(objective)! }));
  let best = 0;
  for (let k = 1; k < means.length; k += 1) if (means[k]!.mean < means[best]!.mean) best = k;
  const error = (standardDeviation(ladder[best]!.objective) ?? 0) / Math.sqrt(folds);
  const limit = means[best]!.mean + error;
  const { family } = means.find(({ mean }) => mean <= limit)!;
  return { family, best: means[best]!.family, bestMean: means[best]!.mean, limit, means };
}
