import { invariant, quantileOfSorted } from '../../base/index.ts';
import { MIN_RETURNS } from '../keys.ts';
import { hasGap, type Missing, type Statistic } from '../statistic.ts';
import { defaultBlock, StationaryBootstrap } from './bootstrap.ts';

/** Whether a statistic of one series differs from that of another by more than luck. */
export interface DifferenceTest {
  /** Statistic of the series − that of the baseline. */
  readonly difference: number;
  /** Two-sided: (1 + draws whose difference lies at least as far from the observed one as that lies from 0) / (1 + draws); never 0. */
  readonly pValue: number;
  /** Percentile interval of the difference (type-7 quantiles). */
  readonly low: number;
  readonly high: number;
}

/** What {@link bootstrapDifferences} works on. */
export interface DifferencesInput {
  /** Returns that the others are measured against. */
  readonly baseline: Float64Array;
  /** Returns of the same periods, one series each. */
  readonly series: readonly Float64Array[];
  readonly statistics: readonly ((returns: Float64Array) => Statistic)[];
  readonly seed: number;
  /** Default 2,000. */
  readonly draws?: number;
  /** Level of the interval, default 0.95. */
  readonly level?: number;
  /** Mean block in periods, default ⌈n^⅓⌉. */
  readonly meanBlock?: number;
}

const DRAWS = 2000;
const LEVEL = 0.95;

/**
 * Differences of statistics between series and a baseline, tested with the stationary bootstrap of D. Politis and J. Romano (1994) in pairs: a draw
 * takes the same periods of every series, so that what happened in one period stays together.
 *
 * Under the null hypothesis that there is no difference Δ, Δ* − Δ is distributed as Δ itself (A. Davison, D. Hinkley, Bootstrap Methods and
 * their Application, 1997, section 4.4): p = (1 + #{abs(Δ* − Δ) ≥ abs(Δ)}) / (1 + draws). The p-values are not corrected for the number of
 * comparisons. Gives by statistic, then by series. Missing below 30 periods, with a gap, and where a statistic is missing for either series or for more
 * than a tenth of the draws.
 */
export function bootstrapDifferences(input: DifferencesInput): readonly (readonly (DifferenceTest | Missing)[])[] {
  const { baseline, series, statistics, draws = DRAWS, level = LEVEL } = input;
  const n = baseline.length;
  const all = [baseline, ...series];
  invariant(
    all.every(({ length }) => length === n),
    'series that are compared have the periods of the baseline',
  );
  const why =
    n < MIN_RETURNS ? `needs ${MIN_RETURNS} returns, has ${n}` : all.some(hasGap) ? 'a return is not a number' : undefined;
  if (why !== undefined) return statistics.map(() => series.map(() => ({ missing: why })));
  const observed = statistics.map((statistic) => all.map(statistic));
  const drawn = drawnValues(input, draws);
  return statistics.map((_, which) => {
    const [first, ...others] = observed[which]!;
    const [own, ...rivals] = drawn[which]!;
    return rivals.map((values, one) => testOf({ first: first!, other: others[one]!, own: own!, values, level }));
  });
}

/** The statistic of every draw, by statistic and series, the baseline first; NaN where it is missing. */
function drawnValues({ baseline, series, statistics, seed, meanBlock }: DifferencesInput, draws: number): Float64Array[][] {
  const n = baseline.length;
  const all = [baseline, ...series];
  const values = statistics.map(() => all.map(() => new Float64Array(draws)));
  const bootstrap = new StationaryBootstrap({ n, meanBlock: meanBlock ?? defaultBlock(n), seed });
  const copy = new Float64Array(n);
  for (let draw = 0; draw < draws; draw += 1) {
    const places = bootstrap.draw();
    for (let one = 0; one < all.length; one += 1) {
      const from = all[one]!;
      for (let i = 0; i < n; i += 1) copy[i] = from[places[i]!]!;
      for (let which = 0; which < statistics.length; which += 1) {
        const statistic = statistics[which]!(copy);
        values[which]![one]![draw] = 'value' in statistic ? statistic.value : Number.NaN;
      }
    }
  }
  return values;
}

function testOf(input: {
  readonly first: Statistic;
  readonly other: Statistic;
  readonly own: Float64Array;
  readonly values: Float64Array;
  readonly level: number;
}): DifferenceTest | Missing {
  const { first, other, own, values, level } = input;
  if ('missing' in first) return { missing: first.missing };
  if ('missing' in other) return { missing: other.missing };
  const difference = other.value - first.value;
  const drawn = values.map((value, draw) => value - own[draw]!).filter((value) => !Number.isNaN(value));
  if (drawn.length < 0.9 * values.length) return { missing: 'more than a tenth of the draws have no value' };
  let reached = 0;
  for (const value of drawn) if (Math.abs(value - difference) >= Math.abs(difference)) reached += 1;
  drawn.sort();
  return {
    difference,
    pValue: (1 + reached) / (1 + drawn.length),
    low: quantileOfSorted(drawn, (1 - level) / 2),
    high: quantileOfSorted(drawn, (1 + level) / 2),
  };
}
