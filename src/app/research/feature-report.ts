import { breathe } from '../../adapters/fs/index.ts';
import { spearman } from '../../base/index.ts';
import {
  type Importance,
  type Predictions,
  type ReliabilityBin,
  reliability,
  type Statistic,
  statistics,
} from '../../metrics/index.ts';
import type { PipelineState } from '../../models/index.ts';
import { evaluation, fitting, training } from '../../research/index.ts';
import type { Learned, LearnedUnit } from './learn.ts';

/** Importance of one feature as files hold it. */
export interface ImportanceRow {
  readonly feature: string;
  readonly drop: number;
  readonly deviation: number | null;
}

/** What a unit's features and predictions look like. */
export interface UnitReport {
  readonly unit: string;
  /** What the figures fall by: less log-loss, or rank correlation. */
  readonly score: 'log_loss' | 'rank_ic';
  /** Share of the rows in which each feature has a value, its rank correlation with the label's return, and how often a fold left it out. */
  readonly features: readonly {
    readonly feature: string;
    readonly present: number;
    readonly rank_ic: number | null;
    readonly constant_in_folds: number;
    readonly unselected_in_folds: number;
  }[];
  readonly permutation: readonly ImportanceRow[];
  readonly drop_column: readonly ImportanceRow[];
  readonly best_share: number | null;
}

/** `feature_report.json`. */
export interface FeatureReport {
  readonly units: readonly UnitReport[];
  readonly signal: {
    /** Mean rank IC with outcomes 0 … 20 bars later. */
    readonly ic_decay: readonly (number | null)[];
    /** Mean return of each fifth of the scores, lowest first. */
    readonly quantile_returns: readonly (number | null)[];
    readonly quantile_spread: number | null;
    readonly quantile_spread_t: number | null;
    readonly quantile_turnover: number | null;
    readonly score_autocorrelation: number | null;
  };
  /** Of the highest class, before and after calibration; empty for a regressor. */
  readonly reliability: { readonly raw: readonly ReliabilityBin[]; readonly calibrated: readonly ReliabilityBin[] };
  readonly brier: { readonly raw: number | null; readonly calibrated: number | null };
}

const DROPPED = 10;

/** Looks at features and predictions out of sample. */
export async function featureReport(
  learned: Learned,
  onPart: (parts: { readonly done: number; readonly total: number }) => void = () => undefined,
): Promise<FeatureReport> {
  const units: UnitReport[] = [];
  // Of each unit the permutations, then a fit to all features and one without each of the first.
  const total = learned.units.reduce((sum, { table: { names } }) => sum + 2 + droppedOf(names), 0);
  let done = 0;
  onPart({ done, total });
  const step = (): void => {
    done += 1;
    onPart({ done, total });
  };
  for (const unit of learned.units) {
    units.push(await unitReport(learned, unit, step));
    await breathe();
  }
  const calibrated = evaluation.outOfSample(learned.units, 'own').predictions;
  const raw = evaluation.outOfSample(learned.units, 'raw').predictions;
  return {
    units,
    signal: signalFacts(calibrated, learned.horizon),
    reliability: { raw: bins(raw), calibrated: bins(calibrated) },
    brier: { raw: brier(raw), calibrated: brier(calibrated) },
  };
}

/** How many features are left out, one at a time; the only one cannot be. */
function droppedOf(names: readonly string[]): number {
  return names.length > 1 ? Math.min(DROPPED, names.length) : 0;
}

