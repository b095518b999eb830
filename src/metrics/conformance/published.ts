import { standardDeviation } from '../../base/index.ts';
import { andThen, orMissing, type Statistic } from '../statistic.ts';
import { statistics as library } from '../statistics/library.ts';
import { type Answer, ask, type ConformanceRow, call, rowOf } from './row.ts';

/** A printed figure, and how this library answers it. */
interface Figure {
  readonly case: string;
  readonly printed: number;
  /** Digits after the point that the source gives; a difference of one unit of the last is none: some figures are rounded, some cut. */
  readonly decimals: number;
  readonly answer: Answer;
}

/** The figures of one publication. */
export interface PublishedFigures {
  readonly source: string;
  /** What they are about, in a few words. */
  readonly what: string;
  readonly rows: readonly ConformanceRow[];
}

/** Printed figures of papers, books and certified data sets that ship with the product, beside what this library gives. */
export function publishedMetrics(): readonly PublishedFigures[] {
  return SOURCES.map(({ source, what, figures }) => ({
    source,
    what,
    rows: figures().map(({ case: name, printed, decimals, answer }) =>
      rowOf({ source, case: name, expected: [printed], tolerance: Number(`1e-${decimals}`), answer, reason: undefined }),
    ),
  }));
}

function figure(name: string, printed: number, decimals: number, answer: Answer): Figure {
  return { case: name, printed, decimals, answer };
}

/** 24 months of a portfolio and its benchmark. */
function bacon(): readonly Figure[] {
  const months = (...tenths: readonly number[]): Float64Array => Float64Array.from(tenths, (one) => one / 1000);
  const returns = months(3, 26, 11, -10, 15, 25, 16, 67, -14, 40, -5, 81, 40, -37, -61, 17, -49, -22, 70, 58, -65, 24, -5, -9);
  const benchmark = months(2, 25, 18, -11, 14, 18, 14, 65, -15, 42, -6, 83, 39, -38, -62, 15, -48, 21, 60, 56, -67, 19, -3, 0);
  const own = { returns };
  const both = { returns, benchmark, perYear: 12 };
  const above = { returns, target: 0.005 };
  const byHand = { returns, perYear: 12, compounding: 'simple' } as const;
  const annual = andThen(library.annualReturn(both), (growth) => andThen(library.volatility(both), (spread) => growth / spread));
  const adjusted: Answer = {
    ours: call('adjustedSharpe', { ratio: 'annualReturn / volatility', perYear: 12 }),
    got: [andThen(annual, (ratio) => library.adjustedSharpe({ returns, ratio }))],
  };
  return [
    figure('adjusted Sharpe ratio', 0.7591435, 7, adjusted),
    figure('appraisal ratio', -0.43, 2, ask('appraisalRatio', library.appraisalRatio, both)),
    figure('Bernardo–Ledoit ratio', 1.78, 2, ask('bernardoLedoit', library.bernardoLedoit, own)),
    figure(
      'Burke ratio of losing runs',
      0.74,
      2,
      ask('burkeRatio', library.burkeRatio, { ...byHand, falls: 'losing_runs' as const }),
    ),
    figure(
      'modified Burke ratio',
      3.65,
      2,
      ask('burkeRatio', library.burkeRatio, { ...byHand, falls: 'losing_runs' as const, modified: true }),
    ),
    figure('residual of the regression', -0.013, 3, ask('regressionEpsilon', library.regressionEpsilon, both)),
    figure('Jensen’s alpha', -0.0141, 4, ask('jensenAlpha', library.jensenAlpha, both)),
    figure('D ratio', 0.401, 3, ask('dRatio', library.dRatio, own)),
    figure('downside deviation', 0.0255, 4, ask('downsideRisk', library.downsideRisk, above)),
    figure('downside potential', 0.0137, 4, ask('downsidePotential', library.downsidePotential, above)),
    figure('downside frequency', 0.458, 3, ask('downsideFrequency', library.downsideFrequency, above)),
    figure('upside frequency', 0.542, 3, ask('upsideFrequency', library.upsideFrequency, above)),
    figure('upside risk', 0.02937, 5, ask('upsideRisk', library.upsideRisk, above)),
    figure('upside potential', 0.01771, 5, ask('upsidePotential', library.upsidePotential, above)),
    figure('Fama beta', 1.03, 2, ask('famaBeta', library.famaBeta, both)),
    figure('Kappa of order 2', 0.157, 3, ask('kappa', library.kappa, { ...above, order: 2 })),
    figure('Sortino ratio a month', 0.157, 3, ask('sortino', library.sortino, above)),
    figure('M² for Sortino', 0.1035, 4, ask('m2Sortino', library.m2Sortino, { ...both, target: 0.005 })),
    figure('M²', 0.10062, 5, ask('mSquared', library.mSquared, both)),
    figure('Martin ratio', 1.7, 2, ask('martinRatio', library.martinRatio, byHand)),
    figure('mean absolute deviation', 0.031, 4, ask('meanAbsoluteDeviation', library.meanAbsoluteDeviation, own)),
    figure('net selectivity', -0.017, 3, ask('netSelectivity', library.netSelectivity, both)),
    figure('omega excess return', 0.0805, 4, ask('omegaExcessReturn', library.omegaExcessReturn, { ...both, target: 0.005 })),
    figure('omega–Sharpe ratio', 0.29, 2, ask('omegaSharpe', library.omegaSharpe, above)),
    figure('pain index', 0.04, 2, ask('painIndex', library.painIndex, byHand)),
    figure('pain ratio', 2.66, 2, ask('painRatio', library.painRatio, byHand)),
    figure('skewness / kurtosis', -0.034, 3, ask('skewnessKurtosisRatio', library.skewnessKurtosisRatio, own)),
    figure('specific risk', 0.0329, 4, ask('specificRisk', library.specificRisk, both)),
    figure('modified Treynor ratio', 0.7975, 4, ask('treynorRatio', library.treynorRatio, { ...both, modified: true })),
    figure('volatility skewness', 1.32, 2, ask('volatilitySkewness', library.volatilitySkewness, above)),
    figure(
      'variability skewness',
      1.15,
      2,
      ask('volatilitySkewness', library.volatilitySkewness, { ...above, of: 'deviation' as const }),
    ),
    figure('kurtosis of a sample', 3.03, 2, ask('kurtosis', library.kurtosis, { returns, estimator: 'sample' as const })),
    figure(
      'excess kurtosis of a sample',
      -0.41,
      2,
      ask('kurtosis', library.kurtosis, { returns, estimator: 'sample_excess' as const }),
    ),
  ];
}

