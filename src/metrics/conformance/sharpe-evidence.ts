import { z } from 'zod';
import type { Statistic } from '../statistic.ts';
import { andThen } from '../statistic.ts';
import type { Convention, SharpeRecord } from '../statistics/evidence.ts';
import { statistics as library } from '../statistics/library.ts';
import { type ConformanceRow, call, rowOf } from './row.ts';

/** The shape of the file of cases on Sharpe ratios and luck. */
export const sharpeFile = z.object({
  cases: z.array(
    z.object({
      function: z.string(),
      inputs: z.record(z.string(), z.union([z.number(), z.string()])),
      expected: z.number(),
      decimals: z.int(),
      convention: z.string(),
      source: z.object({ repo: z.string(), commit: z.string() }),
    }),
  ),
});
type Case = z.infer<typeof sharpeFile>['cases'][number];

interface Inputs {
  readonly of: (name: string) => number;
  readonly record: Required<SharpeRecord>;
  readonly convention: Convention;
  readonly benchmark: number;
  readonly confidence: number;
}
/**
 * Every case on probabilistic and deflated Sharpe ratios, minimum track record and backtest length and false discoveries, to one unit of
 * the last printed digit.
 *
 * @param returns the series that some cases name, one return a line under a head
 */
export function sharpeRows(file: z.infer<typeof sharpeFile>, returns: readonly (readonly string[])[]): readonly ConformanceRow[] {
  const series = Float64Array.from(returns.slice(1), ([value]) => Number(value));
  return file.cases.map((one) => {
    const inputs = inputsOf(one, series);
    const figure = CASES[one.function];
    const answer = figure && { ours: call(figure[0], { convention: inputs.convention }), got: [figure[1](inputs)] };
    return rowOf({
      source: `${one.source.repo} ${one.source.commit.slice(0, 12)}`,
      case: `${one.function} ${JSON.stringify(one.inputs)}`,
      expected: [one.expected],
      tolerance: Number(`1e-${one.decimals}`),
      answer,
      reason: undefined,
    });
  });
}

function inputsOf({ inputs, convention }: Case, series: Float64Array): Inputs {
  const of = (name: string): number => Number(inputs[name] ?? NaN);
  const given = { sharpe: of('sharpe'), n: of('n'), skew: of('skew'), kurtosis: of('kurtosis') };
  const measured = 'returns' in inputs ? library.sharpeRecord({ returns: series }) : given;
  return {
    of,
    record: 'missing' in measured ? given : measured,
    // The two of 2025 are told by their words: at the null, or over T.
    convention: /2025|with T$/.test(convention) ? 'null' : 'observed',
    benchmark: 'benchmark_sharpe' in inputs ? of('benchmark_sharpe') : 0,
    confidence: 'confidence' in inputs ? of('confidence') : 0.95,
  };
}

/** Our function, and how it answers the case. */
type Figure = readonly [ours: string, of: (inputs: Inputs) => Statistic | number];

const CASES: Readonly<Record<string, Figure>> = {
  sharpe_ratio: ['sharpe', ({ record }) => record.sharpe],
  sharpe_ratio_stdev: ['sharpeStandardError', ({ record, convention }) => library.sharpeStandardError({ ...record, convention })],
  probabilistic_sharpe_ratio: [
    'probabilisticSharpe',
    ({ record, convention, benchmark }) => library.probabilisticSharpe({ ...record, convention, benchmark }),
  ],
  min_track_record_length: [
    'minTrackRecordLength',
    ({ record, convention, benchmark, confidence }) =>
      library.minTrackRecordLength({ ...record, convention, benchmark, confidence }),
  ],
  min_track_record_length_years: [
    'minTrackRecordLength',
    ({ of, record, convention, benchmark, confidence }) =>
      andThen(
        library.minTrackRecordLength({ ...record, convention, benchmark, confidence }),
        (length) => length / of('periods_per_year'),
      ),
  ],
  expected_maximum_of_normals: ['expectedMaximum', ({ of }) => library.expectedMaximum({ trials: of('n_trials') })],
  deflated_sharpe_ratio: [
    'deflatedSharpe',
    ({ of, record, convention }) =>
      library.deflatedSharpe({
        ...record,
        convention,
        trials: of('n_trials'),
        trialVariance: of('sharpe_variance_across_trials'),
      }),
  ],
  min_backtest_length_years: [
    'minBacktestLengthYears',
    ({ of }) => library.minBacktestLengthYears({ trials: of('n_trials'), annualSharpe: of('in_sample_sharpe_annual') }),
  ],
  type_II_error_of_sharpe_test: [
    'sharpeTypeTwoError',
    ({ of, record }) =>
      library.sharpeTypeTwoError({ ...record, null: of('null'), alternative: of('alternative'), alpha: of('alpha') }),
  ],
  planned_false_discovery_rate: [
    'plannedFalseDiscoveryRate',
    ({ of }) => library.plannedFalseDiscoveryRate({ skilled: of('p_H1'), alpha: of('alpha'), beta: of('beta') }),
  ],
  observed_false_discovery_rate: [
    'observedFalseDiscoveryRate',
    ({ of, record }) =>
      library.observedFalseDiscoveryRate({
        ...record,
        null: of('null'),
        alternative: of('alternative'),
        skilled: of('p_H1'),
      }),
  ],
};