async function unitReport(learned: Learned, unit: LearnedUnit, step: () => void): Promise<UnitReport> {
  const { table, result, setup, name } = unit;
  const models = result.folds.map(({ trained }) => training.modelsOf(trained, setup.estimator.families).own);
  const tested = Int32Array.from(result.folds.flatMap(({ fold }) => [...fold.test]));
  const matrix = training.matrixOf(table, tested);
  const sizes = result.folds.map(({ fold }) => fold.test.length);
  const score = async (columns: readonly Float64Array[]): Promise<number> => {
    await breathe();
    let at = 0;
    let sum = 0;
    for (const [k, model] of models.entries()) {
      const part = columns.map((column) => column.subarray(at, at + sizes[k]!));
      sum -= training.foldObjective(
        table,
        tested.subarray(at, at + sizes[k]!),
        model.predict({ ...matrix, rows: sizes[k]!, columns: part }),
      );
      at += sizes[k]!;
    }
    return sum / models.length;
  };
  const seed = setup.settings.seed;
  const symbol = Int32Array.from(tested, (row) => table.symbol[row]!);
  const { names, columns } = matrix;
  const permuted = await statistics.permutationImportance({ names, columns, symbol, score, blockBars: learned.horizon, seed });
  step();
  const leaveOut = permuted.slice(0, droppedOf(names)).map(({ name: feature }) => feature);
  const dropped = await statistics.dropColumnImportance({
    names,
    leaveOut,
    refit: async (kept) => {
      await breathe();
      const score = refitted(unit, kept);
      step();
      return score;
    },
  });
  const share = statistics.bestFeatureShare(permuted);
  const pipelines = models.flatMap(({ parts }) => parts.map(({ pipeline }) => pipeline.state));
  return {
    unit: name,
    score: table.classes.length > 0 ? 'log_loss' : 'rank_ic',
    features: names.map((feature, k) => featureFacts(table, pipelines, { feature, column: table.columns[k]! })),
    permutation: permuted.map(importanceRow),
    drop_column: dropped.map(importanceRow),
    best_share: value(share),
  };
}

/** Score of the last fold's model on its test rows when it was fitted to these features alone. */
function refitted({ table, result, setup }: LearnedUnit, kept: readonly string[]): number {
  const { fold, trained } = result.folds.at(-1)!;
  const columns = table.columns.filter((_, k) => kept.includes(table.names[k]!));
  const part = { ...table, names: kept, columns };
  const fitted = fitting.fitEstimator(training.trainingRows(part, fold.train, setup.settings.weights), {
    ...setup.estimator,
    family: trained.family,
    params: { ...setup.estimator.params, ...trained.params },
    ensembleSeeds: 1,
    stream: `${trained.task}/drop`,
  });
  return -training.foldObjective(part, fold.test, fitted.predict(training.matrixOf(part, fold.test)));
}

function featureFacts(
  table: training.TrainingTable,
  pipelines: readonly PipelineState[],
  { feature, column }: { readonly feature: string; readonly column: Float64Array },
): UnitReport['features'][number] {
  const known = Array.from(column.keys()).filter((row) => !Number.isNaN(column[row]!));
  const pick = (values: Float64Array): Float64Array => Float64Array.from(known, (row) => values[row]!);
  return {
    feature,
    present: known.length / Math.max(1, column.length),
    rank_ic: spearman(pick(column), pick(table.labelReturn)) ?? null,
    constant_in_folds: pipelines.filter(({ constant }) => constant.includes(feature)).length,
    unselected_in_folds: pipelines.filter(({ unselected }) => unselected.includes(feature)).length,
  };
}

function importanceRow({ name, drop, deviation }: Importance): ImportanceRow {
  return { feature: name, drop, deviation: value(deviation) };
}

function signalFacts(predictions: Predictions, horizonBars: number): FeatureReport['signal'] {
  const quantiles = statistics.quantileReturns(predictions, { horizonBars });
  return {
    ic_decay: statistics.coefficientDecay(predictions, { of: 'ranks' }).map(value),
    quantile_returns: quantiles.means.map(value),
    quantile_spread: value(quantiles.spread),
    quantile_spread_t: value(quantiles.t),
    quantile_turnover: value(quantiles.turnover),
    score_autocorrelation: value(statistics.scoreAutocorrelation(predictions)),
  };
}

function bins({ classified }: Predictions): readonly ReliabilityBin[] {
  if (classified === undefined) return [];
  const last = classified.probabilities.length - 1;
  return reliability({
    probability: classified.probabilities[last]!,
    happened: Uint8Array.from(classified.actual, (actual) => (actual === last ? 1 : 0)),
  });
}

function brier({ classified }: Predictions): number | null {
  return classified === undefined ? null : value(statistics.brierScore(classified));
}

function value(statistic: Statistic): number | null {
  return 'value' in statistic ? statistic.value : null;
}
