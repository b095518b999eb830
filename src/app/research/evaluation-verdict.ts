import { evaluation } from '../../research/index.ts';
import { familyKind } from './evidence.ts';

export interface EvaluationVerdict {
  readonly verdict: 'better_than_baselines' | 'no_better_than_baselines' | 'not_available';
  /** One sentence in plain words. */
  readonly verdict_line: string;
}

export interface VerdictFacts {
  readonly family: string;
  readonly compared: Pick<evaluation.FoldScore, 'metric' | 'own' | 'constant' | 'linear'>;
  readonly scores: Pick<evaluation.Scores, 'rows' | 'rank_ic' | 'rank_ic_t'>;
  readonly looks: number;
}

/**
 * Whether a model beats what needs no model: the constant one, and the linear one unless it is linear itself. A constant one cannot. How much
 * of it is luck is told by the t of the rank IC and by the looks.
 */
export function evaluationVerdict({ family, compared, scores, looks }: VerdictFacts): EvaluationVerdict {
  const seen = looks === 1 ? '1 configuration has looked at this window' : `${looks} configurations have looked at this window`;
  const { metric, own, constant, linear } = compared;
  const classifier = metric === 'log_loss';
  if (own === null || (classifier && (constant === null || linear === null))) {
    return { verdict: 'not_available', verdict_line: `Nothing to compare the model with; ${seen}.` };
  }
  // A constant prediction ranks nothing: its rank IC is 0.
  const bars = { constant: constant ?? 0, linear: linear ?? 0 };
  const asked = familyKind([family]) === 'other' ? (['constant', 'linear'] as const) : (['constant'] as const);
  const lost = asked.filter(
    (baseline) => evaluation.foldsBeaten([{ ...compared, fold: evaluation.TEST_WINDOW }], baseline) === 0,
  );
  const name = classifier ? 'log-loss' : 'rank IC';
  const figures = `${name} ${own.toFixed(4)} against ${asked.map((one) => `${bars[one].toFixed(4)} of the ${one} model`).join(' and ')}`;
  const luck = scores.rank_ic_t === null ? '' : `, rank IC t ${scores.rank_ic_t.toFixed(1)}`;
  const tail = `on ${scores.rows} rows it was not trained on (${figures}${luck}); ${seen}.`;
  if (lost.length === 0) return { verdict: 'better_than_baselines', verdict_line: `Better than the baselines ${tail}` };
  return { verdict: 'no_better_than_baselines', verdict_line: `No better than the ${lost[0]} model ${tail}` };
}
