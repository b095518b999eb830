import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { calibrateClasses, curveAt, shareOfGains } from '../../models/index.ts';
import { type CalibrationSettings, calibrationsOf, fitCalibration, isotonic, type OutOfFold } from './index.ts';

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

describe('isotonic regression', () => {
  test('of 1 0 1 0 1 1 is .5 .5 .5 .5 1 1 (RESEARCH 18, row 10)', () => {
    const { fitted, curve } = isotonic({ x: of(1, 2, 3, 4, 5, 6), y: of(1, 0, 1, 0, 1, 1), weight: ones(6) });
    expect([...fitted]).toEqual([0.5, 0.5, 0.5, 0.5, 1, 1]);
    // Two blocks, at the centres of 1 … 4 and 5, 6.
    expect(curve).toEqual({ x: [2.5, 5.5], y: [0.5, 1] });
    expect([0, 2.5, 4, 5.5, 9].map((x) => curveAt(curve, x))).toEqual([0.5, 0.5, 0.75, 1, 1]);
    expect(curveAt(curve, Number.NaN)).toBeNaN();
  });

  test('in any order of the rows, with weights, and one level for equal x', () => {
    // By x: 1 → (3·0.2 + 1·0.6)/4 = 0.3, 2 → 0.1 (weight 4) pools with it to 0.2, 3 → 0.9.
    const { fitted, curve } = isotonic({ x: of(3, 1, 2, 1), y: of(0.9, 0.2, 0.1, 0.6), weight: of(1, 3, 4, 1) });
    expect([...fitted].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([0.9, 0.2, 0.2, 0.2]);
    expect(curve.x).toEqual([1.5, 3]);
  });

  test('never falls, keeps the weighted mean, and is its own isotonic regression', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const x = Float64Array.from(rows, ([value]) => value);
        const y = Float64Array.from(rows, ([, value]) => value);
        const weight = Float64Array.from(rows, ([, , value]) => value);
        const { fitted, curve } = isotonic({ x, y, weight });
        for (let i = 1; i < curve.y.length; i += 1) expect(curve.y[i]!).toBeGreaterThan(curve.y[i - 1]!);
        let sum = 0;
        let all = 0;
        for (let i = 0; i < rows.length; i += 1) {
          sum += weight[i]! * (fitted[i]! - y[i]!);
          all += weight[i]!;
          for (let j = 0; j < rows.length; j += 1) if (x[i]! <= x[j]!) expect(fitted[i]!).toBeLessThanOrEqual(fitted[j]!);
        }
        expect(Math.abs(sum / all)).toBeLessThan(1e-12);
        const again = isotonic({ x, y: fitted, weight }).fitted;
        again.forEach((value, i) => {
          expect(value).toBeCloseTo(fitted[i]!, 12);
        });
      }),
    );
  });
});

const BINARY: CalibrationSettings = { kind: 'classifier', classes: [-1, 1], method: 'isotonic' };

/** A fold whose scores are too sure: where it says p, (p + 0.5)/2 is true. */
function fold(rows: number, seed: number): OutOfFold {
  const random = new Random(seed, 'overconfident');
  const up = Float64Array.from({ length: rows }, () => random.uniform());
  const outcome = up.map((p) => (random.uniform() < (p + 0.5) / 2 ? 1 : 0));
  return { raw: [up.map((p) => 1 - p), up], outcome, weight: ones(rows) };
}

test('calibration brings scores that are too sure to the shares that are true', () => {
  const calibration = fitCalibration([fold(20_000, 1)], BINARY);
  const later = fold(20_000, 2);
  const [, up] = calibrateClasses(later.raw, calibration);
  let miss = 0;
  let raw = 0;
  up!.forEach((p, row) => {
    const truth = (later.raw[1]![row]! + 0.5) / 2;
    miss += Math.abs(p - truth) / up!.length;
    raw += Math.abs(later.raw[1]![row]! - truth) / up!.length;
  });
  expect(raw).toBeGreaterThan(0.12);
  expect(miss).toBeLessThan(0.02);
});