const inYears = (length: Statistic, perYear: number): Statistic => andThen(length, (observations) => observations / perYear);

/** Probabilistic Sharpe ratio and minimum track record; Sharpe ratios per period, kurtosis of the normal distribution 3. */
function efficientFrontier(): readonly Figure[] {
  const normal = { sharpe: 0.458, n: 24 };
  const heavy = { ...normal, skew: -2.448, kurtosis: 10.164 };
  const first = { sharpe: 0.7079, n: 134, skew: -0.225, kurtosis: 2.957 };
  const second = { sharpe: 0.8183, n: 134, skew: -1.4455, kurtosis: 7.0497 };
  const record = (input: Parameters<typeof library.minTrackRecordLength>[0], perYear: number): Answer => ({
    ours: call('minTrackRecordLength', { years: perYear, ...input }),
    got: [inYears(library.minTrackRecordLength(input), perYear)],
  });
  const days = { sharpe: 2 / Math.sqrt(250), benchmark: 1 / Math.sqrt(250) };
  const months = { sharpe: 3 / Math.sqrt(12), benchmark: 2.5 / Math.sqrt(12), skew: -0.72, kurtosis: 5.78 };
  const { n: _first, ...ofFirst } = first;
  const { n: _second, ...ofSecond } = second;
  return [
    figure('24 months at 0.458, normal', 0.982, 3, ask('probabilisticSharpe', library.probabilisticSharpe, normal)),
    figure('… with the skewness and kurtosis found', 0.913, 3, ask('probabilisticSharpe', library.probabilisticSharpe, heavy)),
    figure('standard error, first index', 0.1028, 4, ask('sharpeStandardError', library.sharpeStandardError, first)),
    figure('standard error, second index', 0.155, 3, ask('sharpeStandardError', library.sharpeStandardError, second)),
    figure('years of track record, first index', 0.7152, 4, record(ofFirst, 12)),
    figure('years of track record, second index', 1.1593, 4, record(ofSecond, 12)),
    figure('years of days at 2 against 1', 2.73, 2, record(days, 250)),
    figure('years of months at 3 against 2.5', 27.35, 2, record(months, 12)),
  ];
}

/** Five years of days, 100 trials. */
function deflated(): readonly Figure[] {
  const record = { sharpe: 2.5 / Math.sqrt(250), n: 1250, trialVariance: 0.5 / 250 };
  const heavy = { ...record, skew: -3, kurtosis: 10 };
  const of = (input: Parameters<typeof library.deflatedSharpe>[0]): Answer =>
    ask('deflatedSharpe', library.deflatedSharpe, input);
  return [
    figure('the best of 100 trials, skewness −3 and kurtosis 10', 0.9, 2, of({ ...heavy, trials: 100 })),
    figure('the best of 46', 0.95, 2, of({ ...heavy, trials: 46 })),
    figure('the best of 88 of normal returns', 0.95, 2, of({ ...record, trials: 88 })),
  ];
}

