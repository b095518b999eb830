import { describe, expect, test } from 'vitest';
import { computeMetrics, type MetricsInput, verdictFacts, verdictOf } from './index.ts';
import { runOf } from './run.testkit.ts';

const FACTS = {
  impossible: [],
  totalReturn: 0.2,
  benchmarkReturn: 0.1,
  netPnlAtTwiceCosts: 5,
  breakEvenBps: 30,
  assumedBps: 10,
} as const;

// One row per rule and boundary, in the order of the rules.
test.each([
  [
    'impossible number first',
    { impossible: [{ metric: 'win_rate', value: 1.5, rule: 'must be between 0 and 1' }], totalReturn: 0 },
    'invalid',
    'impossible number: win_rate is 1.500000 and must be between 0 and 1',
  ],
  [
    'an impossible number before a leak',
    {
      impossible: [{ metric: 'win_rate', value: 1.5, rule: 'must be between 0 and 1' }],
      leak: 'FEATURE_READS_FUTURE: feature edge',
    },
    'invalid',
    'impossible number: win_rate is 1.500000 and must be between 0 and 1',
  ],
  [
    'a leak before everything else',
    { leak: 'FEATURE_READS_FUTURE: feature edge', totalReturn: 9 },
    'invalid',
    'leak suite failed: FEATURE_READS_FUTURE: feature edge',
  ],
  [
    'below buy-and-hold',
    { totalReturn: -0.01, netPnlAtTwiceCosts: -1 },
    'invalid',
    'below buy-and-hold of the same symbols: −1.00 % against +10.00 %',
  ],
  [
    'large figures have thousands separators',
    { totalReturn: 12.345, benchmarkReturn: 1234.5 },
    'invalid',
    'below buy-and-hold of the same symbols: +1,234.50 % against +123,450.00 %',
  ],
  ['equal to buy-and-hold is not below', { totalReturn: 0.1 }, 'pending', 'pending: no evidence statistics in this version'],
  [
    'nothing left at twice the costs',
    { netPnlAtTwiceCosts: 0, breakEvenBps: 20 },
    'invalid',
    'edge gone at 20.0 bps, you assume 10.0',
  ],
  [
    'a loss without any costs',
    { benchmarkReturn: -0.5, totalReturn: -0.1, netPnlAtTwiceCosts: -3, breakEvenBps: -4.26, assumedBps: 0 },
    'invalid',
    'edge gone at −4.3 bps, you assume 0.0',
  ],
  ['no benchmark', { benchmarkReturn: undefined }, 'pending', 'pending: no evidence statistics in this version'],
  [
    'nothing traded, benchmark fell',
    { totalReturn: 0, benchmarkReturn: -0.2, netPnlAtTwiceCosts: 0, breakEvenBps: undefined, assumedBps: undefined },
    'pending',
    'pending: no evidence statistics in this version',
  ],
  ['none applies', {}, 'pending', 'pending: no evidence statistics in this version'],
] as const)('%s', (_, over, verdict, line) => {
  expect(verdictOf({ ...FACTS, ...over })).toEqual({ verdict, line });
});

test('the facts of a run', () => {
  const costs = { transaction: 6, slippage: 4, impact: 0, borrow: 0 };
  const input = runOf([1000, 1030], { costs, tradedNotional: 4000 });
  const run = { ...input, benchmarkAtSessionEnds: Float64Array.of(1000, 1050) };
  expect(verdictFacts(run, computeMetrics(run))).toEqual({
    ...{ impossible: [], totalReturn: 0.03, benchmarkReturn: 1050 / 1000 - 1, netPnlAtTwiceCosts: 20 },
    ...{ breakEvenBps: 100, assumedBps: 25 },
  });
});

describe('impossible numbers', () => {
  const found = (over: Partial<MetricsInput>, equity: readonly number[] = [1000, 1010, 1020]): readonly string[] =>
    computeMetrics(runOf(equity, over)).impossible.map(({ metric }) => metric);
  const costs = { transaction: 0, slippage: 0, impact: 0, borrow: 0 };

  test.each<[string, Partial<MetricsInput>, readonly string[]]>([
    ['nothing wrong', {}, []],
    ['exposure at the limit', { grossExposure: { sum: 3, largest: 1 } }, []],
    ['exposure above the limit', { grossExposure: { sum: 3.1, largest: 1.2 } }, ['exposure']],
    ['exposure above 1 where no limit can be known', { grossExposure: { sum: 3.1, largest: 1.2 }, exposureLimit: undefined }, []],
    ['negative fees', { costs: { ...costs, transaction: -0.01 } }, ['transaction_costs']],
    ['negative borrow fee', { costs: { ...costs, borrow: -0.01 } }, ['borrow_costs']],
    ['slippage gained by ticks', { costs: { ...costs, slippage: -0.5 }, tradedNotional: 1000 }, []],
    ['slippage gained beyond ticks', { costs: { ...costs, slippage: -11 }, tradedNotional: 1000 }, ['slippage_costs']],
    ['results that add up', { accounting: { realised: 15, open: 7 }, costs: { ...costs, transaction: 2 } }, []],
    ['results a cent away', { accounting: { realised: 15, open: 5.01 } }, []],
    ['results two cents away', { accounting: { realised: 15, open: 5.02 } }, ['equity change']],
  ])('%s', (_, over, expected) => {
    expect(found(over)).toEqual(expected);
  });

  test('equity that is not a number is named, and the document stays writable', () => {
    const { document, impossible } = computeMetrics(runOf([1000, Number.NaN, Number.NaN]));
    expect(impossible.map(({ metric }) => metric)).toContain('total_return');
    expect(document.metrics['total_return']).toBeNull();
    expect(document.metrics['net_pnl']).toBeNull();
    expect(JSON.stringify(document)).not.toContain('NaN,');
  });
});
