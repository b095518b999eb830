import { z } from 'zod';
import { DAY_MS, parseDate } from '../../base/index.ts';
import type { Statistic } from '../statistic.ts';
import { andThen } from '../statistic.ts';
import { statistics as library } from '../statistics/library.ts';
import { type Answer, ask, type ConformanceRow, call, rowOf } from './row.ts';

/** The shape of the file of worked figures of Bacon's book. */
export const baconFile = z.object({
  source: z.object({ repo: z.string(), commit: z.string() }),
  cases: z.array(
    z.object({
      file: z.string(),
      call: z.string(),
      expected: z.number(),
      decimals: z.int(),
      parameters: z.record(z.string(), z.number()),
    }),
  ),
});

/** The two tables beside it: rows of text, the first being the heads. */
export interface BaconTables {
  /** date, portfolio, benchmark: 24 months. */
  readonly portfolio: readonly (readonly string[])[];
  /** A date and ten columns of managers. */
  readonly managers: readonly (readonly string[])[];
}

const MONTHS = 12;

/** What a case is about: its series, monthly, and the options in the call. */
interface Months {
  readonly own: { readonly returns: Float64Array };
  readonly annual: { readonly returns: Float64Array; readonly perYear: number };
  /** The required return a month. */
  readonly targeted: { readonly returns: Float64Array; readonly target: number };
  readonly both: { readonly returns: Float64Array; readonly benchmark: Float64Array; readonly perYear: number };
  readonly times: Float64Array;
  readonly order: number;
  /** An option of the call as it is written, without quotes. */
  readonly option: (name: string) => string | undefined;
}

