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

/** Both tests of one contest. */
export interface SnoopingTests {
  readonly realityCheck: SnoopingTest | Missing;
  readonly superiorPredictiveAbility: SnoopingTest | Missing;
}

/**
 * Whether the best mean difference from the benchmark is more than luck: V = max √T·d̄ beside max √T·(d̄* − d̄) of stationary bootstrap draws.
 * H. White, A Reality Check for Data Snooping (2000). Missing below 30 periods, with a gap, and where no difference varies.
 */
export function realityCheck(contest: Contest): SnoopingTest | Missing {
  const [made] = testTogether(contest, [WHITE]);
  return made!;
}

/**
 * The same with differences in units of their standard error and without the weight that hopeless configurations have: the consistent p-value
 * of P. R. Hansen, A Test for Superior Predictive Ability (2005).
 *
 * ω² = γ₀ + 2·Σ κᵢγᵢ, κᵢ = (T − i)/T·(1 − q)ⁱ + i/T·(1 − q)^(T − i), q = 1 / mean block; S = max(0, max √T·d̄/ω); draws are centred at d̄ where
 * √T·d̄/ω ≥ −√(2·ln ln T), else at 0. Missing as {@link realityCheck}.
 */
export function superiorPredictiveAbility(contest: Contest): SnoopingTest | Missing {
  const [made] = testTogether(contest, [HANSEN]);
  return made!;
}

/** {@link realityCheck} and {@link superiorPredictiveAbility}: the same draws serve both, in half the time. */
export function snoopingTests(contest: Contest): SnoopingTests {
  const [white, hansen] = testTogether(contest, [WHITE, HANSEN]);
  return { realityCheck: white!, superiorPredictiveAbility: hansen! };
}

/** How a configuration enters a test: the centre of its draws, times `scale`. */
interface Measure {
  readonly scale: number;
  readonly centre: number;
}

interface Differences {
  readonly values: Float64Array;
  readonly mean: number;
  readonly meanBlock: number;
}

/** A kind of test. */
interface Kind {
  /** The statistic is at least this. */
  readonly least: number;
  readonly measureOf: (differences: Differences) => Measure | undefined;
}

const WHITE: Kind = { least: -Infinity, measureOf: ({ mean }) => ({ scale: 1, centre: mean }) };

const HANSEN: Kind = {
  least: 0,
  measureOf: (differences) => {
    const { values, mean } = differences;
    const variance = longRunVariance(differences);
    if (!(variance > 0)) return undefined;
    const scale = 1 / Math.sqrt(variance);
    const hopeless = -Math.sqrt(2 * log(log(values.length)));
    return { scale, centre: Math.sqrt(values.length) * mean * scale >= hopeless ? mean : 0 };
  },
};

/** One answer for each kind, in their order; every configuration is looked at once. */
function testTogether(contest: Contest, kinds: readonly Kind[]): readonly (SnoopingTest | Missing)[] {
  const { series, benchmark, seed, draws = DRAWS } = contest;
  const periods = benchmark.length;
  invariant(
    series.every(({ length }) => length === periods),
    'series of configurations are as long as the benchmark',
  );
  const none = (missing: string): readonly Missing[] => kinds.map(() => ({ missing }));
  if (periods < MIN_RETURNS) return none(`needs ${MIN_RETURNS} returns, has ${periods}`);
  if (hasGap(benchmark) || series.some(hasGap)) return none('a return is not a number');
  const meanBlock = contest.meanBlock ?? defaultBlock(periods);
  const resampler = new Resampler({ periods, meanBlock, seed, draws });
  const running = kinds.map((kind) => new RunningTest(kind, draws));
  const values = new Float64Array(periods);
  let varying = 0;
  for (const [index, one] of series.entries()) {
    for (let i = 0; i < periods; i += 1) values[i] = one[i]! - benchmark[i]!;
    if (standardDeviation(values) === undefined) continue;
    varying += 1;
    const differences = { values, mean: meanOf(values)!, meanBlock };
    const means = resampler.meansOf(values);
    for (const test of running) test.add(index, differences, means);
  }
  if (varying === 0) return none('no configuration differs from the benchmark by more than a constant');
  return running.map((test) => test.answer(meanBlock));
}

/** The largest statistic of the configurations, and of each draw. */
class RunningTest {
  readonly #kind: Kind;
  readonly #largest: Float64Array;
  #statistic = -Infinity;
  #best = -1;
  #tested = 0;

  constructor(kind: Kind, draws: number) {
    this.#kind = kind;
    this.#largest = new Float64Array(draws).fill(kind.least);
  }

  /** @param means of the draws */
  add(index: number, differences: Differences, means: Float64Array): void {
    const measure = this.#kind.measureOf(differences);
    if (measure === undefined) return;
    this.#tested += 1;
    const root = Math.sqrt(differences.values.length);
    const own = root * differences.mean * measure.scale;
    if (own > this.#statistic) {
      this.#statistic = own;
      this.#best = index;
    }
    const { centre } = measure;
    const scale = root * measure.scale;
    const largest = this.#largest;
    for (let draw = 0; draw < means.length; draw += 1) {
      const value = (means[draw]! - centre) * scale;
      if (value > largest[draw]!) largest[draw] = value;
    }
  }

  answer(meanBlock: number): SnoopingTest | Missing {
    if (this.#tested === 0) return { missing: 'no difference has a long-run variance' };
    const statistic = Math.max(this.#kind.least, this.#statistic);
    const draws = this.#largest.length;
    let reached = 0;
    for (const value of this.#largest) if (value >= statistic) reached += 1;
    return { pValue: (1 + reached) / (1 + draws), statistic, best: this.#best, draws, meanBlock, tested: this.#tested };
  }
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
  /** Start and end (of the series in a circle, so up to 2·periods) of the blocks of all draws, and where each draw's blocks begin. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #first: Int32Array;
  readonly #running: Float64Array;
  readonly #means: Float64Array;

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
    this.#starts = Int32Array.from(starts);
    this.#ends = Int32Array.from(ends);
    this.#running = new Float64Array(2 * periods + 1);
    this.#means = new Float64Array(draws);
  }

  /** Mean of each draw, in the array of the call before. */
  meansOf(values: Float64Array): Float64Array {
    const n = this.#periods;
    const running = this.#running;
    for (let i = 0; i < 2 * n; i += 1) running[i + 1] = running[i]! + values[i < n ? i : i - n]!;
    const starts = this.#starts;
    const ends = this.#ends;
    const means = this.#means;
    for (let draw = 0; draw < means.length; draw += 1) {
      let sum = 0;
      const last = this.#first[draw + 1]!;
      for (let block = this.#first[draw]!; block < last; block += 1) sum += running[ends[block]!]! - running[starts[block]!]!;
      means[draw] = sum / n;
    }
    return means;
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
