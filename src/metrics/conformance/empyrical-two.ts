import type { Statistic } from '../statistic.ts';
import { statistics as library } from '../statistics/library.ts';
import type { Inputs } from './empyrical-inputs.ts';
import { rolled, type Table } from './empyrical-one.ts';
import { call } from './row.ts';

const PER_YEAR = 252;

interface Two {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
}
type Of = (pair: Two) => readonly Statistic[];

/** The periods that both have; for regressions. */
function shared({ returns, benchmark }: Two): Two & { readonly perYear: number } {
  const [own, other] = library.inCommon(returns, benchmark);
  return { returns: own, benchmark: other, perYear: PER_YEAR };
}

/** All periods, gaps as returns of zero; for growth. */
function filled({ returns, benchmark }: Two): Two & { readonly perYear: number } {
  return { returns: library.gapsAsZero(returns), benchmark: library.gapsAsZero(benchmark), perYear: PER_YEAR };
}

const ALPHA: Of = (pair) => [library.alpha(shared(pair))];
const BETA: Of = (pair) => [library.beta(shared(pair))];
const ALPHA_BETA: Of = (pair) => [...ALPHA(pair), ...BETA(pair)];
const CAPTURE: Of = (pair) => [library.capture(filled(pair))];
const UP: Of = (pair) => [library.capture({ ...filled(pair), market: 'up' })];
const DOWN: Of = (pair) => [library.capture({ ...filled(pair), market: 'down' })];
const SPREAD: Of = (pair) => [library.captureSpread(filled(pair))];

/** A table entry: the function over all periods. */
const over =
  (ours: string, other: string, of: Of): Table[string] =>
  (inputs) => ({ ours: call(ours, { perYear: PER_YEAR }), got: of(inputs.pair('returns', other)) });

/** A table entry: the function over each window; of several values, those of one window stand together. */
const moving =
  (ours: string, other: string, of: readonly Of[]): Table[string] =>
  (inputs: Inputs) => {
    const { returns, benchmark } = inputs.pair('returns', other);
    const { window } = inputs;
    const columns = of.map((one) =>
      rolled(
        returns.length,
        window,
        (from, to) => one({ returns: returns.subarray(from, to), benchmark: benchmark.subarray(from, to) })[0]!,
      ),
    );
    const got = (columns[0] ?? []).flatMap((_, i) => columns.map((column) => column[i]!));
    return { ours: call(ours, { perYear: PER_YEAR, window }), got };
  };

/** Statistics of returns and a benchmark. */
export const OF_TWO: Table = {
  excess_sharpe: (inputs) => {
    const returns = inputs.series('returns').values;
    const rate = inputs.rate('factor_returns');
    const other = typeof rate === 'number' ? returns.map(() => rate) : rate;
    const [own, benchmark] = library.inCommon(returns, other);
    return { ours: call('informationRatio'), got: [library.informationRatio({ returns: own, benchmark })] };
  },
  alpha: over('alpha', 'benchmark', ALPHA),
  beta: over('beta', 'benchmark', BETA),
  alpha_beta: over('alpha, beta', 'benchmark', ALPHA_BETA),
  roll_alpha_beta: moving('alpha, beta', 'benchmark', [ALPHA, BETA]),
  up_alpha_beta: over('alphaWhen, betaWhen { up }', 'benchmark', (pair) => {
    const both = { ...shared(pair), market: 'up' } as const;
    return [library.alphaWhen(both), library.betaWhen(both)];
  }),
  down_alpha_beta: over('alphaWhen, betaWhen { down }', 'benchmark', (pair) => {
    const both = { ...shared(pair), market: 'down' } as const;
    return [library.alphaWhen(both), library.betaWhen(both)];
  }),
  capture: over('capture', 'factor_returns', CAPTURE),
  up_capture: over('capture { up }', 'benchmark', UP),
  down_capture: over('capture { down }', 'factor_returns', DOWN),
  up_down_capture: over('captureSpread', 'factor_returns', SPREAD),
  roll_up_capture: moving('capture { up }', 'factor_returns', [UP]),
  roll_down_capture: moving('capture { down }', 'factor_returns', [DOWN]),
  roll_up_down_capture: moving('captureSpread', 'factor_returns', [SPREAD]),
};
