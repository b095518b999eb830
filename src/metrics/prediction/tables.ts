import { dayOf } from '../returns.ts';
import { missing, type Statistic } from '../statistic.ts';
import { calendarPeriod } from '../statistics/series.ts';
import {
  accuracy,
  balancedAccuracy,
  brierScore,
  type Classified,
  classShares,
  confusionOf,
  logLoss,
  macroF1,
  matthews,
  mostLikely,
} from './classifier.ts';
import type { ScoredRows } from './groups.ts';
import { type CoefficientSummary, informationCoefficient } from './information-coefficient.ts';

/** Out-of-sample predictions, rows sorted by (time, symbol). */
export interface Predictions extends ScoredRows {
  /** Number of the fold that predicted the row. */
  readonly fold: Int32Array;
  /** Probabilities and classes; absent for a regressor. */
  readonly classified?: Classified | undefined;
}

/** Figures of a set of rows. Those of classes are missing for a regressor. */
export interface PredictionScores {
  readonly rows: number;
  readonly logLoss: Statistic;
  readonly brier: Statistic;
  readonly accuracy: Statistic;
  readonly balancedAccuracy: Statistic;
  readonly macroF1: Statistic;
  readonly matthews: Statistic;
  /** By class; empty for a regressor. */
  readonly happened: readonly number[];
  readonly said: readonly number[];
  readonly ic: CoefficientSummary;
  readonly rankIc: CoefficientSummary;
}

/** Figures of one fold or one calendar year. */
export interface ScoreRow extends PredictionScores {
  /** Number of the fold, or the year. */
  readonly group: number;
  /** Close times of the first and the last row, ms. */
  readonly from: number;
  readonly to: number;
}

const REGRESSOR = 'a regressor has no classes';

/** All figures of the predictions. `horizonBars`: bars that an outcome covers. */
export function predictionScores(predictions: Predictions, { horizonBars }: { readonly horizonBars: number }): PredictionScores {
  const { classified } = predictions;
  return {
    rows: predictions.time.length,
    ...(classified === undefined ? NO_CLASSES : classScores(classified)),
    ic: informationCoefficient(predictions, { of: 'values', horizonBars }),
    rankIc: informationCoefficient(predictions, { of: 'ranks', horizonBars }),
  };
}

type ClassScores = Omit<PredictionScores, 'rows' | 'ic' | 'rankIc'>;

const NO_CLASSES: ClassScores = {
  logLoss: missing(REGRESSOR),
  brier: missing(REGRESSOR),
  accuracy: missing(REGRESSOR),
  balancedAccuracy: missing(REGRESSOR),
  macroF1: missing(REGRESSOR),
  matthews: missing(REGRESSOR),
  happened: [],
  said: [],
};

function classScores(classified: Classified): ClassScores {
  const { probabilities, actual, weight } = classified;
  const confusion = confusionOf({ classes: probabilities.length, actual, said: mostLikely(probabilities), weight });
  return {
    logLoss: logLoss(classified),
    brier: brierScore(classified),
    accuracy: accuracy(confusion),
    balancedAccuracy: balancedAccuracy(confusion),
    macroF1: macroF1(confusion),
    matthews: matthews(confusion),
    ...classShares(confusion),
  };
}

/** {@link predictionScores} of each fold or calendar year, in rising order. */
export function scoreTable(
  predictions: Predictions,
  { by, horizonBars }: { readonly by: 'fold' | 'year'; readonly horizonBars: number },
): readonly ScoreRow[] {
  const groups = new Map<number, number[]>();
  const { time, fold } = predictions;
  for (let row = 0; row < time.length; row += 1) {
    const group = by === 'fold' ? fold[row]! : calendarPeriod(dayOf(time[row]!), 'year');
    const rows = groups.get(group);
    if (rows === undefined) groups.set(group, [row]);
    else rows.push(row);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([group, rows]) => ({
      group,
      from: time[rows[0]!]!,
      to: time[rows.at(-1)!]!,
      ...predictionScores(rowsOf(predictions, rows), { horizonBars }),
    }));
}

/** The predictions of some rows, in the order given. */
export function rowsOf(predictions: Predictions, rows: readonly number[]): Predictions {
  const some = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
  const whole = (column: Int32Array): Int32Array => Int32Array.from(rows, (row) => column[row]!);
  const { classified } = predictions;
  return {
    time: some(predictions.time),
    symbol: whole(predictions.symbol),
    score: some(predictions.score),
    outcome: some(predictions.outcome),
    fold: whole(predictions.fold),
    classified: classified && {
      probabilities: classified.probabilities.map(some),
      actual: whole(classified.actual),
      weight: classified.weight && some(classified.weight),
    },
  };
}
