import { type Predictions, predictionScores, type ScoreRow, type Statistic, scoreTable } from '../../metrics/index.ts';

/** Figures of predictions as files hold them; null: not available. */
export interface Scores {
  readonly rows: number;
  readonly log_loss: number | null;
  readonly brier: number | null;
  readonly accuracy: number | null;
  readonly balanced_accuracy: number | null;
  readonly f1: number | null;
  readonly mcc: number | null;
  readonly ic: number | null;
  readonly rank_ic: number | null;
  readonly icir: number | null;
  /** t of the mean rank IC by Newey–West. */
  readonly rank_ic_t: number | null;
  /** Shares of the classes as they came and as they were said. */
  readonly happened: readonly number[];
  readonly said: readonly number[];
  /** Why a figure is null. */
  readonly not_available: Readonly<Record<string, string>>;
}

/** Scores of one fold or one calendar year. */
export interface GroupScores extends Scores {
  readonly group: number;
  /** Close times of the first and the last row. */
  readonly from: number;
  readonly to: number;
}

/** All figures of predictions, `horizon` bars apart from being told apart. */
export function scoresOf(predictions: Predictions, horizon: number): Scores {
  return plain(predictionScores(predictions, { horizonBars: horizon }));
}

/** {@link scoresOf} for each fold or each calendar year. */
export function groupScores(predictions: Predictions, horizon: number, by: 'fold' | 'year'): readonly GroupScores[] {
  return scoreTable(predictions, { by, horizonBars: horizon }).map((row) => ({
    group: row.group,
    from: row.from,
    to: row.to,
    ...plain(row),
  }));
}

function plain(row: Omit<ScoreRow, 'group' | 'from' | 'to'>): Scores {
  const reasons: Record<string, string> = {};
  const value = (key: string, statistic: Statistic): number | null => {
    if ('value' in statistic) return statistic.value;
    reasons[key] = statistic.missing;
    return null;
  };
  return {
    rows: row.rows,
    log_loss: value('log_loss', row.logLoss),
    brier: value('brier', row.brier),
    accuracy: value('accuracy', row.accuracy),
    balanced_accuracy: value('balanced_accuracy', row.balancedAccuracy),
    f1: value('f1', row.macroF1),
    mcc: value('mcc', row.matthews),
    ic: value('ic', row.ic.mean),
    rank_ic: value('rank_ic', row.rankIc.mean),
    icir: value('icir', row.rankIc.ratio),
    rank_ic_t: value('rank_ic_t', row.rankIc.t),
    happened: row.happened,
    said: row.said,
    not_available: reasons,
  };
}