/** Every figure that PerformanceAnalytics prints of Bacon's examples, to one unit of the last printed digit: some are rounded, some cut. */
export function baconRows(file: z.infer<typeof baconFile>, tables: BaconTables): readonly ConformanceRow[] {
  return file.cases.map((one) => {
    const name = /^(\w+(?:\.\w+)*)\(/.exec(one.call)?.[1] ?? '';
    return rowOf({
      source: `${file.source.repo} ${file.source.commit.slice(0, 12)}`,
      case: `${one.call} ${JSON.stringify(one.parameters)}`,
      expected: [one.expected],
      tolerance: Number(`1e-${one.decimals}`),
      answer: FIGURES[name]?.(monthsOf(one, tables)),
      reason: MISPRINTS[one.call],
    });
  });
}

function monthsOf(
  { call: text, parameters }: { readonly call: string; readonly parameters: Readonly<Record<string, number>> },
  { portfolio, managers }: BaconTables,
): Months {
  const rows = text.includes('managers')
    ? managers.slice(1).filter(([date]) => date?.startsWith('1996'))
    : portfolio.slice(1).filter(([date]) => date !== '');
  const column = (at: number): Float64Array => Float64Array.from(rows, (row) => Number(row[at]));
  const returns = column(1);
  return {
    own: { returns },
    annual: { returns, perYear: MONTHS },
    targeted: { returns, target: parameters['MAR'] ?? 0 },
    both: { returns, benchmark: column(2), perYear: MONTHS },
    times: Float64Array.from(rows, ([date]) => ((parseDate(date ?? '') ?? NaN) + 1) * DAY_MS),
    order: parameters['l'] ?? 2,
    option: (name) => new RegExp(`${name} ?= ?"?(\\w+)`).exec(text)?.[1],
  };
}

/** Falls as the examples count them: by hand, adding up the months. */
const BY_HAND = { compounding: 'simple' } as const;

/** Ratio of the annual return to the annual volatility, which that program adjusts. */
function geometricSharpe(annual: Months['annual']): Statistic {
  return andThen(library.annualReturn(annual), (growth) => andThen(library.volatility(annual), (spread) => growth / spread));
}

const isTrue = ({ option }: Months, name: string): boolean => option(name) === 'TRUE';

const FIGURES: Readonly<Record<string, (months: Months) => Answer>> = {
  AdjustedSharpeRatio: ({ own, annual }) => ({
    ours: call('adjustedSharpe', { ratio: 'annualReturn / volatility', perYear: MONTHS }),
    got: [andThen(geometricSharpe(annual), (ratio) => library.adjustedSharpe({ ...own, ratio }))],
  }),
  AppraisalRatio: ({ both }) => ask('appraisalRatio', library.appraisalRatio, both),
  BernardoLedoitRatio: ({ own }) => ask('bernardoLedoit', library.bernardoLedoit, own),
  BurkeRatio: (months) =>
    ask('burkeRatio', library.burkeRatio, {
      ...months.annual,
      ...BY_HAND,
      falls: 'losing_runs',
      modified: isTrue(months, 'modified'),
    }),
  'SFM.epsilon': ({ both }) => ask('regressionEpsilon', library.regressionEpsilon, both),
  'SFM.jensenAlpha': ({ both }) => ask('jensenAlpha', library.jensenAlpha, both),
  DRatio: ({ own }) => ask('dRatio', library.dRatio, own),
  DownsideDeviation: ({ targeted }) => ask('downsideRisk', library.downsideRisk, targeted),
  DownsidePotential: ({ targeted }) => ask('downsidePotential', library.downsidePotential, targeted),
  DownsideFrequency: ({ targeted }) => ask('downsideFrequency', library.downsideFrequency, targeted),
  FamaBeta: ({ both }) => ask('famaBeta', library.famaBeta, both),
  Frequency: ({ times }) => ({ ours: 'returnsPerYear', got: [library.returnsPerYear(times) ?? NaN] }),
  Kappa: ({ targeted, order }) => ask('kappa', library.kappa, { ...targeted, order }),
  M2Sortino: ({ both, targeted }) => ask('m2Sortino', library.m2Sortino, { ...both, target: targeted.target }),
  MSquared: ({ both }) => ask('mSquared', library.mSquared, both),
  MSquaredExcess: ({ both, option }) =>
    ask('mSquaredExcess', library.mSquaredExcess, {
      ...both,
      method: option('Method') === 'arithmetic' ? 'arithmetic' : 'geometric',
    }),
  MartinRatio: ({ annual }) => ask('martinRatio', library.martinRatio, { ...annual, ...BY_HAND }),
  MeanAbsoluteDeviation: ({ own }) => ask('meanAbsoluteDeviation', library.meanAbsoluteDeviation, own),
  NetSelectivity: ({ both }) => ask('netSelectivity', library.netSelectivity, both),
  OmegaExcessReturn: ({ both, targeted }) =>
    ask('omegaExcessReturn', library.omegaExcessReturn, { ...both, target: targeted.target }),
  OmegaSharpeRatio: ({ targeted }) => ask('omegaSharpe', library.omegaSharpe, targeted),
  PainIndex: ({ own }) => ask('painIndex', library.painIndex, { ...own, ...BY_HAND }),
  PainRatio: ({ annual }) => ask('painRatio', library.painRatio, { ...annual, ...BY_HAND }),
  ProspectRatio: ({ targeted }) => ask('prospectRatio', library.prospectRatio, targeted),
  Selectivity: ({ both }) => ask('jensenAlpha', library.jensenAlpha, both),
  SkewnessKurtosisRatio: ({ own }) => ask('skewnessKurtosisRatio', library.skewnessKurtosisRatio, own),
  SpecificRisk: ({ both }) => ask('specificRisk', library.specificRisk, both),
  SystematicRisk: ({ both }) => ask('systematicRisk', library.systematicRisk, both),
  TotalRisk: ({ both }) => ask('totalRisk', library.totalRisk, both),
  TreynorRatio: (months) => ask('treynorRatio', library.treynorRatio, { ...months.both, modified: isTrue(months, 'modified') }),
  UpsideFrequency: ({ targeted }) => ask('upsideFrequency', library.upsideFrequency, targeted),
  UpsideRisk: ({ targeted, option }) => {
    const stat = option('stat');
    if (stat === 'variance') return ask('upperPartialMoment', library.upperPartialMoment, { ...targeted, order: 2 });
    if (stat === 'potential') return ask('upsidePotential', library.upsidePotential, targeted);
    return ask('upsideRisk', library.upsideRisk, targeted);
  },
  VolatilitySkewness: ({ targeted, option }) =>
    ask('volatilitySkewness', library.volatilitySkewness, {
      ...targeted,
      of: option('stat') === 'variability' ? 'deviation' : 'variance',
    }),
  kurtosis: ({ own, option }) =>
    ask('kurtosis', library.kurtosis, {
      ...own,
      estimator: option('method') === 'sample_excess' ? 'sample_excess' : 'sample',
    }),
};

/** Printed figures that are not what their own definition gives on their own data. */
const MISPRINTS: Readonly<Record<string, string>> = {
  'SystematicRisk(portfolio_bacon[,1], portfolio_bacon[,2])':
    'the printed figure has its decimal point one place too far left: 0.130, as the modified Treynor ratio 0.7975 = 0.1037 / 0.130 of the same file shows',
  'TotalRisk(portfolio_bacon[,1], portfolio_bacon[,2])':
    'the printed figure has its decimal point one place too far left: 0.134, the root of 0.130² + 0.0329² with the specific risk 0.0329 of the same file',
  'UpsideRisk(portfolio_bacon[,1], MAR, stat="variance")':
    'printed in hundredths: the square of the upside risk 0.02937 of the same file is 0.0008628',
  'UpsideRisk(managers[\'1996\',1], MAR, stat="risk")':
    'the root mean square of the gains is 0.01799 by the definition that gives the portfolio figures; the printed number is neither that nor its percentage',
  'MSquaredExcess(portfolio_bacon[,1], portfolio_bacon[,2]':
    'implies an annual benchmark return of 11.17 %; the data give 11.80 %, with which M² is 0.10062 as printed and the excess −0.01553',
  'MSquaredExcess(portfolio_bacon[,1], portfolio_bacon[,2], Method="arithmetic"':
    'implies an annual benchmark return of 11.16 %; the data give 11.80 %, with which M² is 0.10062 as printed and the excess −0.0174',
  'ProspectRatio(portfolio_bacon[,1], MAR)':
    'the required return is taken from the sum over 24 months before it is divided by 24, so 1/24 of it counts; the definition takes it from the mean',
};
