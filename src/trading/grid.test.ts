import { describe, expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import { Grid, roundHalfEven, wholeDown } from './index.ts';

describe('multiples of a step', () => {
  test('a price in hundredths is the decimal that names it', () => {
    const cents = new Grid(0.01);
    for (let count = 1; count < 300_000; count += 37) expect(cents.value(count)).toBe(Number((count / 100).toFixed(2)));
  });

  test.each([
    [10.004, 10],
    [10.005, 10],
    [10.015, 10.02],
    [10.0051, 10.01],
    [9.595, 9.6],
    [-2.345, -2.34],
  ])('%f → %f, halves to even', (price, expected) => {
    expect(new Grid(0.01).nearest(price)).toBe(expected);
  });

  test.each([
    [9.909, 9.9, 9.91],
    [9.9, 9.9, 9.9],
    [10.05, 10.05, 10.05],
    [1.1 * 3, 3.3, 3.3],
  ])('%f lies between %f and %f', (price, below, above) => {
    const cents = new Grid(0.01);
    expect([cents.below(price), cents.above(price)]).toEqual([below, above]);
  });

  test('steps that are no short fraction', () => {
    const thirds = new Grid(1 / 3);
    expect(thirds.nearest(0.7)).toBeCloseTo(2 / 3, 15);
    expect(new Grid(0.00000001).value(123_456_789)).toBe(1.23456789);
    expect(new Grid(25).nearest(60)).toBe(50);
  });

  test('a power of two changes no count and scales values exactly', () => {
    const random = new Random(7, 'grid');
    for (let i = 0; i < 2000; i += 1) {
      const step = [0.01, 0.05, 0.25, 1 / 3, 0.0001][random.below(5)]!;
      const value = random.uniform() * 1000;
      const unit = 2 ** (random.below(40) - 20);
      const [plain, scaled] = [new Grid(step), new Grid(step * unit)];
      expect(scaled.nearest(value * unit)).toBe(plain.nearest(value) * unit);
      expect(scaled.wholeCount(value * unit)).toBe(plain.wholeCount(value));
    }
  });
});

test('whole lots: noise loses none, a real part of a lot is dropped', () => {
  expect(wholeDown(28.999999999999996)).toBe(29);
  expect(wholeDown(28.9999)).toBe(28);
  expect(wholeDown(0)).toBe(0);
});

test('halves to even', () => {
  expect([0.5, 1.5, 2.5, 3.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 4, 2, 3]);
});
