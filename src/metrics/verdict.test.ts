import { describe, expect, test } from 'vitest';
import {
  type BaselineFolds,
  computeMetrics,
  type EvidenceFacts,
  type MetricsInput,
  type VerdictFacts,
  verdictFacts,
  verdictOf,
} from './index.ts';
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
  ['equal to buy-and-hold is not below', { totalReturn: 0.1 }, 'pending', 'pending: its trials are not counted'],
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
  ['no benchmark', { benchmarkReturn: undefined }, 'pending', 'pending: its trials are not counted'],
  [
    'nothing traded, benchmark fell',
    { totalReturn: 0, benchmarkReturn: -0.2, netPnlAtTwiceCosts: 0, breakEvenBps: undefined, assumedBps: undefined },
    'pending',
    'pending: its trials are not counted',
  ],
  [
    'a number too good to be believed, before the benchmark',
    { implausible: [{ metric: 'sharpe', value: 5.2, bound: { above: 4 }, where: 'on 250 bars and more' }], totalReturn: 0 },
    'invalid',
    'implausible number: sharpe is 5.20, above 4 on 250 bars and more: look for a leak first',
  ],
  ['none applies', {}, 'pending', 'pending: its trials are not counted'],
] as const)('%s', (_, over, verdict, line) => {
  expect(verdictOf({ ...FACTS, ...over })).toEqual({ verdict, line });
});

describe('with evidence', () => {
  const evidence = {
    years: { has: 10, needs: { value: 4 } },
    dsr: { value: 0.93 },
    trials: 12,
    effectiveTrials: 4.4,
    pbo: { value: 0.2 },
  } as const;
  const folds = (above: number, linear: number): readonly BaselineFolds[] => [
    { name: 'constant', above, folds: 5 },
    { name: 'linear', above: linear, folds: 5 },
  ];

  // One row per rule and boundary, in the order of the rules.
  test.each<[string, Partial<EvidenceFacts>, Partial<VerdictFacts>, string, string]>([
    [
      'no ratio can be computed',
      { dsr: { missing: 'needs 30 returns, has 12' } },
      { totalReturn: 0 },
      'pending',
      'not enough data: needs 30 returns, has 12',
    ],
    [
      'a short record, before the benchmark',
      { years: { has: 3.99, needs: { value: 4.01 } } },
      { totalReturn: 0 },
      'pending',
      'not enough data: needs 4.1 years, has 3.9',
    ],
    [
      'a ratio of nearly nothing',
      { years: { has: 1, needs: { value: 1e30 } } },
      {},
      'pending',
      'not enough data: needs more than 1,000 years, has 1.0',
    ],
    [
      'a record that is just long enough',
      { years: { has: 4, needs: { value: 4 } } },
      {},
      'valid',
      'Evidence holds so far: DSR 0.93 after 12 trials',
    ],
    [
      'a ratio below zero needs no length',
      { years: { has: 3, needs: { missing: 'not above' } }, dsr: { value: 0.1 } },
      { benchmarkReturn: undefined },
      'invalid',
      'Not distinguishable from luck: DSR 0.10 after 12 trials (4 effective)',
    ],
    [
      'below buy-and-hold',
      {},
      { totalReturn: 0.05 },
      'invalid',
      'below buy-and-hold of the same symbols: +5.00 % against +10.00 %',
    ],
    [
      'models count by folds, not by buy-and-hold',
      { baselines: folds(5, 5) },
      { totalReturn: 0.05 },
      'valid',
      'Evidence holds so far: DSR 0.93 after 12 trials, 5 of 5 folds above the linear baseline',
    ],
    [
      'three of five folds are enough',
      { baselines: folds(5, 3) },
      {},
      'valid',
      'Evidence holds so far: DSR 0.93 after 12 trials, 3 of 5 folds above the linear baseline',
    ],
    ['two are not', { baselines: folds(5, 2) }, {}, 'invalid', 'does not beat the linear baseline on 3 of 5 folds'],
    [
      'the easier baseline comes first',
      { baselines: folds(1, 0), dsr: { value: 0 } },
      {},
      'invalid',
      'does not beat the constant baseline on 4 of 5 folds',
    ],
    [
      'luck',
      { dsr: { value: 0.419 }, trials: 63, effectiveTrials: 23.2, pbo: { value: 0.9 } },
      {},
      'invalid',
      'Not distinguishable from luck: DSR 0.41 after 63 trials (23 effective)',
    ],
    [
      'just below the bound does not read like it',
      { dsr: { value: 0.8999 }, trials: 1, effectiveTrials: 1 },
      {},
      'invalid',
      'Not distinguishable from luck: DSR 0.89 after 1 trial (1 effective)',
    ],
    ['at the bound', { dsr: { value: 0.9 } }, {}, 'valid', 'Evidence holds so far: DSR 0.90 after 12 trials'],
    [
      'a bound of its own',
      { dsr: { value: 0.93 }, bounds: { dsr: 0.95 } },
      {},
      'invalid',
      'Not distinguishable from luck: DSR 0.93 after 12 trials (4 effective)',
    ],
    [
      'a selection that does not carry over, before costs',
      { pbo: { value: 0.62 } },
      { netPnlAtTwiceCosts: -1 },
      'invalid',
      'selection does not carry over: PBO 0.62',
    ],
    ['PBO at the bound', { pbo: { value: 0.5 } }, {}, 'valid', 'Evidence holds so far: DSR 0.93 after 12 trials'],
    ['costs', {}, { netPnlAtTwiceCosts: 0, breakEvenBps: 15 }, 'invalid', 'edge gone at 15.0 bps, you assume 10.0'],
  ])('%s', (_, over, run, verdict, line) => {
    expect(verdictOf({ ...FACTS, ...run, evidence: { ...evidence, ...over } })).toEqual({ verdict, line });
  });
});

test('the facts of a run', () => {
  const costs = { transaction: 6, slippage: 4, impact: 0, borrow: 0 };
  const input = runOf([1000, 1030], { costs, tradedNotional: 4000 });
  const run = { ...input, benchmarkAtSessionEnds: Float64Array.of(1000, 1050) };
  expect(verdictFacts(run, computeMetrics(run))).toEqual({
    ...{ impossible: [], implausible: [], totalReturn: 0.03, benchmarkReturn: 1050 / 1000 - 1, netPnlAtTwiceCosts: 20 },
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
