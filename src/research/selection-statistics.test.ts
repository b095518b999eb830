import { expect, test } from 'vitest';
import * as research from './index.ts';

test('the functions of research are those of the library, with their own arguments', () => {
  // D. Bailey, M. López de Prado, The Deflated Sharpe Ratio (2014): the example of 100 trials.
  const trialVariance = 0.5 / 250;
  const record = { sharpe: 2.5 / Math.sqrt(250), n: 1250, skew: -3, kurtosis: 10, trialVariance };
  const dsr = research.deflatedSharpe({ ...record, trials: 100 });
  expect(dsr).toEqual({ value: expect.closeTo(0.9003968344493903, 8) });
  const most = research.expectedMaximum(100);
  expect(most).toEqual({ value: expect.closeTo(2.530602893202, 10) });
  // The Sharpe ratio that luck gives, a day and a year.
  const luck = 'value' in most ? Math.sqrt(trialVariance) * most.value : NaN;
  expect(luck).toBeCloseTo(0.113172001865, 11);
  expect(luck * Math.sqrt(250)).toBeCloseTo(1.789406466273, 10);
  const series = [
    Float64Array.from({ length: 40 }, (_, i) => Math.sin(i)),
    Float64Array.from({ length: 40 }, (_, i) => Math.sin(i)),
  ];
  expect(research.effectiveTrials(series, 5)).toEqual({ value: expect.closeTo(1, 12) });
  expect(() => research.effectiveTrials(series, 1)).toThrow('as many trials');
});

test('a series has a Sharpe ratio from 30 returns on, if it varies', () => {
  const returns = Float64Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 0.03 : -0.01));
  // Mean 0.01, deviations 0.02: sd √(30·0.0004 / 29).
  expect(research.sharpe(returns)).toEqual({ value: expect.closeTo(0.01 / Math.sqrt(0.012 / 29), 12) });
  expect(research.sharpe(returns.subarray(1))).toEqual({ missing: 'needs 30 returns, has 29' });
  expect(research.sharpe(new Float64Array(30).fill(0.01))).toMatchObject({ missing: 'the returns do not vary' });
});

test('bootstrap draws: one after the other, the same for the same seed', () => {
  const start = (): (() => Int32Array) => research.stationaryBootstrap(50, { meanBlock: 4, seed: 3 });
  const [one, other] = [start(), start()];
  const first = Int32Array.from(one());
  expect(other()).toEqual(first);
  expect(Int32Array.from(one())).not.toEqual(first);
  expect(first.every((place) => place >= 0 && place < 50)).toBe(true);
});
