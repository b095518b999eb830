import { describe, expect, test } from 'vitest';
import { compound, publishedMetrics, type Statistic, statistics } from './index.ts';

/** The value of a statistic that has one. */
function value(statistic: Statistic): number {
  if ('missing' in statistic) throw new Error(statistic.missing);
  return statistic.value;
}

test('every published figure that ships with the product', () => {
  const sets = publishedMetrics();
  const rows = sets.flatMap((set) => set.rows);
  expect(rows.length).toBeGreaterThanOrEqual(57);
  expect(rows.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(new Set(sets.map(({ source }) => source)).size).toBe(6);
});

describe('the series "mixed returns" of the tests of empyrical (Apache-2.0)', () => {
  const returns = Float64Array.from([1, 10, -4, 2, 3, 2, 1, -10], (percent) => percent / 100);
  /** Its weekly and monthly form begins with a return of 0. */
  const zero = Float64Array.from([0, ...returns]);
  test.each<[string, Statistic, number]>([
    ['total return', statistics.totalReturn({ returns }), 0.03893],
    ['annual volatility, daily', statistics.volatility({ returns, perYear: 252 }), 0.9136465399704637],
    ['annual volatility, weekly', statistics.volatility({ returns: zero, perYear: 52 }), 0.38851569394870583],
    ['annual volatility, monthly', statistics.volatility({ returns: zero, perYear: 12 }), 0.18663690238892558],
    ['Sharpe', statistics.sharpe({ returns, perYear: 252 }), 1.7238613961706866],
    ['Sortino, daily', statistics.sortino({ returns, perYear: 252 }), 2.605531251673693],
    ['Sortino, weekly', statistics.sortino({ returns: zero, perYear: 52 }), 1.115890105686644],
    ['Sortino, monthly', statistics.sortino({ returns: zero, perYear: 12 }), 0.5360562674188976],
    ['downside, target 0', statistics.downsideRisk({ returns, perYear: 252 }), 0.6044832503882965],
    ['downside, target 10 %', statistics.downsideRisk({ returns, target: 0.1, perYear: 252 }), 1.7161730681956295],
    ['max drawdown', statistics.maxDrawdown({ returns }), 0.1],
    // A period without a return counts as one of zero where growth is annualised.
    ['annual return', statistics.annualReturn({ returns: zero, perYear: 252 }), 1.9135925373194231],
    ['Calmar', statistics.calmar({ returns: zero, perYear: 252 }), 19.135925373194233],
    ['stability', statistics.stability({ returns }), 0.1529973665111273],
    [
      'information ratio against 1 %',
      statistics.informationRatio({ returns, benchmark: returns.map(() => 0.01) }),
      -0.06515583641446039,
    ],
  ])('%s', (name, statistic, expected) => {
    expect(value(statistic)).toBeCloseTo(expected, name === 'total return' ? 5 : 8);
  });
  test('against other series of those tests: alpha, beta and capture', () => {
    const percent = (...values: readonly number[]): Float64Array => Float64Array.from(values, (one) => one / 100);
    const falling = { returns, benchmark: percent(-6, -7, -1, -9, -2, -6, -8, -5), perYear: 252 };
    expect(value(statistics.beta(falling))).toBeCloseTo(-0.7129629629629631, 8);
    expect(value(statistics.alpha(falling))).toBeCloseTo(-0.9997853834885004, 8);
    expect(value(statistics.alphaWhen({ ...falling, market: 'down' }))).toBeCloseTo(-0.9997853834885004, 8);
    const rising = { returns, benchmark: percent(2, 1, 1, 1, 1, 1, 1, 1), perYear: 252, market: 'up' } as const;
    expect(value(statistics.betaWhen(rising))).toBeCloseTo(0.4285714285, 8);
    expect(value(statistics.alphaWhen(rising))).toBeCloseTo(0.432961242076658, 8);
    // The series that falls all the time against the mixed one, whose ninth period is the first one.
    const losing = { returns: percent(-2, -6, -7, -1, -9, -2, -6, -8, -5), benchmark: zero, perYear: 252 };
    expect(value(statistics.capture(losing))).toBeCloseTo(-0.5225764322296026, 8);
    expect(value(statistics.capture({ ...losing, market: 'down' }))).toBeCloseTo(0.9995602570379863, 8);
    expect(value(statistics.capture({ ...losing, market: 'up' }))).toBeCloseTo(-0.0004336328, 8);
    expect(value(statistics.captureSpread(losing))).toBeCloseTo(-0.0004338236, 8);
  });
  test('omega ratios against a rate and against a required return a year', () => {
    expect(value(statistics.omega({ returns, target: 0.01 }))).toBeCloseTo(0.8125, 8);
    const target = value(statistics.periodTarget({ target: 10, perYear: 252 }));
    expect(value(statistics.omega({ returns, target }))).toBeCloseTo(0.8335426349755793, 8);
    expect(statistics.periodTarget({ target: -10, perYear: 252 })).toEqual({ missing: 'a required loss of everything' });
  });
  test('over six periods at a time', () => {
    const rolled = statistics.rolling({ length: zero.length, window: 6 }, (from, to) =>
      // The first of the nine is a gap in the source.
      statistics.sharpe({ returns: zero.subarray(Math.max(from, 1), to), perYear: 252 }),
    );
    const expected = [7.57445259, 8.22784105, 8.22784105, -3.1374751];
    for (const [i, one] of expected.entries()) expect(rolled[i]).toBeCloseTo(one, 8);
  });
  test('tail ratio, printed with one digit, and quantiles of whole numbers', () => {
    expect(value(statistics.tailRatio({ returns }))).toBeCloseTo(0.9473684210526313, 1);
    const six = Float64Array.of(85, 1, 84, 81, 83, 82);
    const at = (cutoff: number): number => value(statistics.valueAtRisk({ returns: six, cutoff }));
    expect([0.1, 0.2, 0.3].map(at)).toEqual([41, 81, 81.5]);
    // The two lowest of six: floor(5 · 0.2) + 1.
    expect(value(statistics.expectedShortfall({ returns: six, cutoff: 0.2 }))).toBe(41);
  });
});

describe('C. Bacon, Practical Portfolio Performance (2008), 24 months of a portfolio and its benchmark', () => {
  const portfolio = Float64Array.from(
    [3, 26, 11, -10, 15, 25, 16, 67, -14, 40, -5, 81, 40, -37, -61, 17, -49, -22, 70, 58, -65, 24, -5, -9],
    (tenths) => tenths / 1000,
  );
  const benchmark = Float64Array.from(
    [2, 25, 18, -11, 14, 18, 14, 65, -15, 42, -6, 83, 39, -38, -62, 15, -48, 21, 60, 56, -67, 19, -3, 0],
    (tenths) => tenths / 1000,
  );
  const both = { returns: portfolio, benchmark, perYear: 12 };
  test('total risk adds up, and the M² excess of both kinds is the annual return that M² beats the benchmark by', () => {
    const total = value(statistics.totalRisk(both)) ** 2;
    expect(total).toBeCloseTo(value(statistics.systematicRisk(both)) ** 2 + value(statistics.specificRisk(both)) ** 2, 14);
    const other = (1 + compound(benchmark)) ** (12 / 24) - 1;
    expect(value(statistics.mSquaredExcess({ ...both, method: 'arithmetic' }))).toBeCloseTo(0.10062 - other, 5);
    expect(value(statistics.mSquaredExcess(both))).toBeCloseTo(1.10062 / (1 + other) - 1, 5);
  });
});
