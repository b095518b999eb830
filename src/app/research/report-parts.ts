import type {
  ReportComparison,
  ReportEvidence,
  ReportFeatures,
  ReportFold,
  ReportPaths,
  ReportRows,
  ReportScores,
  ReportUnit,
  ReportYear,
  ResearchReportData,
} from '../../report/index.ts';
import { evaluation } from '../../research/index.ts';
import type { ComparisonFile, EvidenceFile, FeaturesFile, FoldsFile, RowsFile, TrialLine } from './report-files.ts';

type Compares = ResearchReportData['compares'];
type FoldEntry = FoldsFile['units'][number]['test_window'];
type ScoresEntry = NonNullable<FoldEntry['scores']>;

export function evidenceOf(folds: FoldsFile | undefined, file: EvidenceFile | undefined): ReportEvidence | undefined {
  if (folds === undefined) return undefined;
  const { trials, looks, luck_sharpe_per_period: luck, dsr_at_raw: dsrAtRaw, extra_lag_ratio, selections } = folds.evidence;
  const record = file?.facts.mintrl;
  return {
    trials,
    ...{ looks, luck, dsrAtRaw },
    extraLag: extra_lag_ratio,
    record:
      record !== undefined && 'value' in record
        ? { years: record.value.years, needed: record.value.needed ?? undefined }
        : undefined,
    selections: selections.map((one) => ({
      ...{ unit: one.unit, configurations: one.configurations, pruned: one.pruned, logits: one.logits, losing: one.losing },
      ...{ pbo: one.pbo, withoutPbo: one.pbo_not_available, spa: one.spa_p, withoutSpa: one.spa_not_available },
    })),
  };
}

export function rowsOf(file: RowsFile | undefined): readonly ReportRows[] {
  if (file === undefined) return [];
  const row = (symbol: string, one: RowsFile['total'], missing: string): ReportRows => ({
    ...{ symbol, missing, read: one.bars_read, warmUp: one.before_first_warm_bar, missingFeature: one.missing_feature },
    ...{ incomplete: one.label_incomplete, withoutLabel: one.no_label, used: one.used },
  });
  const symbols = file.symbols.map((one) => {
    const lost = one.missing.filter(({ rows }) => rows > 0);
    return row(one.symbol, one, lost.map(({ feature, reason, rows }) => `${feature} (${reason}) ${rows}`).join(', '));
  });
  return symbols.length > 1 ? [...symbols, row('All', file.total, '')] : symbols;
}

export function unitsOf(folds: FoldsFile | undefined, compares: Compares): readonly ReportUnit[] {
  return (folds?.units ?? []).map(({ unit, folds: list, test_window }) => ({
    name: unit,
    // Without a test window in the data the last entry has no rows.
    folds: [...list, ...(testRows(test_window) > 0 ? [test_window] : [])].map((one) => foldOf(one, compares)),
  }));
}

function testRows({ rows }: FoldEntry): number {
  return rows.reduce((sum, { test }) => sum + test, 0);
}

function foldOf(one: FoldEntry, compares: Compares): ReportFold {
  const isTest = one.fold === evaluation.TEST_WINDOW;
  const { before, purged, embargoed, kept, smallest_distance_ms: distance } = one.purge;
  const { method, reason, of } = one.calibration;
  return {
    name: isTest ? 'Test window' : `Fold ${one.fold}`,
    isTest,
    trained: one.trained,
    tested: one.tested,
    purge: { before, purged, embargoed, kept, distance },
    testRows: testRows(one),
    family: one.family,
    params: Object.entries(one.params).map(([name, value]) => [name, paramText(value)]),
    trials: one.trials,
    calibration: method === 'none' && reason !== undefined ? `none: ${reason}` : of === undefined ? method : `${method}: ${of}`,
    scores: one.scores === null ? undefined : scoresOf(one.scores, compares),
  };
}

function paramText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function scoresOf(scores: ScoresEntry, compares: Compares): ReportScores {
  return {
    rows: scores.rows,
    ...{ logLoss: scores.log_loss, brier: scores.brier, balancedAccuracy: scores.balanced_accuracy, mcc: scores.mcc },
    ...{ rankIc: scores.rank_ic, rankIcT: scores.rank_ic_t, happened: scores.happened, said: scores.said },
    constant: scores.baselines?.constant[compares],
    linear: scores.baselines?.linear[compares],
  };
}

