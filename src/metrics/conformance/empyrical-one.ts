import { andThen, type Statistic } from '../statistic.ts';
import { statistics as library } from '../statistics/library.ts';
import type { CalendarPeriod } from '../statistics/series.ts';
import { common, type Inputs } from './empyrical-inputs.ts';
import { type Answer, call } from './row.ts';

const CALENDAR: Readonly<Record<string, CalendarPeriod>> = {
  weekly: 'week',
  monthly: 'month',
  quarterly: 'quarter',
  yearly: 'year',
};

export type Table = Readonly<Record<string, (inputs: Inputs) => Answer>>;

/** Statistics of one series: of the numbers in it, or with gaps as returns of zero where the series is one of growth. */
export const OF_ONE: Table = {
  simple_returns: (inputs) => ({
    ours: call('simpleReturns'),
    got: [...library.simpleReturns(inputs.series('prices').values)],
  }),
  cum_returns: (inputs) => {
    const start = inputs.number('starting_value');
    const returns = library.gapsAsZero(inputs.series('returns').values);
    const growth = library.growthOf({ returns, start: start === 0 ? 1 : start });
    return { ours: call('growthOf', { start }), got: [...growth].map((value) => (start === 0 ? value - 1 : value)) };
  },
  cum_returns_final: (inputs) => {
    const start = inputs.number('starting_value');
    const total = library.totalReturn({ returns: library.gapsAsZero(inputs.series('returns').values) });
    return {
      ours: call('totalReturn', { start }),
      got: [andThen(total, (value) => (start === 0 ? value : start * (1 + value)))],
    };
  },
  aggregate_returns: (inputs) => {
    const { times, values } = inputs.series('returns');
    const by = CALENDAR[inputs.text('convert_to')]!;
    return {
      ours: call('aggregateReturns', { by }),
      got: [...library.aggregateReturns({ returns: values, times: Float64Array.from(times), by })],
    };
  },
  max_drawdown: (inputs) => ({ ours: '−maxDrawdown', got: [fall(library.gapsAsZero(inputs.series('returns').values))] }),
  roll_max_drawdown: (inputs) => {
    const returns = library.gapsAsZero(inputs.series('returns').values);
    return { ours: '−maxDrawdown, rolling', got: rolled(returns.length, inputs.window, (a, b) => fall(returns.subarray(a, b))) };
  },
  annual_return: annual,
  cagr: annual,
  annual_volatility: (inputs) => ({
    ours: call('volatility', { perYear: inputs.perYear }),
    got: [library.volatility({ returns: library.withoutGaps(inputs.series('returns').values), perYear: inputs.perYear })],
  }),
  calmar_ratio: (inputs) => ({
    ours: call('calmar', { perYear: inputs.perYear }),
    got: [library.calmar({ returns: library.gapsAsZero(inputs.series('returns').values), perYear: inputs.perYear })],
  }),
  omega_ratio: (inputs) => {
    const required = library.periodTarget({ target: inputs.number('required_return'), perYear: 252 });
    const { returns, rate } = common(inputs.series('returns').values, inputs.rate('risk_free'));
    const omega = andThen(required, (target) => library.omega({ returns: library.excessOf(returns, rate), target }));
    return { ours: call('omega', { target: shown(required), riskFree: shown(rate) }), got: [omega] };
  },
  sharpe_ratio: (inputs) => {
    const { returns, rate } = common(inputs.series('returns').values, inputs.rate('risk_free'));
    return {
      ours: call('sharpe', { riskFree: shown(rate), perYear: 252 }),
      got: [library.sharpe({ returns, riskFree: rate, perYear: 252 })],
    };
  },
  roll_sharpe_ratio: (inputs) => {
    const all = inputs.series('returns').values;
    const at = (a: number, b: number): Statistic =>
      library.sharpe({ returns: library.withoutGaps(all.subarray(a, b)), perYear: 252 });
    return { ours: call('sharpe', { perYear: 252, window: inputs.window }), got: rolled(all.length, inputs.window, at) };
  },
  downside_risk: (inputs) => ({
    ours: call('downsideRisk', { target: shown(inputs.rate('required_return')), perYear: inputs.perYear }),
    got: inputs.columns('returns').map(({ values }) => {
      const { returns, rate } = common(values, inputs.rate('required_return'));
      return library.downsideRisk({ returns, target: rate, perYear: inputs.perYear });
    }),
  }),
  sortino_ratio: (inputs) => ({
    ours: call('sortino', { target: shown(inputs.rate('required_return')), perYear: inputs.perYear }),
    got: inputs.columns('returns').map(({ values }) => {
      const { returns, rate } = common(values, inputs.rate('required_return'));
      return library.sortino({ returns, target: rate, perYear: inputs.perYear });
    }),
  }),
  stability_of_timeseries: (inputs) => ({
    ours: call('stability'),
    got: [library.stability({ returns: library.withoutGaps(inputs.series('returns').values) })],
  }),
  tail_ratio: (inputs) => ({
    ours: call('tailRatio'),
    got: [library.tailRatio({ returns: library.withoutGaps(inputs.series('returns').values) })],
  }),
  value_at_risk: (inputs) => {
    const cutoff = inputs.number('cutoff');
    return {
      ours: call('valueAtRisk', { cutoff }),
      got: [library.valueAtRisk({ returns: inputs.series('returns').values, cutoff })],
    };
  },
  gpd_risk_estimates_aligned: (inputs) => {
    const fit = library.tailFit({ returns: inputs.series('returns').values });
    const got: readonly (Statistic | number)[] =
      'missing' in fit
        ? [fit, fit, fit, fit, fit]
        : [fit.threshold, fit.scale, fit.shape, -fit.valueAtRisk, -(fit.expectedShortfall ?? NaN)];
    // One case of the source lists four of the five zeros.
    return { ours: call('tailFit'), got: got.slice(0, inputs.expectedCount), undefinedAs: 0, note: NO_TAIL };
  },
};

const NO_TAIL = 'the source writes 0 where the tail cannot be estimated; here there is no value';

/** A rate as a setting. */
function shown(rate: number | Float64Array | Statistic): number | string {
  if (typeof rate === 'number') return rate;
  if ('value' in rate) return rate.value;
  return 'missing' in rate ? rate.missing : 'a series';
}

function annual(inputs: Inputs): Answer {
  const returns = library.gapsAsZero(inputs.series('returns').values);
  const { perYear } = inputs;
  return { ours: call('annualReturn', { perYear }), got: [library.annualReturn({ returns, perYear })] };
}

/** The source writes a dip as a negative number. */
function fall(returns: Float64Array): Statistic {
  return andThen(library.maxDrawdown({ returns }), (depth) => -depth);
}

export function rolled(length: number, window: number, statistic: (from: number, to: number) => Statistic): readonly number[] {
  return [...library.rolling({ length, window }, statistic)];
}
