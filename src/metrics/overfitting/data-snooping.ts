import { invariant, log, meanOf, standardDeviation } from '../../base/index.ts';
import { MIN_RETURNS } from '../keys.ts';
import { hasGap, type Missing } from '../statistic.ts';
import { defaultBlock, StationaryBootstrap } from '../statistics/bootstrap.ts';

/** Returns of configurations beside those of a benchmark in the same periods. */
export interface Contest {
  /** One series per configuration. */
  readonly series: readonly Float64Array[];
  readonly benchmark: Float64Array;
  readonly seed: number;
  /** Default 1,000. */
  readonly draws?: number;
  /** Mean block of the stationary bootstrap, default ⌈T^⅓⌉. */
  readonly meanBlock?: number;
}

/** A test of the best of many configurations against a benchmark. */
export interface SnoopingTest {
  /** (1 + draws with a statistic at or above the observed one) / (1 + draws): never 0. */
  readonly pValue: number;
  /** The largest of the configurations' statistics (for {@link superiorPredictiveAbility} at least 0). */
  readonly statistic: number;
  /** Which configuration has it, of equal ones the first. */
  readonly best: number;
  readonly draws: number;
  readonly meanBlock: number;
  /** Configurations that were tested; those whose difference never varies are left out. */
  readonly tested: number;
}

const DRAWS = 1000;

/** A configuration's difference from the benchmark. */
interface Rival {
  readonly index: number;
  readonly difference: Float64Array;
  readonly mean: number;
}

/**
 * Whether the best mean difference from the benchmark is more than luck: V = max √T·d̄ beside max √T·(d̄* − d̄) of stationary bootstrap draws.
 * H. White, A Reality Check for Data Snooping (2000). Missing below 30 periods, with a gap, and where no difference varies.
 */
export function realityCheck(contest: Contest): SnoopingTest | Missing {
  const rivals = rivalsOf(contest);
  if ('missing' in rivals) return rivals;
  return test(contest, rivals, (rival) => ({ scale: 1, observed: rival.mean, centre: rival.mean }), -Infinity);
}

/**
 * The same with differences in units of their standard error and without the weight that hopeless configurations have: the consistent p-value
 * of P. R. Hansen, A Test for Superior Predictive Ability (2005).
 *
 * ω² = γ₀ + 2·Σ κᵢγᵢ, κᵢ = (T − i)/T·(1 − q)ⁱ + i/T·(1 − q)^(T − i), q = 1 / mean block; S = max(0, max √T·d̄/ω); draws are centred at d̄ where
 * √T·d̄/ω ≥ −√(2·ln ln T), else at 0. Missing as {@link realityCheck}.
 */
export function superiorPredictiveAbility(contest: Contest): SnoopingTest | Missing {
  const rivals = rivalsOf(contest);
  if ('missing' in rivals) return rivals;
  const periods = contest.benchmark.length;
  const meanBlock = contest.meanBlock ?? defaultBlock(periods);
  const hopeless = -Math.sqrt(2 * log(log(periods)));
  const measure = ({ difference, mean }: Rival): Measure | undefined => {
    const variance = longRunVariance({ values: difference, mean, meanBlock });
    if (!(variance > 0)) return undefined;
    const scale = 1 / Math.sqrt(variance);
    return { scale, observed: mean, centre: Math.sqrt(periods) * mean * scale >= hopeless ? mean : 0 };
  };
  return test(contest, rivals, measure, 0);
}

function rivalsOf({ series, benchmark }: Contest): readonly Rival[] | Missing {
  invariant(
    series.every(({ length }) => length === benchmark.length),
    'series of configurations are as long as the benchmark',
  );
  if (benchmark.length < MIN_RETURNS) return { missing: `needs ${MIN_RETURNS} returns, has ${benchmark.length}` };
  if (hasGap(benchmark) || series.some(hasGap)) return { missing: 'a return is not a number' };
  const rivals = series.flatMap((one, index): readonly Rival[] => {
    const difference = one.map((value, i) => value - benchmark[i]!);
    return standardDeviation(difference) === undefined ? [] : [{ index, difference, mean: meanOf(difference)! }];
  });
  return rivals.length === 0 ? { missing: 'no configuration differs from the benchmark by more than a constant' } : rivals;
}

/** How a configuration enters the test: its mean and the centre of its draws, times `scale`. */
interface Measure {
  readonly scale: number;
  readonly observed: number;
  readonly centre: number;
}

