import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Statistic, statistics } from '../index.ts';

function value(statistic: Statistic): number {
  if ('missing' in statistic) throw new Error(statistic.missing);
  return statistic.value;
}

describe('D. Bailey, M. López de Prado, The Sharpe Ratio Efficient Frontier (2012)', () => {
  test('24 months at 0.458: 0.982 if normal, 0.913 with skewness −2.448 and kurtosis 10.164', () => {
    expect(value(statistics.probabilisticSharpe({ sharpe: 0.458, n: 24 }))).toBeCloseTo(0.982, 3);
    expect(value(statistics.probabilisticSharpe({ sharpe: 0.458, n: 24, skew: -2.448, kurtosis: 10.164 }))).toBeCloseTo(0.913, 3);
    // Excess kurtosis in its place would give 0.9198.
    const plain = { sharpe: 0.45755008833277844, n: 24, skew: -2.448, kurtosis: 10.164 };
    expect(value(statistics.probabilisticSharpe(plain))).toBeCloseTo(0.9132343068848602, 8);
  });
  // Hedge fund indices, 134 months: Sharpe ratio, skewness, kurtosis, standard error, years of minimum track record.
  test.each([
    [0.7079, -0.225, 2.957, 0.1028, 0.7152],
    [0.8183, -1.4455, 7.0497, 0.155, 1.1593],
  ])('index with Sharpe ratio %d', (sharpe, skew, kurtosis, error, years) => {
    expect(value(statistics.sharpeStandardError({ sharpe, n: 134, skew, kurtosis }))).toBeCloseTo(error, 4);
    expect(value(statistics.minTrackRecordLength({ sharpe, skew, kurtosis })) / 12).toBeCloseTo(years, 4);
  });
  test('Sharpe 2 against 1 a year needs 2.73 years of days; 3 against 2.5 27.35 years of months', () => {
    const days = { sharpe: 2 / Math.sqrt(250), benchmark: 1 / Math.sqrt(250) };
    expect(value(statistics.minTrackRecordLength(days))).toBeCloseTo(682.79695, 5);
    const months = { sharpe: 3 / Math.sqrt(12), benchmark: 2.5 / Math.sqrt(12), skew: -0.72, kurtosis: 5.78 };
    expect(value(statistics.minTrackRecordLength(months)) / 12).toBeCloseTo(27.35292019604, 8);
  });
});

describe('D. Bailey, M. López de Prado, The Deflated Sharpe Ratio (2014)', () => {
  const record = { sharpe: 2.5 / Math.sqrt(250), n: 1250, trialVariance: 0.5 / 250 };
  test('0.90 after 100 trials of −3 and 10, 0.95 after 46, and after 88 of normal returns', () => {
    const heavy = { ...record, skew: -3, kurtosis: 10 };
    expect(value(statistics.deflatedSharpe({ ...heavy, trials: 100 }))).toBeCloseTo(0.9003968344493903, 8);
    expect(value(statistics.deflatedSharpe({ ...heavy, trials: 46 }))).toBeCloseTo(0.9505017068755787, 8);
    expect(value(statistics.deflatedSharpe({ ...record, trials: 88 }))).toBeCloseTo(0.9504908166760139, 8);
    expect(value(statistics.deflatedSharpe({ ...heavy, trials: 1 }))).toBeCloseTo(0.9999968595, 9);
  });
  test.each([
    [1, 0],
    [1.5, 0.5197553442805939 / 2],
    [2, 0.519755344281],
    [5, 1.192594001015],
    [10, 1.574598301346],
    [20, 1.900707951181],
    [45, 2.235640177766],
    [100, 2.530602893202],
    [500, 3.052527574528],
  ])('expected maximum of %d', (trials, expected) => {
    expect(Math.abs(value(statistics.expectedMaximum({ trials })) - expected)).toBeLessThan(1e-10);
  });
  test('five years allow 45 trials at a Sharpe ratio of 1 (Pseudo-Mathematics and Financial Charlatanism, figure 2)', () => {
    expect(value(statistics.minBacktestLengthYears({ trials: 45, annualSharpe: 1 }))).toBeCloseTo(4.998087004443, 8);
  });
});

