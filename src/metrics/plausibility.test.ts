import { describe, expect, test } from 'vitest';
import {
  computeMetrics,
  implausibleNumbers,
  impossibleScores,
  type PlausibilityFacts,
  predictionScores,
  verdictFacts,
} from './index.ts';
import { runOf } from './run.testkit.ts';

const FACTS: PlausibilityFacts = { intraday: false, bars: 1000, closedTrades: 30 };
const months = (n: number, losing: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => (i < losing ? -0.01 : 0.01));

// Each bound, and just inside it.
test.each<[Partial<PlausibilityFacts>, readonly string[]]>([
  [{}, []],
  [{ annualSharpe: 4 }, []],
  [{ annualSharpe: 4.01 }, ['sharpe']],
  [{ annualSharpe: 9, bars: 249 }, []],
  [{ annualSharpe: 8, intraday: true }, []],
  [{ annualSharpe: 8.01, intraday: true }, ['sharpe']],
  [{ annualReturn: 3 }, []],
  [{ annualReturn: 3.01 }, ['annual_return']],
  [{ rankIc: 0.15 }, []],
  [{ rankIc: 0.151 }, ['rank_ic']],
  [{ rankIc: 0.151, intraday: true }, []],
  [{ balancedAccuracy: 0.65 }, []],
  [{ balancedAccuracy: 0.651 }, ['balanced_accuracy']],
  [{ winRate: 0.899 }, []],
  [{ winRate: 0.9 }, ['win_rate']],
  [{ winRate: 0.95, closedTrades: 29 }, []],
  [{ monthlyReturns: months(24, 1) }, []],
  [{ monthlyReturns: months(23, 0) }, []],
  [{ monthlyReturns: months(24, 0) }, ['losing_months']],
  [{ extraLagRatio: 0.25, annualSharpe: 3 }, []],
  [{ extraLagRatio: 0.24, annualSharpe: 2 }, []],
  [{ extraLagRatio: 0.24, annualSharpe: 2.01 }, ['extra_lag_ratio']],
])('%o is implausible in %o', (over, expected) => {
  expect(implausibleNumbers({ ...FACTS, ...over }).map(({ metric }) => metric)).toEqual(expected);
});

test('a run that gains every day, 300 of them', () => {
  const equity = Array.from({ length: 300 }, (_, i) => 1000 * 1.005 ** i * (1 + (i % 3) * 1e-4));
  const run = runOf(equity);
  expect(verdictFacts(run, computeMetrics(run)).implausible?.map(({ metric }) => metric)).toEqual(['sharpe']);
});

describe('impossible numbers of predictions', () => {
  const rows = { time: Float64Array.of(1, 2, 3), symbol: new Int32Array(3), fold: new Int32Array(3) };
  const scores = predictionScores(
    { ...rows, score: Float64Array.of(1, 2, 3), outcome: Float64Array.of(1, 2, 3) },
    { horizonBars: 1 },
  );
  test('none of what is missing; ends are possible; beyond them is not', () => {
    expect(impossibleScores(scores)).toEqual([]);
    expect(impossibleScores({ ...scores, matthews: { value: -1 }, accuracy: { value: 1 }, brier: { value: 2 } })).toEqual([]);
    const ic = { ...scores.ic, mean: { value: 1.1 } };
    expect(impossibleScores({ ...scores, ic, logLoss: { value: -0.1 }, macroF1: { value: NaN } })).toEqual([
      { metric: 'log_loss', value: -0.1, rule: 'must not be negative' },
      { metric: 'f1', value: NaN, rule: 'must be a finite number' },
      { metric: 'ic', value: 1.1, rule: 'must be between -1 and 1' },
    ]);
  });
});
