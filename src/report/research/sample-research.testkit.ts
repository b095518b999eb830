import { Random } from '../../base/index.ts';
import type { ReportData } from '../data.ts';
import { sampleReport, sp500 } from '../sample-report.testkit.ts';
import type { ReportFold, ReportScores, ReportTrial, ResearchReportData } from './data.ts';

interface Options {
  readonly units?: readonly string[];
  readonly folds?: number;
  readonly trials?: number;
  readonly kind?: 'classifier' | 'regressor';
  readonly paths?: boolean;
}

const YEAR = 365.25 * 86_400_000;
const START = Date.UTC(2002, 0, 2, 21);

/** A research run with everything that its page shows; figures are drawn, and mean nothing. */
export function sampleResearch({
  units = ['SPX'],
  folds = 5,
  trials = 20,
  kind = 'classifier',
  paths = true,
}: Options = {}): ResearchReportData {
  const random = new Random(5);
  const compares = kind === 'classifier' ? 'log_loss' : 'rank_ic';
  const foldList = Array.from({ length: folds + 1 }, (_, i) => foldOf(i === folds ? 0 : i + 1, folds, kind, random));
  return {
    run: runOf(foldList, units),
    compares,
    isLinear: false,
    leftOut: [],
    gates: GATES,
    overrides: [{ gate: 'spa', change: 'only warns', reason: 'one symbol, <b>no choice</b>' }],
    evidence: {
      ...{ trials: { raw: trials + 1, effective: 4.8 }, looks: 1, luck: 0.012, dsrAtRaw: 0.5, extraLag: 0.6 },
      record: { years: 17.1, needed: 73 },
      selections: units.map((unit) => selectionOf(unit, trials, random)),
    },
    rows: units.map((symbol) => ({
      ...{ symbol, read: 5105, warmUp: 63, missingFeature: 2, incomplete: 5, withoutLabel: 0, used: 5035 },
      missing: 'volume_spike_20 (no_volume) 2',
    })),
    units: units.map((name) => ({ name, folds: foldList })),
    years: Array.from({ length: 16 }, (_, i) => ({ year: 2003 + i, ...scores(kind, random) })),
    comparison: comparisonOf(folds, kind, random),
    features: featuresOf(units, kind, random),
    tunings: trials === 0 ? [] : units.map((unit) => ({ unit, trials: trialsOf(trials, random) })),
    paths: paths ? [pathsOf(units[0]!)] : [],
    models: units.map((symbol) => ({
      target: `${symbol}_model`,
      symbol,
      path: `models/experiments/x/${symbol}/model.json`,
      hash: `sha256:${'ab'.repeat(32)}`,
    })),
  };
}

function runOf(folds: readonly ReportFold[], units: readonly string[]): ReportData {
  const base = sampleReport({ bars: sp500(), symbol: 'SPX', timeframe: '1d', rsi: { period: 14, buyBelow: 30, sellAbove: 70 } });
  return {
    ...base,
    ...{ runId: 'research/20260417_101010_123_research_lab_3fa2', name: 'research_lab', kind: 'voting', mode: 'research' },
    ...{ symbols: units, trades: [], prices: [], ambiguous: undefined, crises: [] },
    spans: folds.map(({ name, isTest, tested }) => ({ name, ...tested, ...(isTest ? { isTest } : {}) })),
    certificate: {
      line: 'no look-ahead: proved on 4,299 of 4,299 decisions',
      findings: [],
      checks: [{ name: 'purge_proof', subjects: 7, checked: 28_068, verdict: 'PASS' }],
    },
  };
}

const GATES: ResearchReportData['gates'] = [
  { gate: 'run_status', value: 'success', bound: 'success', outcome: 'PASS', passed: true, action: undefined, note: undefined },
  {
    gate: 'pins',
    value: null,
    bound: 'as they were',
    outcome: 'LATER',
    passed: false,
    action: undefined,
    note: 'compared when the run is promoted',
  },
  {
    ...{ gate: 'dsr', value: 0.62451, bound: 'min 0.9', outcome: 'FAIL', passed: false },
    ...{ action: 'DSR 0.6245 after 21 trials.', note: undefined },
  },
  {
    gate: 'mintrl',
    value: 17.0555,
    bound: 'min 72.95 years',
    outcome: 'WARN',
    passed: false,
    action: 'Needs 72.95 years.',
    note: undefined,
  },
];

function scores(kind: string, random: Random): ReportScores {
  const near = (middle: number): number => middle + 0.1 * random.normal();
  const isClassifier = kind === 'classifier';
  return {
    ...{ rows: 743, rankIc: near(0.05), rankIcT: near(2), logLoss: isClassifier ? near(1.1) : undefined },
    ...{
      brier: isClassifier ? near(0.66) : undefined,
      balancedAccuracy: isClassifier ? 0.4 : undefined,
      mcc: isClassifier ? 0.1 : undefined,
    },
    ...{ happened: isClassifier ? [0.2, 0.5, 0.3] : [], said: isClassifier ? [0.1, 0.6, 0.3] : [] },
    constant: isClassifier ? 1.1 : undefined,
    linear: isClassifier ? 1.08 : 0.04,
  };
}

function foldOf(index: number, folds: number, kind: string, random: Random): ReportFold {
  const isTest = index === 0;
  const length = (16 * YEAR) / (folds + 1);
  const at = START + (isTest ? folds : index - 1) * length;
  return {
    ...{ name: isTest ? 'Test window' : `Fold ${index}`, isTest },
    trained: { from: Date.UTC(2000, 3, 3, 20), to: at - 8 * 86_400_000 },
    tested: { from: at, to: at + length - 86_400_000 },
    purge: { before: 743 * (index + 1), purged: 5, embargoed: 0, kept: 743 * (index + 1) - 5, distance: 86_400_000 },
    ...{ testRows: 743, family: 'voting', trials: 20, calibration: 'isotonic' },
    params: [
      ['gbdt.max_leaves', '30'],
      ['logistic.l2', '0.02238'],
    ],
    scores: scores(kind, random),
  };
}

