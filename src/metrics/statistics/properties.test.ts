import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATISTIC_GLOSSARY, type Statistic, statistics } from '../index.ts';

/** Whole numbers of 1e-4, so that scaling by a power of two is exact and few series are flat. */
const returns = fc
  .array(fc.integer({ min: -900, max: 1000 }), { minLength: 12, maxLength: 60 })
  .map((list) => Float64Array.from(list, (one) => one / 10_000));
const pair = fc
  .array(fc.tuple(fc.integer({ min: -900, max: 1000 }), fc.integer({ min: -900, max: 1000 })), { minLength: 12, maxLength: 60 })
  .map((list) => ({
    returns: Float64Array.from(list, ([own]) => own / 10_000),
    benchmark: Float64Array.from(list, ([, other]) => other / 10_000),
    perYear: 12,
  }));

/** The number, or the reason: two statistics that are equal are equal in both. */
const said = (statistic: Statistic): number | string => ('missing' in statistic ? statistic.missing : statistic.value);
function near(one: Statistic, other: Statistic, tolerance = 1e-9): void {
  const [a, b] = [said(one), said(other)];
  if (typeof a === 'string' || typeof b === 'string') expect(a).toBe(b);
  else expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(a)));
}

type One = (input: { readonly returns: Float64Array }) => Statistic;

/** Statistics that do not change when all returns are multiplied, and those that are multiplied too. */
const SCALE_FREE: Readonly<Record<string, One>> = {
  sharpe: statistics.sharpe,
  sortino: statistics.sortino,
  omega: statistics.omega,
  bernardoLedoit: statistics.bernardoLedoit,
  dRatio: statistics.dRatio,
  kappa: (input) => statistics.kappa({ ...input, order: 3 }),
  skewness: statistics.skewness,
  kurtosis: statistics.kurtosis,
  sampleKurtosis: (input) => statistics.kurtosis({ ...input, estimator: 'sample_excess' }),
  tailRatio: statistics.tailRatio,
  volatilitySkewness: statistics.volatilitySkewness,
  prospectRatio: statistics.prospectRatio,
  upsideFrequency: statistics.upsideFrequency,
};
const SCALED: Readonly<Record<string, One>> = {
  meanReturn: statistics.meanReturn,
  volatility: statistics.volatility,
  downsideRisk: statistics.downsideRisk,
  upsideRisk: statistics.upsideRisk,
  downsidePotential: statistics.downsidePotential,
  meanAbsoluteDeviation: statistics.meanAbsoluteDeviation,
  valueAtRisk: statistics.valueAtRisk,
  expectedShortfall: statistics.expectedShortfall,
  simplePain: (input) => statistics.painIndex({ ...input, compounding: 'simple' }),
};
/** Statistics of the returns themselves, not of their order. */
const { simplePain: _, ...unordered } = SCALED;
const UNORDERED: Readonly<Record<string, One>> = {
  ...SCALE_FREE,
  ...unordered,
  totalReturn: statistics.totalReturn,
  annualReturn: (input) => statistics.annualReturn({ ...input, perYear: 12 }),
};

describe('scale', () => {
  test.each(Object.entries(SCALE_FREE))('%s does not change', (_, statistic) => {
    fc.assert(
      fc.property(returns, (series) =>
        near(statistic({ returns: series }), statistic({ returns: series.map((one) => one * 1024) })),
      ),
    );
  });
  test.each(Object.entries(SCALED))('%s is scaled too', (_, statistic) => {
    fc.assert(
      fc.property(returns, (series) => {
        const one = statistic({ returns: series });
        const many = statistic({ returns: series.map((value) => value * 1024) });
        near('missing' in one ? one : { value: one.value * 1024 }, many);
      }),
    );
  });
});

describe('order', () => {
  test.each(Object.entries(UNORDERED))('%s does not depend on it', (_, statistic) => {
    fc.assert(
      fc.property(returns, (series) =>
        near(statistic({ returns: series }), statistic({ returns: series.slice().reverse() }), 1e-11),
      ),
    );
  });
  test('dips do depend on it', () => {
    const fall = Float64Array.of(0.1, -0.1, 0.3, -0.1);
    expect(said(statistics.maxDrawdown({ returns: fall }))).not.toBe(
      said(statistics.maxDrawdown({ returns: fall.slice().sort() })),
    );
  });
});

describe('level', () => {
  test('spread, shape and beta do not see a constant added to all returns, at any level', () => {
    fc.assert(
      fc.property(pair, fc.constantFrom(1, 1024, 2 ** 20), ({ returns: own, benchmark }, level) => {
        // Whole numbers, so that the level adds no rounding.
        const whole = own.map((one) => Math.round(one * 10_000));
        const other = benchmark.map((one) => Math.round(one * 10_000));
        const lifted = whole.map((one) => one + level);
        for (const of of [statistics.volatility, statistics.skewness, statistics.kurtosis, statistics.meanAbsoluteDeviation]) {
          near(of({ returns: whole }), of({ returns: lifted }), 1e-9);
        }
        near(statistics.beta({ returns: whole, benchmark: other }), statistics.beta({ returns: lifted, benchmark: other }), 1e-9);
      }),
    );
  });
  test('a risk-free rate is the same as a number and as a series', () => {
    fc.assert(
      fc.property(pair, (both) => {
        const series = both.returns.map(() => 0.0005);
        near(statistics.sharpe({ ...both, riskFree: 0.0005 }), statistics.sharpe({ ...both, riskFree: series }));
        near(statistics.sortino({ ...both, target: 0.0005 }), statistics.sortino({ ...both, target: series }));
        near(statistics.beta({ ...both, riskFree: 0.0005 }), statistics.beta({ ...both, riskFree: series }));
      }),
    );
  });
});

