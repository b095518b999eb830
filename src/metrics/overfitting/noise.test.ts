import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { type Statistic, statistics } from '../index.ts';

function value(statistic: Statistic): number {
  if ('missing' in statistic) throw new Error(statistic.missing);
  return statistic.value;
}

/** Returns without any skill. */
function sweep(seed: number, { rows, columns }: { readonly rows: number; readonly columns: number }): readonly Float64Array[] {
  const random = new Random(seed, 'noise sweep');
  return Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => random.normal()));
}

/** Deflated Sharpe ratio of the best column, N and V as the sweep itself gives them. */
function bestDeflated(series: readonly Float64Array[]): number {
  const sharpes = series.map((returns) => value(statistics.sharpe({ returns })));
  const best = series[sharpes.indexOf(Math.max(...sharpes))]!;
  const record = statistics.sharpeRecord({ returns: best });
  if ('missing' in record) throw new Error(record.missing);
  const trials = value(statistics.effectiveTrials({ series, trials: series.length }));
  const trialVariance = value(statistics.trialVariance({ sharpes, n: best.length }));
  return value(statistics.deflatedSharpe({ ...record, trials, trialVariance }));
}

const SWEEPS = 2000;

test('2,000 sweeps of 50 worthless columns over 500 rows: the best reaches a DSR of 0.90 in at most 2 %', () => {
  let reached = 0;
  let sum = 0;
  for (let seed = 0; seed < SWEEPS; seed += 1) {
    const deflated = bestDeflated(sweep(seed, { rows: 500, columns: 50 }));
    sum += deflated;
    if (deflated >= 0.9) reached += 1;
  }
  process.stdout.write(
    `noise sweeps: best column has DSR >= 0.90 in ${reached} of ${SWEEPS} (${((100 * reached) / SWEEPS).toFixed(2)} %), mean DSR ${(sum / SWEEPS).toFixed(3)}\n`,
  );
  expect(reached / SWEEPS).toBeLessThanOrEqual(0.02);
  // Deflated by as much as luck gives, the best of a sweep is as often above as below.
  expect(sum / SWEEPS).toBeGreaterThan(0.3);
  expect(sum / SWEEPS).toBeLessThan(0.7);
}, 120_000);

test('skill among them is seen: one column with a Sharpe ratio of 0.3 a period has a DSR of 0.90 in each of 20 sweeps', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const series = sweep(seed, { rows: 500, columns: 50 }).map((column, k) =>
      k === 7 ? column.map((one) => one + 0.3) : column,
    );
    expect(bestDeflated(series)).toBeGreaterThan(0.9);
  }
});

describe('series that do not vary, or only by rounding, have no value anywhere: never 0 or 1', () => {
  const n = 400;
  const noise = sweep(1, { rows: n, columns: 3 });
  const flat: readonly (readonly [string, Float64Array])[] = [
    ['zeros', new Float64Array(n)],
    ['a constant', new Float64Array(n).fill(0.003)],
    ['a constant with rounding noise', Float64Array.from({ length: n }, (_, i) => 0.003 + (i % 2) * 1e-18)],
    ['a constant with a 1e-15 part of noise', Float64Array.from({ length: n }, (_, i) => 0.003 * (1 + (i % 3) * 1e-15))],
  ];
  const nowhere = { missing: expect.any(String) };

  test.each(flat)('%s', (_, returns) => {
    expect(statistics.sharpe({ returns })).toMatchObject(nowhere);
    expect(statistics.sharpeRecord({ returns })).toMatchObject(nowhere);
    expect(statistics.neweyWestT({ values: returns, lag: 3 })).toMatchObject(nowhere);
    expect(statistics.probabilityOfBacktestOverfitting([returns, noise[0]!])).toMatchObject(nowhere);
    expect(statistics.probabilityOfBacktestOverfitting([returns, returns])).toMatchObject(nowhere);
    expect(statistics.realityCheck({ series: [returns], benchmark: new Float64Array(n), seed: 1 })).toMatchObject(nowhere);
    expect(statistics.superiorPredictiveAbility({ series: [returns], benchmark: new Float64Array(n), seed: 1 })).toMatchObject(
      nowhere,
    );
    // It says nothing of how the others are related, and is a trial all the same.
    const without = value(statistics.effectiveTrials({ series: noise, trials: 4 }));
    expect(value(statistics.effectiveTrials({ series: [...noise, returns], trials: 4 }))).toBe(without);
    const weights = [new Float64Array(n).fill(1)];
    expect(statistics.sameTurnover({ weights, returns: [returns], bps: 0, horizonBars: 1, seed: 1 })).toMatchObject(nowhere);
    const rows = { time: returns.map((__, i) => i * 86_400_000), symbol: new Int32Array(n), score: returns, outcome: noise[0]! };
    expect(statistics.informationCoefficient(rows, { of: 'ranks', horizonBars: 1 }).mean).toSatisfy(
      (mean: Statistic) => 'missing' in mean || new Set(returns).size > 1,
    );
    expect(statistics.informationCoefficient(rows, { of: 'values', horizonBars: 1 }).mean).toMatchObject(nowhere);
    expect(statistics.scoreAutocorrelation(rows)).toMatchObject(nowhere);
  });
});
