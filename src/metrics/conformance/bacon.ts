import { z } from 'zod';
import { DAY_MS, parseDate } from '../../base/index.ts';
import type { Statistic } from '../statistic.ts';
import { andThen } from '../statistic.ts';
import { statistics as library } from '../statistics/library.ts';
import { type ConformanceRow, call, rowOf } from './row.ts';

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
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
  readonly times: Float64Array;
  readonly perYear: number;
  /** The required return a month. */
  readonly target: number;
  readonly order: number;
  /** An option of the call as it is written, without quotes. */
  readonly option: (name: string) => string | undefined;
}

/** Every figure that PerformanceAnalytics prints of Bacon's examples, to one unit of the last printed digit: some are rounded, some cut. */
export function baconRows(file: z.infer<typeof baconFile>, tables: BaconTables): readonly ConformanceRow[] {
  return file.cases.map((one) => {
    const name = /^(\w+(?:\.\w+)*)\(/.exec(one.call)?.[1] ?? '';
    const months = monthsOf(one, tables);
    const figure = FIGURES[name];
    return rowOf({
      source: `${file.source.repo} ${file.source.commit.slice(0, 12)}`,
      case: `${one.call} ${JSON.stringify(one.parameters)}`,
      expected: [one.expected],
      tolerance: Number(`1e-${one.decimals}`),
      answer: figure && { ours: call(figure[0], settingsOf(one)), got: [figure[1](months)] },
      reason: MISPRINTS[one.call],
    });
  });
}

function settingsOf({
  call: text,
  parameters,
}: {
  readonly call: string;
  readonly parameters: Readonly<Record<string, number>>;
}) {
  const named = [...text.matchAll(/(\w+) ?= ?"?(\w+)/g)].map(([, name, value]) => [name!, value!] as const);
  return { perYear: MONTHS, target: parameters['MAR'], order: parameters['l'], ...Object.fromEntries(named) };
}

function monthsOf(
  { call: text, parameters }: { readonly call: string; readonly parameters: Readonly<Record<string, number>> },
  { portfolio, managers }: BaconTables,
): Months {
  const rows = text.includes('managers')
    ? managers.slice(1).filter(([date]) => date?.startsWith('1996'))
    : portfolio.slice(1).filter(([date]) => date !== '');
  const column = (at: number): Float64Array => Float64Array.from(rows, (row) => Number(row[at]));
  return {
    returns: column(1),
    benchmark: column(2),
    times: Float64Array.from(rows, ([date]) => ((parseDate(date ?? '') ?? NaN) + 1) * DAY_MS),
    perYear: MONTHS,
    target: parameters['MAR'] ?? 0,
    order: parameters['l'] ?? 2,
    option: (name) => new RegExp(`${name} ?= ?"?(\\w+)`).exec(text)?.[1],
  };
}

/** Falls as the examples count them: by hand, adding up the months. */
const BY_HAND = { compounding: 'simple' } as const;

/** Ratio of the annual return to the annual volatility, which that program adjusts. */
function geometricSharpe({ returns, perYear }: Months): Statistic {
  return andThen(library.annualReturn({ returns, perYear }), (annual) =>
    andThen(library.volatility({ returns, perYear }), (spread) => annual / spread),
  );
}

/** Our function, and how it answers the case. */
type Figure = readonly [ours: string, of: (months: Months) => Statistic | number];

const FIGURES: Readonly<Record<string, Figure>> = {
  AdjustedSharpeRatio: [
    'adjustedSharpe',
    (months) => andThen(geometricSharpe(months), (ratio) => library.adjustedSharpe({ returns: months.returns, ratio })),
  ],
  AppraisalRatio: ['appraisalRatio', library.appraisalRatio],
  BernardoLedoitRatio: ['bernardoLedoit', library.bernardoLedoit],
  BurkeRatio: [
    'burkeRatio',
    (months) =>
      library.burkeRatio({ ...months, ...BY_HAND, falls: 'losing_runs', modified: months.option('modified') === 'TRUE' }),
  ],
  'SFM.epsilon': ['regressionEpsilon', library.regressionEpsilon],
  'SFM.jensenAlpha': ['jensenAlpha', library.jensenAlpha],
  DRatio: ['dRatio', library.dRatio],
  DownsideDeviation: ['downsideRisk', ({ returns, target }) => library.downsideRisk({ returns, target })],
  DownsidePotential: ['downsidePotential', library.downsidePotential],
  DownsideFrequency: ['downsideFrequency', library.downsideFrequency],
  FamaBeta: ['famaBeta', library.famaBeta],
  Frequency: ['returnsPerYear', ({ times }) => library.returnsPerYear(times) ?? NaN],
  Kappa: ['kappa', library.kappa],
  M2Sortino: ['m2Sortino', library.m2Sortino],
  MSquared: ['mSquared', library.mSquared],
  MSquaredExcess: [
    'mSquaredExcess',
    (months) =>
      library.mSquaredExcess({ ...months, method: months.option('Method') === 'arithmetic' ? 'arithmetic' : 'geometric' }),
  ],
  MartinRatio: ['martinRatio', (months) => library.martinRatio({ ...months, ...BY_HAND })],
  MeanAbsoluteDeviation: ['meanAbsoluteDeviation', library.meanAbsoluteDeviation],
  NetSelectivity: ['netSelectivity', library.netSelectivity],
  OmegaExcessReturn: ['omegaExcessReturn', library.omegaExcessReturn],
  OmegaSharpeRatio: ['omegaSharpe', library.omegaSharpe],
  PainIndex: ['painIndex', (months) => library.painIndex({ ...months, ...BY_HAND })],
  PainRatio: ['painRatio', (months) => library.painRatio({ ...months, ...BY_HAND })],
  ProspectRatio: ['prospectRatio', library.prospectRatio],
  Selectivity: ['jensenAlpha', library.jensenAlpha],
  SkewnessKurtosisRatio: ['skewnessKurtosisRatio', library.skewnessKurtosisRatio],
  SpecificRisk: ['specificRisk', library.specificRisk],
  SystematicRisk: ['systematicRisk', library.systematicRisk],
  TotalRisk: ['totalRisk', library.totalRisk],
  TreynorRatio: ['treynorRatio', (months) => library.treynorRatio({ ...months, modified: months.option('modified') === 'TRUE' })],
  UpsideFrequency: ['upsideFrequency', library.upsideFrequency],
  UpsideRisk: [
    'upsideRisk',
    (months) => {
      const stat = months.option('stat');
      if (stat === 'variance') return library.upperPartialMoment({ returns: months.returns, target: months.target });
      return stat === 'potential' ? library.upsidePotential(months) : library.upsideRisk(months);
    },
  ],
  VolatilitySkewness: [
    'volatilitySkewness',
    (months) =>
      library.volatilitySkewness({
        returns: months.returns,
        target: months.target,
        of: months.option('stat') === 'variability' ? 'deviation' : 'variance',
      }),
  ],
  kurtosis: [
    'kurtosis',
    (months) =>
      library.kurtosis({
        returns: months.returns,
        estimator: months.option('method') === 'sample_excess' ? 'sample_excess' : 'sample',
      }),
  ],
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
