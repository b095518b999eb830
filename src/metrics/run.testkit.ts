import { type MetricsInput, metricsSection } from './index.ts';

const DAY = 86_400_000;
const MONDAY = Date.UTC(2020, 0, 6, 21);

/** The definitions of the glossary. */
export const SETTINGS: MetricsInput['settings'] = metricsSection.parse({});

/** A run with one close per day from Monday 2020-01-06 on; all else can be laid over it. */
export function runOf(equity: readonly number[], over: Partial<MetricsInput> = {}): MetricsInput {
  return {
    columns: {
      time: Float64Array.from(equity, (_, i) => MONDAY + i * DAY),
      session: Int32Array.from(equity, (_, i) => i),
      equity: Float64Array.from(equity),
      evaluateFrom: 0,
    },
    benchmarkAtSessionEnds: undefined,
    costsAtSessionEnds: undefined,
    interval: '1d',
    periodsPerYear: 252,
    returnsPerYear: 252,
    currency: 'USD',
    capital: equity[0]!,
    settings: SETTINGS,
    trades: [],
    costs: { transaction: 0, slippage: 0, impact: 0, borrow: 0 },
    tradedNotional: 0,
    grossExposure: { sum: 0, largest: 0 },
    bySymbol: [],
    accounting: undefined,
    exposureLimit: 1,
    ...over,
  };
}

/** Equity that gains a tenth and loses a tenth in turn, 1,000 → 1,100 → 990 → …: `pairs` times each. */
export function seesaw(pairs: number): readonly number[] {
  const equity = [1000];
  for (let i = 0; i < pairs; i += 1) equity.push(equity.at(-1)! * 1.1, equity.at(-1)! * 1.1 * 0.9);
  return equity;
}

export function trades(...results: readonly number[]): MetricsInput['trades'] {
  return results.map((netPnl) => ({ symbol: 'A', grossPnl: netPnl + 1, netPnl, ambiguous: false }));
}
