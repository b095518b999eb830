import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  annualReturn,
  compound,
  downsideDeviation,
  drawdowns,
  shapeOf,
  sharpeOfSessions,
  sortinoOfGlossary,
  standardDeviation,
  underwater,
  volatility,
} from './index.ts';

const shared = process.env['QTA_SHARED'] ?? new URL('../../../shared/', import.meta.url).pathname;
const empyrical = `${shared}/oracles/metrics/empyrical_expected.json`;
const bacon = `${shared}/oracles/metrics/performanceanalytics_bacon.json`;

/** A path of equity that has these returns. */
function equityOf(returns: ArrayLike<number>): Float64Array {
  const equity = new Float64Array(returns.length + 1);
  equity[0] = 1;
  for (let i = 0; i < returns.length; i += 1) equity[i + 1] = equity[i]! * (1 + returns[i]!);
  return equity;
}

function deepest(returns: ArrayLike<number>): number {
  const equity = equityOf(returns);
  return drawdowns({ equity, from: 0, capital: 1, time: equity.map((_, i) => i), atMost: 1 }).maximum;
}

const numbers = (...values: readonly number[]): Float64Array => Float64Array.from(values);
const alternating = (first: number, second: number, third: number, pairs: number): Float64Array =>
  Float64Array.from({ length: 1 + 2 * pairs }, (_, i) => (i === 0 ? first : i % 2 === 1 ? second : third));

// NIST Statistical Reference Datasets, univariate summary statistics: certified standard deviations.
test.each([
  ['NumAcc1', numbers(10_000_001, 10_000_003, 10_000_002), 1],
  ['NumAcc2', alternating(1.2, 1.1, 1.3, 500), 0.1],
  ['NumAcc3', alternating(1_000_000.2, 1_000_000.1, 1_000_000.3, 500), 0.1],
  ['NumAcc4', alternating(10_000_000.2, 10_000_000.1, 10_000_000.3, 500), 0.1],
])('NIST %s', (_, values, expected) => {
  // The inputs of NumAcc3 and 4 are not decimal fractions of a float64: their own rounding leaves 9 and 8 digits.
  expect(Math.abs(standardDeviation(values)! - expected) / expected).toBeLessThan(1e-8);
});

