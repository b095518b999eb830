import { exp, normalCdf, normalQuantile } from '../../base/index.ts';
import { MIN_RETURNS } from '../keys.ts';
import { andThen, known, type Missing, missing, ofReturns, type Statistic } from '../statistic.ts';
import { sharpe } from './reward.ts';
import { kurtosis, skewness } from './shape.ts';

/**
 * What is known of a Sharpe ratio: the ratio itself (of one period, not a year), the number of returns, and their population skewness and
 * plain kurtosis (3 for the normal distribution). `skew` 0 and `kurtosis` 3 are the normal case and the defaults.
 */
export interface SharpeRecord {
  readonly sharpe: number;
  readonly n: number;
  readonly skew?: number;
  readonly kurtosis?: number;
}

/**
 * Two published conventions of the standard error, which differ far from the benchmark.
 *
 * `observed` (default): at the observed Sharpe ratio, over n − 1 (D. Bailey, M. López de Prado 2012, 2014). `null`: at the Sharpe ratio that
 * is tested against, over n (M. López de Prado, A. Lipton, V. Zoonekynd, How to Use the Sharpe Ratio, 2025). With 0.456, n 24, −2.448 and
 * 10.164 they give 0.913 and 0.987.
 */
export type Convention = 'observed' | 'null';

const RADICAND = 'the moments are of no distribution';
const OBSERVATIONS = 'needs 2 returns';

/** 1 − g₃·SR + (g₄ − 1)/4·SR², n times the variance of an estimated Sharpe ratio. E. Mertens (2002). */
function varianceFactor(at: number, { skew = 0, kurtosis: peak = 3 }: Pick<SharpeRecord, 'skew' | 'kurtosis'>): number {
  return 1 - skew * at + ((peak - 1) / 4) * at * at;
}

/**
 * Standard deviation of an estimated Sharpe ratio, √[(1 − g₃·SR + (g₄ − 1)/4·SR²) / d]: d = n − 1 at the observed ratio, d = n for
 * `convention: 'null'`, where `sharpe` is the ratio tested against. Missing below 2 returns and where the radicand is not positive.
 */
export function sharpeStandardError({
  convention = 'observed',
  ...record
}: SharpeRecord & { readonly convention?: Convention }): Statistic {
  if (record.n < 2) return missing(OBSERVATIONS);
  const factor = varianceFactor(record.sharpe, record);
  if (!(factor > 0)) return missing(RADICAND);
  return known(Math.sqrt(factor / (convention === 'observed' ? record.n - 1 : record.n)));
}

/** Probability that the true Sharpe ratio is above the benchmark (default 0, per period): Φ((SR − b) / σ). Missing as {@link sharpeStandardError}. */
export function probabilisticSharpe({
  benchmark = 0,
  convention = 'observed',
  ...record
}: SharpeRecord & { readonly benchmark?: number; readonly convention?: Convention }): Statistic {
  const at = convention === 'observed' ? record.sharpe : benchmark;
  return andThen(sharpeStandardError({ ...record, sharpe: at, convention }), (error) =>
    normalCdf((record.sharpe - benchmark) / error),
  );
}

const EULER = 0.5772156649015329;
/** {@link expectedMaximum} of 2. */
const OF_TWO = 0.5197553442805939;

/**
 * Expected largest of N independent standard normal values, (1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e)) for N ≥ 2 and straight from 0 at 1 to
 * that of 2 below. D. Bailey, J. Borwein, M. López de Prado, Q. Zhu (2014). Missing below 1.
 */
export function expectedMaximum({ trials }: { readonly trials: number }): Statistic {
  if (!(trials >= 1)) return missing('needs 1 trial');
  if (trials < 2) return known((trials - 1) * OF_TWO);
  const first = -normalQuantile(1 / trials);
  const second = -normalQuantile(1 / (trials * exp(1)));
  return known((1 - EULER) * first + EULER * second);
}

/**
 * {@link probabilisticSharpe} against the best Sharpe ratio that luck alone gives: √trialVariance · {@link expectedMaximum}(trials).
 * `trialVariance`: variance (n − 1) of the trials' Sharpe ratios per period. One trial is tested against 0. D. Bailey, M. López de Prado (2014).
 */
export function deflatedSharpe({
  trials,
  trialVariance,
  ...record
}: SharpeRecord & {
  readonly trials: number;
  readonly trialVariance: number;
  readonly convention?: Convention;
}): Statistic {
  if (!(trialVariance >= 0)) return missing('the variance of the trials is not known');
  return andThen(expectedMaximum({ trials }), (most) =>
    probabilisticSharpe({ ...record, benchmark: Math.sqrt(trialVariance) * most }),
  );
}

/**
 * Number of returns from which on a Sharpe ratio can be told from the benchmark with `confidence` (default 0.95):
 * 1 + (1 − g₃·SR + (g₄ − 1)/4·SR²)·(z / (SR − b))²; for `convention: 'null'` the factor is at b and there is no 1.
 * Missing where the ratio is not above the benchmark. D. Bailey, M. López de Prado (2012).
 */
