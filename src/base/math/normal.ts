import { exp, log } from './elementary.ts';

const SQRT_2PI = 2.5066282746310002;

/**
 * Φ(x), the probability that a standard normal value is at most x; NaN for NaN.
 *
 * Up to |x| = 3 the series x + x³/3 + x⁵/(3·5) + …, all of one sign (G. Marsaglia, Evaluating the Normal Distribution, 2004); beyond it
 * the continued fraction of Laplace, which keeps the digits of a small tail (M. Abramowitz, I. Stegun, 26.2.14). Relative error below 1e-14,
 * the same bits on every platform.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x < -3) return tail(-x);
  if (x > 3) return 1 - tail(x);
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * density(x);
}

function density(x: number): number {
  return exp((-x * x) / 2) / SQRT_2PI;
}

/** 1 − Φ(x) for x > 3: φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))). 120 levels leave nothing above rounding from x = 2.5 on. */
function tail(x: number): number {
  if (x === Infinity) return 0;
  let fraction = x;
  for (let level = 120; level >= 1; level -= 1) fraction = x + level / fraction;
  return density(x) / fraction;
}

/**
 * Φ⁻¹(p); −Infinity at 0, Infinity at 1, NaN outside 0 … 1.
 *
 * Starts at the approximation 26.2.23 of Abramowitz and Stegun and takes Halley steps on Φ, each of which triples the digits.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p > 0.5) return -lowerQuantile(1 - p);
  return lowerQuantile(p);
}

function lowerQuantile(p: number): number {
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * log(p));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  const bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let x = top / bottom - t;
  for (let step = 0; step < 4; step += 1) {
    const error = (normalCdf(x) - p) / density(x);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}