function backtestLength(): readonly Figure[] {
  const input = { trials: 45, annualSharpe: 1 };
  return [
    figure('years that 45 trials need', 5, 2, ask('minBacktestLengthYears', library.minBacktestLengthYears, input)),
    figure('best of 10 without skill', 1.57, 2, ask('expectedMaximum', library.expectedMaximum, { trials: 10 })),
  ];
}

/** The same record as in 2012, its error taken at the Sharpe ratio tested against. */
function howToUse(): readonly Figure[] {
  const moments = { n: 24, skew: -2.448, kurtosis: 10.164 };
  const record = { ...moments, sharpe: 0.036 / 0.079 };
  const atNull = { ...record, convention: 'null' as const };
  const { n: _, ...noLength } = atNull;
  const beta = library.sharpeTypeTwoError({ ...moments, alternative: 0.5 });
  const planned: Answer = {
    ours: call('plannedFalseDiscoveryRate', { skilled: 0.05, beta: 'sharpeTypeTwoError' }),
    got: [andThen(beta, (error) => library.plannedFalseDiscoveryRate({ skilled: 0.05, beta: error }))],
  };
  const observed = { ...record, alternative: 0.5, skilled: 0.05 };
  return [
    figure('probability against 0', 0.987, 3, ask('probabilisticSharpe', library.probabilisticSharpe, atNull)),
    figure(
      'probability against 0.1',
      0.939,
      3,
      ask('probabilisticSharpe', library.probabilisticSharpe, { ...atNull, benchmark: 0.1 }),
    ),
    figure('months of track record', 13.029, 3, ask('minTrackRecordLength', library.minTrackRecordLength, noLength)),
    figure('standard error', 0.329, 3, ask('sharpeStandardError', library.sharpeStandardError, atNull)),
    figure('type II error', 0.315, 3, {
      ours: call('sharpeTypeTwoError', { ...moments, alternative: 0.5 }),
      got: [beta],
    }),
    figure('planned false discovery rate', 0.581, 3, planned),
    figure(
      'observed false discovery rate',
      0.306,
      3,
      ask('observedFalseDiscoveryRate', library.observedFalseDiscoveryRate, observed),
    ),
  ];
}

/** A first value and pairs after it, as the data sets are made. */
function alternating(first: number, second: number, third: number, pairs: number): Float64Array {
  return Float64Array.from({ length: 1 + 2 * pairs }, (_, i) => (i === 0 ? first : i % 2 === 1 ? second : third));
}

/** Certified standard deviations. The inputs of the last two are no decimal fractions of a float64: their rounding leaves 9 and 8 digits. */
function nist(): readonly Figure[] {
  const of = (values: Float64Array): Answer => ({
    ours: 'standardDeviation',
    got: [orMissing(standardDeviation(values), 'needs two values')],
  });
  return [
    figure('NumAcc1', 1, 8, of(Float64Array.of(10_000_001, 10_000_003, 10_000_002))),
    figure('NumAcc2', 0.1, 9, of(alternating(1.2, 1.1, 1.3, 500))),
    figure('NumAcc3', 0.1, 9, of(alternating(1_000_000.2, 1_000_000.1, 1_000_000.3, 500))),
    figure('NumAcc4', 0.1, 9, of(alternating(10_000_000.2, 10_000_000.1, 10_000_000.3, 500))),
  ];
}

interface Source {
  readonly source: string;
  readonly what: string;
  readonly figures: () => readonly Figure[];
}

const SOURCES: readonly Source[] = [
  {
    source: 'C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008)',
    what: 'return statistics of 24 months',
    figures: bacon,
  },
  {
    source: 'D. Bailey, M. López de Prado, The Sharpe Ratio Efficient Frontier (2012)',
    what: 'probabilistic Sharpe ratio',
    figures: efficientFrontier,
  },
  {
    source: 'D. Bailey, M. López de Prado, The Deflated Sharpe Ratio (2014)',
    what: 'deflated Sharpe ratio',
    figures: deflated,
  },
  {
    source: 'D. Bailey et al., Pseudo-Mathematics and Financial Charlatanism (2014)',
    what: 'minimum backtest length',
    figures: backtestLength,
  },
  {
    source: 'M. López de Prado, A. Lipton, V. Zoonekynd, How to Use the Sharpe Ratio (2025)',
    what: 'Sharpe ratio tested at the null',
    figures: howToUse,
  },
  {
    source: 'NIST Statistical Reference Datasets, univariate summary statistics',
    what: 'certified standard deviations',
    figures: nist,
  },
];