export function yearsOf(folds: FoldsFile | undefined, compares: Compares): readonly ReportYear[] {
  return (folds?.by_year ?? []).map((year) => ({ year: year.group, ...scoresOf(year, compares) }));
}

export function comparisonOf(file: ComparisonFile | undefined): ReportComparison | undefined {
  if (file === undefined) return undefined;
  const { same_turnover: shifted } = file;
  return {
    rivals: file.rows.map((row) => ({
      ...{ name: row.name, totalReturn: row.total_return, annualReturn: row.annual_return, sharpe: row.sharpe },
      ...{ maxDrawdown: row.max_drawdown, closedTrades: row.closed_trades },
    })),
    folds: file.folds,
    costs: file.cost_ladder.map(({ multiple, total_return: totalReturn, sharpe }) => ({ multiple, totalReturn, sharpe })),
    sameTurnover:
      shifted === null
        ? undefined
        : {
            ...{ own: shifted.own, percentile: shifted.percentile, p: shifted.pValue, draws: shifted.draws },
            spread: shifted.spread,
          },
    withoutSameTurnover: file.same_turnover_not_available,
    walkForwardEfficiency: file.walk_forward_efficiency,
    withoutEfficiency: file.walk_forward_efficiency_not_available,
    regimes: file.regimes,
  };
}

export function featuresOf(file: FeaturesFile | undefined): ReportFeatures | undefined {
  if (file === undefined) return undefined;
  const { signal } = file;
  return {
    units: file.units.map(({ unit, score, features, permutation, drop_column, best_share }) => ({
      ...{ unit, score, bestShare: best_share },
      features: features.map((one) => {
        const permuted = permutation.find(({ feature }) => feature === one.feature);
        return {
          ...{ name: one.feature, present: one.present, rankIc: one.rank_ic },
          ...{ constantInFolds: one.constant_in_folds, unselectedInFolds: one.unselected_in_folds },
          ...{ permutation: permuted?.drop, deviation: permuted?.deviation },
          dropColumn: drop_column.find(({ feature }) => feature === one.feature)?.drop,
        };
      }),
    })),
    ...{ decay: signal.ic_decay, quantiles: signal.quantile_returns, spread: signal.quantile_spread },
    ...{ spreadT: signal.quantile_spread_t, turnover: signal.quantile_turnover, autocorrelation: signal.score_autocorrelation },
    ...{ raw: file.reliability.raw, calibrated: file.reliability.calibrated },
    ...{ brierRaw: file.brier.raw, brierCalibrated: file.brier.calibrated },
  };
}

/** The trials of each unit's final tuning; the chosen ones have the parameters of the fit that is used. */
export function tuningsOf(trials: readonly TrialLine[], folds: FoldsFile | undefined): ResearchReportData['tunings'] {
  const tasks = new Map<string, TrialLine[]>();
  for (const trial of trials) {
    if (trial.kind !== 'tuning' || trial.objective === undefined) continue;
    tasks.set(trial.task, [...(tasks.get(trial.task) ?? []), trial]);
  }
  return [...tasks].map(([task, list]) => {
    const unit = task.replace(/\/final$/, '');
    const used = folds?.units.find((one) => one.unit === unit)?.test_window.params;
    const isUsed = ({ params }: TrialLine): boolean =>
      used !== undefined && Object.entries(params).every(([name, value]) => used[name] === value);
    return {
      unit,
      trials: list.map((trial) => ({
        ...{ index: trial.index, params: trial.params, pruned: trial.status === 'pruned', objective: trial.objective! },
        chosen: isUsed(trial),
      })),
    };
  });
}

export function pathsOf(folds: FoldsFile | undefined): readonly ReportPaths[] {
  return (folds?.cpcv ?? []).map(({ unit, groups, test, fits, paths, sharpe, rank_ic }) => ({
    ...{ unit, groups, test, fits },
    paths: paths.map(({ rank_ic: rankIc, ...path }) => ({ ...path, rankIc })),
    sharpe: { median: sharpe.median, low: sharpe.low, belowZero: sharpe.share_below_zero },
    rankIc: { median: rank_ic.median, low: rank_ic.low, belowZero: rank_ic.share_below_zero },
  }));
}