describe('the series "mixed returns" of the tests of empyrical (Apache-2.0)', () => {
  const returns = Float64Array.from([1, 10, -4, 2, 3, 2, 1, -10], (percent) => percent / 100);
  /** Its weekly and monthly form begins with a return of 0. */
  const zero = Float64Array.from([0, ...returns]);
  test.each<[string, number | undefined, number]>([
    ['total return', compound(returns), 0.03893],
    ['annual volatility, daily', volatility({ returns, perYear: 252 }), 0.9136465399704637],
    ['annual volatility, weekly', volatility({ returns: zero, perYear: 52 }), 0.38851569394870583],
    ['annual volatility, monthly', volatility({ returns: zero, perYear: 12 }), 0.18663690238892558],
    ['Sharpe', sharpeOfSessions({ returns, perYear: 252, riskFree: 0 }), 1.7238613961706866],
    ['Sortino, daily', sortinoOfGlossary({ returns, perYear: 252, riskFree: 0 }), 2.605531251673693],
    ['Sortino, weekly', sortinoOfGlossary({ returns: zero, perYear: 52, riskFree: 0 }), 1.115890105686644],
    ['Sortino, monthly', sortinoOfGlossary({ returns: zero, perYear: 12, riskFree: 0 }), 0.5360562674188976],
    ['downside, target 0', downsideDeviation({ values: returns, target: 0 })! * Math.sqrt(252), 0.6044832503882965],
    ['downside, target 10 %', downsideDeviation({ values: returns, target: 0.1 })! * Math.sqrt(252), 1.7161730681956295],
    ['max drawdown', deepest(returns), 0.1],
    // empyrical counts the leading NaN of its series as a ninth period.
    ['annual return', annualReturn({ totalReturn: compound(returns), periods: 9, perYear: 252 }), 1.9135925373194231],
  ])('%s', (name, value, expected) => {
    expect(value).toBeCloseTo(expected, name === 'total return' ? 5 : 8);
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
  const totalReturn = compound(portfolio);
  const annual = annualReturn({ totalReturn, periods: 24, perYear: 12 })!;
  const sd = standardDeviation(portfolio)!;
  const depth = underwater({ equity: equityOf(portfolio), from: 0, capital: 1 }).subarray(1);
  const pain = depth.reduce((sum, value) => sum + value, 0) / depth.length;
  const shape = shapeOf(portfolio)!;
  const ratio = annual / volatility({ returns: portfolio, perYear: 12 })!;
  const adjusted = ratio * (1 + (shape.skewness / 6) * ratio - ((shape.kurtosis - 3) / 24) * ratio * ratio);

  // Figures as printed by PerformanceAnalytics, which took most of them from the book.
  test.each<[string, number | undefined, number, number]>([
    ['downside deviation below 0.5 %', downsideDeviation({ values: portfolio, target: 0.005 }), 0.0255, 4],
    [
      'Kappa of order 2 (a Sortino ratio per month)',
      sortinoOfGlossary({ returns: portfolio, perYear: 1, riskFree: 0.005 }),
      0.157,
      3,
    ],
    ['M², from annual return and both volatilities', (annual * standardDeviation(benchmark)!) / sd, 0.10062, 5],
    ['skewness / kurtosis', shape.skewness / shape.kurtosis, -0.034, 3],
    ['pain index, the mean of the dips', pain, 0.04, 2],
    ['adjusted Sharpe ratio, from annual return, volatility, skewness and kurtosis', adjusted, 0.7591435, 7],
    ['Fama beta', sd / standardDeviation(benchmark)!, 1.03, 2],
  ])('%s', (_, value, expected, decimals) => {
    expect(value).toBeCloseTo(expected, decimals);
  });
});

interface Case {
  readonly calls: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly expected: { readonly expected: unknown };
}
type Series = Readonly<Record<string, { readonly values?: readonly (number | string)[] }>>;

const YEARS: Readonly<Record<string, number>> = { daily: 252, weekly: 52, monthly: 12 };

describe.skipIf(!existsSync(empyrical))('every case of empyrical that has our definition', () => {
  const file: { series: Series; cases: readonly Case[] } = existsSync(empyrical)
    ? JSON.parse(readFileSync(empyrical, 'utf8'))
    : { series: {}, cases: [] };

  const valuesOf = (argument: unknown): Float64Array | undefined => {
    if (typeof argument !== 'object' || argument === null || !('series' in argument)) return undefined;
    const values = file.series[String(argument.series)]?.values;
    return values === undefined ? undefined : Float64Array.from(values, Number);
  };
  const known = file.cases.flatMap((entry) => {
    const name = /^(\w+)\(/.exec(entry.calls[0] ?? '')?.[1] ?? '';
    const raw = valuesOf(entry.args['returns']);
    const expected = entry.expected.expected;
    if (raw === undefined || typeof expected !== 'number') return [];
    const returns = raw.filter((value) => !Number.isNaN(value));
    const perYear = YEARS[String(entry.args['period'] ?? 'daily')] ?? 252;
    const value = measure({ name, entry, raw, returns, perYear });
    return value === undefined ? [] : [{ name: `${entry.calls[0]} ${JSON.stringify(entry.args)}`, value, expected }];
  });

  function measure(input: {
    readonly name: string;
    readonly entry: Case;
    readonly raw: Float64Array;
    readonly returns: Float64Array;
    readonly perYear: number;
  }): number | undefined {
    const { name, entry, raw, returns, perYear } = input;
    const { risk_free: riskFree, required_return: required, starting_value: start } = entry.args;
    const annual = (): number | undefined => annualReturn({ totalReturn: compound(returns), periods: raw.length, perYear });
    switch (name) {
      case 'cum_returns_final':
        return start === 0 ? compound(returns) : undefined;
      case 'annual_return':
        return annual();
      case 'annual_volatility':
        return volatility({ returns, perYear }) ?? (returns.every((value) => value === returns[0]) ? 0 : undefined);
      case 'sharpe_ratio':
        return riskFree === 0 ? sharpeOfSessions({ returns, perYear, riskFree: 0 }) : undefined;
      case 'downside_risk':
        return typeof required === 'number'
          ? downsideDeviation({ values: returns, target: required })! * Math.sqrt(perYear)
          : undefined;
      case 'sortino_ratio':
        return required === 0 ? sortinoOfGlossary({ returns, perYear, riskFree: 0 }) : undefined;
      case 'max_drawdown':
        return -deepest(returns);
      case 'calmar_ratio':
        return annual()! / deepest(returns);
      default:
        return undefined;
    }
  }

  test.each(known)('$name', ({ name, value, expected }) => {
    expect(value).toBeCloseTo(expected, name.startsWith('cum_returns') ? 4 : 7);
  });
  test('they are not few', () => {
    expect(known.length).toBeGreaterThanOrEqual(28);
  });
});

describe.skipIf(!existsSync(bacon))('the first manager in 1996 (PerformanceAnalytics)', () => {
  test('Kappa of order 2', () => {
    const rows = existsSync(bacon) ? readFileSync(`${shared}/oracles/metrics/managers.csv`, 'utf8').split('\n') : [];
    const returns = Float64Array.from(
      rows.filter((row) => row.startsWith('1996')),
      (row) => Number(row.split(',')[1]),
    );
    expect(returns.length).toBe(12);
    expect(sortinoOfGlossary({ returns, perYear: 1, riskFree: 0 })).toBeCloseTo(1.493, 2);
  });
});