describe('identities', () => {
  test('omega − 1 is the omega–Sharpe ratio; kappa of order 2 the Sortino ratio; the partial moments add up', () => {
    fc.assert(
      fc.property(returns, (series) => {
        const input = { returns: series, target: 0.001 };
        const omega = statistics.omega(input);
        near('missing' in omega ? omega : { value: omega.value - 1 }, statistics.omegaSharpe(input), 1e-9);
        near(statistics.kappa({ ...input, order: 2 }), statistics.sortino(input), 1e-11);
        const gains = said(statistics.upsidePotential(input)) as number;
        const losses = said(statistics.downsidePotential(input)) as number;
        near({ value: gains - losses }, { value: (said(statistics.meanReturn(input)) as number) - 0.001 }, 1e-14);
      }),
    );
  });
  test('a portfolio against itself: beta 1, alpha 0, capture 1, no specific risk', () => {
    fc.assert(
      fc.property(returns, (series) => {
        const both = { returns: series, benchmark: series, perYear: 12 };
        if ('missing' in statistics.volatility(both)) return;
        expect(said(statistics.beta(both))).toBeCloseTo(1, 12);
        expect(said(statistics.alpha(both))).toBeCloseTo(0, 12);
        expect(said(statistics.specificRisk(both))).toBeCloseTo(0, 9);
        expect(said(statistics.famaBeta(both))).toBe(1);
        expect(said(statistics.informationRatio(both))).toBe('the returns do not vary');
      }),
    );
  });
  test('the worst returns are on average no better than the quantile, and a dip is a fraction', () => {
    fc.assert(
      fc.property(returns, fc.constantFrom(0.01, 0.05, 0.3), (series, cutoff) => {
        const input = { returns: series, cutoff };
        expect(said(statistics.expectedShortfall(input)) as number).toBeLessThanOrEqual(
          (said(statistics.valueAtRisk(input)) as number) + 1e-15,
        );
        const dip = said(statistics.maxDrawdown(input)) as number;
        expect(dip >= 0 && dip < 1).toBe(true);
        expect(said(statistics.painIndex(input)) as number).toBeLessThanOrEqual(
          (said(statistics.ulcerIndex(input)) as number) + 1e-15,
        );
        expect(said(statistics.ulcerIndex(input)) as number).toBeLessThanOrEqual(dip + 1e-15);
      }),
    );
  });
});

describe('no value', () => {
  const flat = new Float64Array(40).fill(0.1);
  const empty = new Float64Array(0);
  test.each([
    ['Sharpe ratio of equal gains', statistics.sharpe({ returns: flat }), 'the returns do not vary', Infinity],
    [
      'Sharpe ratio of equal losses',
      statistics.sharpe({ returns: flat.map((one) => -one) }),
      'the returns do not vary',
      -Infinity,
    ],
    ['Sharpe ratio of zeros', statistics.sharpe({ returns: new Float64Array(9) }), 'the returns do not vary', undefined],
    ['volatility of equal gains', statistics.volatility({ returns: flat }), 'the returns do not vary', 0],
    ['Sortino ratio without a loss', statistics.sortino({ returns: flat }), 'no return is below the target', Infinity],
    ['Calmar ratio without a dip', statistics.calmar({ returns: flat }), 'equity was never below its high', Infinity],
    ['skewness of equal gains', statistics.skewness({ returns: flat }), 'the returns do not vary', undefined],
    [
      'beta on a flat benchmark',
      statistics.beta({ returns: Float64Array.of(1, 2), benchmark: Float64Array.of(1, 1) }),
      'the benchmark does not vary',
      undefined,
    ],
    ['one return', statistics.sharpe({ returns: flat.subarray(0, 1) }), 'needs 2 returns, has 1', undefined],
    ['no return', statistics.maxDrawdown({ returns: empty }), 'needs 1 return, has 0', undefined],
    ['a gap', statistics.omega({ returns: Float64Array.of(0.1, NaN, -0.1) }), 'a return is not a number', undefined],
    ['a total loss', statistics.annualReturn({ returns: Float64Array.of(0.1, -1) }), 'everything was lost', undefined],
  ] as const)('%s', (_, statistic, reason, limit) => {
    expect(statistic).toEqual(limit === undefined ? { missing: reason } : { missing: reason, limit });
  });
  test('near-constant series have none either: rounding is no risk', () => {
    // 0.1 + 0.2 is not 0.3: the spread of these is one unit in the last place.
    const noise = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 0.1 + 0.2 : 0.3));
    expect('missing' in statistics.sharpe({ returns: noise })).toBe(true);
    expect('missing' in statistics.kurtosis({ returns: noise })).toBe(true);
  });
  test('series of different lengths are a bug, named', () => {
    expect(() => statistics.beta({ returns: flat, benchmark: flat.subarray(1) })).toThrow('one length');
  });
});

test('every statistic has its glossary entry, whole', () => {
  const names = STATISTIC_GLOSSARY.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const entry of STATISTIC_GLOSSARY) {
    expect(typeof statistics[entry.name], entry.name).toBe('function');
    expect(entry.sentence.endsWith('.'), entry.name).toBe(true);
    for (const text of Object.values(entry)) expect(text.length, entry.name).toBeGreaterThan(0);
  }
});