test('calibrated classes sum to 1, and a row where every curve says 0 keeps its raw ones', () => {
  const flat = { x: [0.4, 0.6], y: [0, 0.8] };
  const calibration = { method: 'isotonic' as const, curves: [flat, flat, flat] };
  const raw = [of(0.6, 0.3), of(0.2, 0.4), of(0.2, 0.3)];
  const [low, middle, high] = calibrateClasses(raw, calibration);
  expect([low![0], middle![0], high![0]]).toEqual([1, 0, 0]);
  expect([low![1], middle![1], high![1]]).toEqual([0.3, 0.4, 0.3]);
  expect(calibrateClasses(raw, { method: 'none', reason: 'test' })).toBe(raw);
});

test('fold k is calibrated with the folds before it alone, the final model with all', () => {
  const folds = [fold(250, 1), fold(250, 2), fold(250, 3)];
  const calibrations = calibrationsOf(folds, BINARY);
  expect(calibrations).toHaveLength(4);
  expect(calibrations[0]).toEqual({ method: 'none', reason: '0 out-of-fold rows, 200 are needed' });
  const other = [folds[0]!, folds[1]!, fold(250, 99)];
  expect(calibrationsOf(other, BINARY).slice(0, 3)).toEqual(calibrations.slice(0, 3));
  expect(calibrationsOf(other, BINARY)[3]).not.toEqual(calibrations[3]);
  expect(calibrations[2]).toEqual(fitCalibration(folds.slice(0, 2), BINARY));
});

test.each<[string, Partial<CalibrationSettings>, number, number, string | undefined]>([
  ['200 rows', {}, 200, 30, undefined],
  ['199 rows', {}, 199, 30, '199 out-of-fold rows, 200 are needed'],
  ['29 of a class', {}, 200, 29, 'class 1 has 29 out-of-fold rows, 30 are needed'],
  [
    'a regressor with 29 gains',
    { kind: 'regressor', classes: [] },
    200,
    29,
    'returns above 0 has 29 out-of-fold rows, 30 are needed',
  ],
  ['switched off', { method: 'none' }, 200, 30, 'switched off'],
])('%s', (_, settings, rows, ups, reason) => {
  const score = Float64Array.from({ length: rows }, (_, row) => row / rows);
  const outcome = score.map((_, row) => (row >= rows - ups ? 1 : 0));
  const own = { ...BINARY, ...settings };
  const raw = own.kind === 'classifier' ? [score.map((p) => 1 - p), score] : [score];
  const calibration = fitCalibration([{ raw, outcome, weight: ones(rows) }], own);
  expect(calibration.method === 'none' ? calibration.reason : undefined).toBe(reason);
});

test('rows without a score teach nothing', () => {
  const one = fold(300, 5);
  const gaps = { ...one, raw: one.raw.map((column) => column.map((p, row) => (row < 101 ? Number.NaN : p))) };
  expect(fitCalibration([gaps], BINARY)).toEqual({ method: 'none', reason: '199 out-of-fold rows, 200 are needed' });
});

test('a regressor: the share of positive returns rises with the prediction', () => {
  const random = new Random(3, 'regressor');
  const prediction = Float64Array.from({ length: 4000 }, () => random.normal());
  const outcome = prediction.map((value) => (value + 2 * random.normal() > 0 ? 1 : 0));
  const settings: CalibrationSettings = { kind: 'regressor', classes: [], method: 'isotonic' };
  const calibration = fitCalibration([{ raw: [prediction], outcome, weight: ones(4000) }], settings);
  const [low, middle, high] = shareOfGains(of(-2, 0, 2), calibration);
  // Φ(−1), Φ(0), Φ(1).
  expect(low).toBeCloseTo(0.1587, 1);
  expect(middle).toBeCloseTo(0.5, 1);
  expect(high).toBeCloseTo(0.8413, 1);
});

test('a class that never came at a score is unlikely there, not impossible', () => {
  // 300 rows: below 0.5 class 0, above it class 1, without exception.
  const high = Float64Array.from({ length: 300 }, (_, row) => (row + 0.5) / 300);
  const raw = [high.map((value) => 1 - value), high];
  const outcome = high.map((value) => (value > 0.5 ? 1 : 0));
  const settings = { kind: 'classifier' as const, classes: [0, 1], method: 'isotonic' as const };
  const made = fitCalibration([{ raw, outcome, weight: ones(300) }], settings);
  if (made.method === 'none') throw new Error(made.reason);
  // Each level has 150 rows and one more of the share of the whole, 1/2: 0.5 / 151 and 150.5 / 151.
  for (const { y } of made.curves) expect(y).toEqual([expect.closeTo(0.5 / 151, 15), expect.closeTo(150.5 / 151, 15)]);
});