function test(
  contest: Contest,
  rivals: readonly Rival[],
  measureOf: (rival: Rival) => Measure | undefined,
  least: number,
): SnoopingTest | Missing {
  const { benchmark, seed, draws = DRAWS } = contest;
  const periods = benchmark.length;
  const meanBlock = contest.meanBlock ?? defaultBlock(periods);
  const resampler = new Resampler({ periods, meanBlock, seed, draws });
  const largest = new Float64Array(draws).fill(least);
  const root = Math.sqrt(periods);
  let statistic = -Infinity;
  let best = -1;
  let tested = 0;
  for (const rival of rivals) {
    const measure = measureOf(rival);
    if (measure === undefined) continue;
    tested += 1;
    const own = root * measure.observed * measure.scale;
    if (own > statistic) {
      statistic = own;
      best = rival.index;
    }
    resampler.raise(rival.difference, { ...measure, scale: root * measure.scale }, largest);
  }
  if (tested === 0) return { missing: 'no difference has a long-run variance' };
  const observed = Math.max(least, statistic);
  let reached = 0;
  for (const value of largest) if (value >= observed) reached += 1;
  return { pValue: (1 + reached) / (1 + draws), statistic: observed, best, draws, meanBlock, tested };
}

/**
 * Variance of √T times the mean of a series under the stationary bootstrap, the weights of P. R. Hansen (2005).
 *
 * γᵢ and γ at T − i together are the covariance at lag i of the series in a circle, so that the sum is over circular lags with weights
 * (T − i)/T·rⁱ, r = 1 − q. Both sums that this needs, Σ rⁱ·x and Σ i·rⁱ·x over the last T − 1 values, move on by one step each.
 */
export function longRunVariance(input: {
  readonly values: Float64Array;
  readonly mean: number;
  readonly meanBlock: number;
}): number {
  const { values, mean, meanBlock } = input;
  const n = values.length;
  const r = 1 - 1 / meanBlock;
  let power = 1;
  for (let i = 0; i < n; i += 1) power *= r;
  let near = 0;
  let far = 0;
  let own = 0;
  let total = 0;
  for (let t = 0; t < 2 * n; t += 1) {
    const now = values[t < n ? t : t - n]! - mean;
    if (t >= n) {
      own += now * now;
      total += now * (near - far / n);
    }
    // The value one circle ago has weight rⁿ in both sums when it leaves them.
    const gone = t >= n - 1 ? values[t - n + 1]! - mean : 0;
    far = r * (far + near + now) - n * power * gone;
    near = r * (near + now) - power * gone;
  }
  return (own + 2 * total) / n;
}

/** Means of resampled series, the same draws for every series, a block at a time by running sums. */
class Resampler {
  readonly #periods: number;
  readonly #draws: number;
  /** Start and end (of the series in a circle, so up to 2·periods) of the blocks of all draws, and where each draw's blocks begin. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #first: Int32Array;
  readonly #running: Float64Array;

  constructor(input: { readonly periods: number; readonly meanBlock: number; readonly seed: number; readonly draws: number }) {
    const { periods, meanBlock, seed, draws } = input;
    const bootstrap = new StationaryBootstrap({ n: periods, meanBlock, seed });
    const starts: number[] = [];
    const ends: number[] = [];
    this.#first = new Int32Array(draws + 1);
    for (let draw = 0; draw < draws; draw += 1) {
      addBlocks(bootstrap.draw(), starts, ends);
      this.#first[draw + 1] = starts.length;
    }
    this.#periods = periods;
    this.#draws = draws;
    this.#starts = Int32Array.from(starts);
    this.#ends = Int32Array.from(ends);
    this.#running = new Float64Array(2 * periods + 1);
  }

  /** Raises each draw's largest to (mean of the draw − centre) · scale. */
  raise(values: Float64Array, { scale, centre }: Omit<Measure, 'observed'>, largest: Float64Array): void {
    const n = this.#periods;
    const running = this.#running;
    for (let i = 0; i < 2 * n; i += 1) running[i + 1] = running[i]! + values[i < n ? i : i - n]!;
    const starts = this.#starts;
    const ends = this.#ends;
    for (let draw = 0; draw < this.#draws; draw += 1) {
      let sum = 0;
      const last = this.#first[draw + 1]!;
      for (let block = this.#first[draw]!; block < last; block += 1) sum += running[ends[block]!]! - running[starts[block]!]!;
      const value = (sum / n - centre) * scale;
      if (value > largest[draw]!) largest[draw] = value;
    }
  }
}

function addBlocks(places: Int32Array, starts: number[], ends: number[]): void {
  const n = places.length;
  for (let from = 0; from < n; ) {
    const start = places[from]!;
    let to = from + 1;
    while (to < n && places[to] === (start + to - from) % n) to += 1;
    starts.push(start);
    ends.push(start + to - from);
    from = to;
  }
}
