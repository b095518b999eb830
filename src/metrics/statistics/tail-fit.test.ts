import { expect, test } from 'vitest';
import { statistics } from '../index.ts';

type Fit = Exclude<ReturnType<typeof statistics.tailFit>, { readonly missing: string }>;
function fitOf(returns: Float64Array, tail = 0.1, cutoff = 0.01): Fit {
  const fit = statistics.tailFit({ returns, tail, cutoff });
  if ('missing' in fit) throw new Error(fit.missing);
  return fit;
}

/**
 * Losses at the quantiles of a generalised Pareto distribution above `threshold`, and as many returns at it as put the quantile of the upper
 * tenth on the last of those.
 */
function sample({ shape, scale, threshold, n }: { shape: number; scale: number; threshold: number; n: number }): Float64Array {
  const losses = Array.from({ length: n }, (_, i) => {
    const p = (i + 0.5) / n;
    return threshold + (shape === 0 ? -scale * Math.log(1 - p) : (scale / shape) * ((1 - p) ** -shape - 1));
  });
  return Float64Array.from([...losses.map((loss) => -loss), ...new Array<number>(9 * n + 1).fill(-threshold)]);
}

test.each([
  [0.3, 0.02],
  [0, 0.02],
  [-0.2, 0.02],
  [0.6, 5],
])('quantiles of a distribution of shape %d and scale %d give it back', (shape, scale) => {
  const fit = fitOf(sample({ shape, scale, threshold: scale, n: 4000 }));
  expect(fit.threshold).toBeCloseTo(scale, 12);
  expect(fit.exceedances).toBe(4000);
  expect(Math.abs(fit.shape - shape)).toBeLessThan(0.02);
  expect(Math.abs(fit.scale / scale - 1)).toBeLessThan(0.02);
  // 1 % of all is a tenth of the tail: the quantile 0.9 above the threshold.
  const quantile = shape === 0 ? -scale * Math.log(0.1) : (scale / shape) * (0.1 ** -shape - 1);
  expect(Math.abs(fit.valueAtRisk / (scale + quantile) - 1)).toBeLessThan(0.02);
  // Mean excess of the distribution above a loss x: (scale + shape · (x − threshold)) / (1 − shape).
  const beyond = (fit.scale + fit.shape * (fit.valueAtRisk - fit.threshold)) / (1 - fit.shape);
  expect(fit.expectedShortfall).toBeCloseTo(fit.valueAtRisk + beyond, 10);
});

test('both derivatives of the likelihood vanish at the fit', () => {
  const losses = [0.4, 1.1, 0.2, 3.9, 0.9, 0.6, 1.7, 0.1, 2.4, 0.8, 1.3, 0.5, 7.2, 0.3];
  const returns = Float64Array.from([...losses.map((loss) => -loss), ...new Array<number>(127).fill(0)]);
  const { shape, scale, threshold } = fitOf(returns, 0.1);
  expect(threshold).toBe(0);
  const likelihood = (xi: number, beta: number): number =>
    losses.reduce((sum, y) => sum - Math.log(beta) - (1 + 1 / xi) * Math.log(1 + (xi * y) / beta), 0);
  const step = 1e-5;
  expect(Math.abs(likelihood(shape + step, scale) - likelihood(shape - step, scale)) / (2 * step)).toBeLessThan(1e-4);
  expect(Math.abs(likelihood(shape, scale + step) - likelihood(shape, scale - step)) / (2 * step)).toBeLessThan(1e-4);
});

test('a fit follows the scale of the returns', () => {
  const returns = sample({ shape: 0.25, scale: 0.01, threshold: 0.01, n: 200 });
  const one = fitOf(returns);
  const many = fitOf(returns.map((value) => value * 1024));
  expect(many.shape).toBeCloseTo(one.shape, 6);
  expect(many.valueAtRisk / one.valueAtRisk).toBeCloseTo(1024, 3);
});

test('nothing is said of a tail that was not seen', () => {
  expect(statistics.tailFit({ returns: new Float64Array(0) })).toEqual({ missing: 'needs 10 losses above the threshold, has 0' });
  expect(statistics.tailFit({ returns: new Float64Array(500).fill(0.01) })).toMatchObject({
    missing: expect.stringContaining('has 0'),
  });
  const equal = Float64Array.from({ length: 300 }, (_, i) => (i < 20 ? -0.05 : 0.01));
  expect(statistics.tailFit({ returns: equal })).toEqual({ missing: 'the losses above the threshold do not vary' });
  expect(statistics.tailFit({ returns: Float64Array.of(0.1, NaN) })).toEqual({ missing: 'a return is not a number' });
  // A tail without a mean: shape above 1.
  expect(fitOf(sample({ shape: 1.5, scale: 0.01, threshold: 0.01, n: 500 })).expectedShortfall).toBeUndefined();
});