function selectionOf(
  unit: string,
  configurations: number,
  random: Random,
): NonNullable<ResearchReportData['evidence']>['selections'][number] {
  if (configurations < 8) {
    const why = (needs: number): string => `needs ${needs} configurations, has ${configurations}`;
    return {
      ...{ unit, configurations, pruned: 0, logits: [], losing: undefined },
      ...{ pbo: undefined, withoutPbo: why(8), spa: undefined, withoutSpa: why(10) },
    };
  }
  const logits = Array.from({ length: 2000 }, () => 1.2 * random.normal() - 0.2);
  const pbo = logits.filter((logit) => logit <= 0).length / logits.length;
  return { unit, configurations, pruned: 2, logits, losing: 0.37, pbo, withoutPbo: undefined, spa: 0.4, withoutSpa: undefined };
}

function comparisonOf(folds: number, kind: string, random: Random): NonNullable<ResearchReportData['comparison']> {
  const rival = (name: string, totalReturn: number) => ({
    ...{ name, totalReturn, annualReturn: totalReturn / 17, sharpe: totalReturn === 0 ? undefined : totalReturn },
    ...{ maxDrawdown: 0.4, closedTrades: 170 },
  });
  return {
    rivals: [
      rival('model', 0.36),
      rival('model, hold: overlap', 0.28),
      rival('linear', 0.19),
      rival('constant', 0),
      rival('cash', 0),
    ],
    folds: Array.from({ length: folds }, (_, i) => {
      const { logLoss, rankIc, constant, linear } = scores(kind, random);
      return { fold: i + 1, own: kind === 'classifier' ? logLoss : rankIc, constant, linear };
    }),
    costs: [0.91, 0.36, -0.03, -0.31].map((totalReturn, multiple) => ({ multiple, totalReturn, sharpe: totalReturn / 2 })),
    sameTurnover: {
      ...{ own: 0.0142, percentile: 0.81, p: 0.198, draws: 100 },
      spread: { p5: -0.0129, p25: -0.0022, p50: 0.0053, p75: 0.0132, p95: 0.0206 },
    },
    ...{ withoutSameTurnover: undefined, walkForwardEfficiency: 0.85, withoutEfficiency: undefined },
    regimes: ['calm', 'normal', 'wild', 'up', 'down'].map((regime, i) => ({
      regime,
      periods: 1426,
      mean: 0.0001 * (2 - i),
      sharpe: 0.1 * (2 - i),
    })),
  };
}

function featuresOf(units: readonly string[], kind: string, random: Random): NonNullable<ResearchReportData['features']> {
  const bins = Array.from({ length: 10 }, (_, i) => {
    const rows = i > 0 && i < 7 ? 400 : 0;
    const said = rows > 0 ? (i + 0.5) / 10 : undefined;
    return { low: i / 10, high: (i + 1) / 10, rows, said, happened: rows > 0 ? 0.25 + 0.04 * i : undefined };
  });
  return {
    units: units.map((unit) => ({
      ...{ unit, score: kind === 'classifier' ? 'log_loss' : 'rank_ic', bestShare: 0.52 },
      features: ['rsi_14', 'realised_vol_20', 'price_momentum_63', 'volume_spike_20'].map((name, i) => ({
        ...{ name, present: 1, rankIc: -0.06 + 0.02 * i, constantInFolds: i === 3 ? 2 : 0, unselectedInFolds: 0 },
        ...{ permutation: 0.03 - 0.01 * i, deviation: 0.002, dropColumn: i === 3 ? undefined : 0.02 - 0.015 * i },
      })),
    })),
    decay: Float64Array.from({ length: 21 }, (_, lag) => 0.09 - 0.006 * lag + 0.01 * random.normal()),
    quantiles: Float64Array.of(-0.0017, -0.0002, 0.0031, 0.0022, 0.0058),
    ...{ spread: 0.0075, spreadT: 3.4, turnover: 0.62, autocorrelation: 0.97 },
    ...{ raw: kind === 'classifier' ? bins : [], calibrated: kind === 'classifier' ? bins : [] },
    ...{ brierRaw: kind === 'classifier' ? 0.634 : undefined, brierCalibrated: kind === 'classifier' ? 0.657 : undefined },
  };
}

function trialsOf(count: number, random: Random): readonly ReportTrial[] {
  const trials = Array.from({ length: count }, (_, index) => {
    const leaves = 2 + Math.floor(30 * random.uniform());
    const rate = 0.02 + 0.2 * random.uniform();
    const params = { 'gbdt.max_leaves': leaves, 'gbdt.learning_rate': rate, scale: index % 2 === 0 ? 'robust' : 'standard' };
    return { index, params, pruned: index % 9 === 8, objective: 1.05 + 0.001 * Math.abs(leaves - 20) + 0.02 * rate };
  });
  const best = trials.filter(({ pruned }) => !pruned).sort((a, b) => a.objective - b.objective)[0];
  return trials.map((trial) => ({ ...trial, chosen: trial === best }));
}

function pathsOf(unit: string): ResearchReportData['paths'][number] {
  return {
    ...{ unit, groups: 6, test: 2, fits: 15 },
    paths: [0.01, 0.008, -0.004, 0.012, 0.002].map((sharpe, i) => ({ path: i + 1, sharpe, rankIc: 0.02, periods: 4024 })),
    sharpe: { median: 0.008, low: -0.0028, belowZero: 0.2 },
    rankIc: { median: 0.02, low: 0.02, belowZero: 0 },
  };
}