describe('M. López de Prado, A. Lipton, V. Zoonekynd, How to Use the Sharpe Ratio (2025)', () => {
  const moments = { n: 24, skew: -2.448, kurtosis: 10.164 };
  const sharpe = 0.036 / 0.079;
  const convention = 'null';
  test('the same record gives 0.987 against 0, 0.939 against 0.1, and needs 13.029 months', () => {
    expect(value(statistics.probabilisticSharpe({ ...moments, sharpe, convention }))).toBeCloseTo(0.987, 3);
    expect(value(statistics.probabilisticSharpe({ ...moments, sharpe, convention, benchmark: 0.1 }))).toBeCloseTo(0.939, 3);
    expect(value(statistics.minTrackRecordLength({ ...moments, sharpe, convention }))).toBeCloseTo(13.029, 3);
    expect(value(statistics.sharpeStandardError({ ...moments, sharpe, convention }))).toBeCloseTo(0.329, 3);
  });
  test('type II error 0.315, false discovery rates 0.581 and 0.306', () => {
    const beta = value(statistics.sharpeTypeTwoError({ ...moments, alternative: 0.5 }));
    expect(beta).toBeCloseTo(0.315, 3);
    expect(value(statistics.plannedFalseDiscoveryRate({ skilled: 0.05, beta }))).toBeCloseTo(0.581, 3);
    const observed = statistics.observedFalseDiscoveryRate({ ...moments, sharpe, alternative: 0.5, skilled: 0.05 });
    expect(value(observed)).toBeCloseTo(0.306, 3);
  });
});

test('a series of ten returns, worked with 50-digit decimals', () => {
  const returns = Float64Array.of(0.01, -0.005, 0.007, 0.002, -0.012, 0.009, 0.004, -0.003, 0.006, 0.001);
  expect(statistics.sharpeRecord({ returns })).toEqual({ missing: 'needs 30 returns, has 10' });
  const record = statistics.sharpeRecord({ returns, minimum: 2 });
  if ('missing' in record) throw new Error(record.missing);
  expect(record.sharpe).toBeCloseTo(0.2752306733, 10);
  expect(record.skew).toBeCloseTo(-0.7235324633, 10);
  expect(record.kurtosis).toBeCloseTo(2.6092404233, 10);
  expect(value(statistics.sharpeStandardError(record))).toBeCloseTo(0.369626552, 9);
  expect(value(statistics.probabilisticSharpe(record))).toBeCloseTo(0.7717487315, 10);
  expect(value(statistics.minTrackRecordLength(record))).toBeCloseTo(44.9166981008, 8);
});

test('where nothing can be said there is a reason', () => {
  const why = (statistic: Statistic): string | number => ('missing' in statistic ? statistic.missing : statistic.value);
  expect(why(statistics.probabilisticSharpe({ sharpe: 1, n: 1 }))).toBe('needs 2 returns');
  // Skewness 4 and kurtosis 3 are of no distribution: kurtosis is at least 1 + skewness².
  expect(why(statistics.probabilisticSharpe({ sharpe: 1, n: 50, skew: 4 }))).toBe('the moments are of no distribution');
  expect(why(statistics.minTrackRecordLength({ sharpe: 0.1, benchmark: 0.1 }))).toBe(
    'the Sharpe ratio is not above the benchmark',
  );
  expect(why(statistics.minBacktestLengthYears({ trials: 5, annualSharpe: 0 }))).toBe('the Sharpe ratio is not positive');
  expect(why(statistics.expectedMaximum({ trials: 0.5 }))).toBe('needs 1 trial');
  expect(why(statistics.deflatedSharpe({ sharpe: 1, n: 50, trials: 5, trialVariance: NaN }))).toMatch(/variance of the trials/);
  expect(statistics.sharpeRecord({ returns: new Float64Array(50).fill(0.1) })).toMatchObject({
    missing: 'the returns do not vary',
  });
});

test('a record as long as the minimum reaches the confidence, and more trials never raise the deflated ratio', () => {
  const ratio = fc.double({ min: 0.02, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      ratio,
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom('observed', 'null'),
      (sharpe, skew, convention) => {
        const record = { sharpe, skew, kurtosis: 6, convention } as const;
        const n = value(statistics.minTrackRecordLength(record));
        if (n >= 2) expect(value(statistics.probabilisticSharpe({ ...record, n }))).toBeCloseTo(0.95, 10);
        const deflated = [1, 1.5, 2, 3, 10, 100].map((trials) =>
          value(statistics.deflatedSharpe({ ...record, n: 100, trials, trialVariance: 0.01 })),
        );
        for (let i = 1; i < deflated.length; i += 1) expect(deflated[i]).toBeLessThanOrEqual(deflated[i - 1]!);
      },
    ),
  );
});