export function minTrackRecordLength({
  benchmark = 0,
  confidence = 0.95,
  convention = 'observed',
  ...record
}: Omit<SharpeRecord, 'n'> & {
  readonly benchmark?: number;
  readonly confidence?: number;
  readonly convention?: Convention;
}): Statistic {
  const above = record.sharpe - benchmark;
  if (!(above > 0)) return missing('the Sharpe ratio is not above the benchmark');
  const factor = varianceFactor(convention === 'observed' ? record.sharpe : benchmark, record);
  if (!(factor > 0)) return missing(RADICAND);
  const scaled = normalQuantile(confidence) / above;
  return known((convention === 'observed' ? 1 : 0) + factor * scaled * scaled);
}

/**
 * Years of data below which the best of N worthless trials is expected to reach this annual Sharpe ratio in sample:
 * ({@link expectedMaximum}(N) / SR)². D. Bailey, J. Borwein, M. López de Prado, Q. Zhu (2014). Missing for a ratio that is not positive.
 */
export function minBacktestLengthYears({
  trials,
  annualSharpe,
}: {
  readonly trials: number;
  readonly annualSharpe: number;
}): Statistic {
  if (!(annualSharpe > 0)) return missing('the Sharpe ratio is not positive');
  return andThen(expectedMaximum({ trials }), (most) => (most / annualSharpe) * (most / annualSharpe));
}

/**
 * The record of a series of returns: Sharpe ratio (n − 1, risk-free rate 0), population skewness and plain kurtosis; or why there is none.
 * Below `minimum` returns (default 30) nothing is said; functions of moments have no such minimum.
 */
export function sharpeRecord({
  returns,
  minimum = MIN_RETURNS,
}: {
  readonly returns: Float64Array;
  readonly minimum?: number;
}): Required<SharpeRecord> | Missing {
  const enough = ofReturns([returns], minimum, () => known(returns.length));
  if ('missing' in enough) return enough;
  const ratio = sharpe({ returns });
  const skew = skewness({ returns });
  const peak = kurtosis({ returns });
  if ('missing' in ratio) return ratio;
  if ('missing' in skew) return skew;
  if ('missing' in peak) return peak;
  return { sharpe: ratio.value, n: returns.length, skew: skew.value, kurtosis: peak.value };
}

/** A test of a Sharpe ratio: no skill is `null` (default 0), skill is `alternative`, per period. Moments as in {@link SharpeRecord}. */
export interface SharpeTest extends Omit<SharpeRecord, 'sharpe'> {
  readonly null?: number;
  readonly alternative: number;
}

/**
 * Probability that skill of the alternative's size goes unseen in a test at level `alpha` (default 0.05): Φ((c − SR₁)/σ(SR₁)) with the
 * critical ratio c = SR₀ + σ(SR₀)·Φ⁻¹(1 − α), both errors of the `null` convention. M. López de Prado, A. Lipton, V. Zoonekynd (2025).
 */
export function sharpeTypeTwoError({
  null: none = 0,
  alternative,
  alpha = 0.05,
  ...record
}: SharpeTest & { readonly alpha?: number }): Statistic {
  const convention = 'null';
  return andThen(sharpeStandardError({ ...record, sharpe: none, convention }), (without) =>
    andThen(sharpeStandardError({ ...record, sharpe: alternative, convention }), (skilled) =>
      normalCdf((none - without * normalQuantile(alpha) - alternative) / skilled),
    ),
  );
}

/**
 * Share of false discoveries to expect among strategies that pass a test at level `alpha` and of type II error `beta`, when a share
 * `skilled` of all is skilled: α(1 − p) / (α(1 − p) + (1 − β)p). M. López de Prado, A. Lipton, V. Zoonekynd (2025).
 */
export function plannedFalseDiscoveryRate({
  skilled,
  alpha = 0.05,
  beta,
}: {
  readonly skilled: number;
  readonly alpha?: number;
  readonly beta: number;
}): Statistic {
  return shareOf(alpha * (1 - skilled), (1 - beta) * skilled);
}

/**
 * Probability that a strategy with this Sharpe ratio or a better one is unskilled: the planned rate with the p-value of the ratio as level.
 * M. López de Prado, A. Lipton, V. Zoonekynd (2025).
 */
export function observedFalseDiscoveryRate({
  sharpe: observed,
  null: none = 0,
  alternative,
  skilled,
  ...record
}: SharpeTest & { readonly sharpe: number; readonly skilled: number }): Statistic {
  const above = (at: number): Statistic =>
    andThen(sharpeStandardError({ ...record, sharpe: at, convention: 'null' }), (error) => normalCdf((at - observed) / error));
  return andThen(above(none), (luck) => andThen(above(alternative), (skill) => shareOf(luck * (1 - skilled), skill * skilled)));
}

function shareOf(falseOnes: number, trueOnes: number): Statistic {
  return falseOnes + trueOnes > 0 ? known(falseOnes / (falseOnes + trueOnes)) : missing('nothing would be discovered');
}
