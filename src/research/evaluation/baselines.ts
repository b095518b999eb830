import { predictionScores, type Statistic, statistics } from '../../metrics/index.ts';
import { outOfSample, type Speaker, type SpokenUnit } from './predictions.ts';

/** The score of one fold by which models are compared; larger is better for `rank_ic`, smaller for `log_loss`. */
export interface FoldScore {
  readonly fold: number;
  readonly metric: 'log_loss' | 'rank_ic';
  readonly own: number | null;
  readonly constant: number | null;
  readonly linear: number | null;
}

/**
 * Every fold's score of the model and of both baselines, all units together: log-loss of classifiers, rank IC of regressors. A constant
 * prediction has no rank IC; a rank IC above 0 beats it.
 */
export function foldScores(units: readonly SpokenUnit[], horizon: number): readonly FoldScore[] {
  const classifier = (units[0]?.table.classes.length ?? 0) > 0;
  const folds = units[0]?.result.folds.map(({ fold }) => fold.index) ?? [];
  return folds.map((fold) => {
    const ofFold = units.map(({ result, table }) => ({
      table,
      result: { ...result, folds: result.folds.filter((one) => one.fold.index === fold) },
    }));
    const score = (speaker: Speaker): number | null => {
      const { predictions } = outOfSample(ofFold, speaker, 'folds');
      if (classifier) return orNull(statistics.logLoss(predictions.classified!));
      return orNull(predictionScores(predictions, { horizonBars: horizon }).rankIc.mean);
    };
    return {
      fold,
      metric: classifier ? 'log_loss' : 'rank_ic',
      own: score('own'),
      constant: score('constant'),
      linear: score('linear'),
    };
  });
}

/** Folds in which the model is better than a baseline. */
export function foldsBeaten(scores: readonly FoldScore[], baseline: 'constant' | 'linear'): number {
  return scores.filter((score) => beats(score, baseline)).length;
}

function beats({ metric, own, ...others }: FoldScore, baseline: 'constant' | 'linear'): boolean {
  if (own === null) return false;
  const other = others[baseline];
  if (metric === 'log_loss') return other === null || own < other;
  return own > (other ?? 0);
}

function orNull(statistic: Statistic): number | null {
  return 'value' in statistic ? statistic.value : null;
}
