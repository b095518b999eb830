import { quantileOfSorted } from '../../base/index.ts';
import { MIN_RETURNS } from '../keys.ts';
import { hasGap, type Missing, tooFew } from '../statistic.ts';
import { defaultBlock, StationaryBootstrap } from '../statistics/bootstrap.ts';

/** Levels of the fan, rising. */
export const FAN_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Equity that the same returns would have made in resampled order, seen at some of the periods. */
export interface BootstrapFan {
  readonly draws: number;
  /** Mean length of the blocks that returns are drawn in, periods. */
  readonly meanBlock: number;
  /** How many returns each point comes after, rising from 0 to all. */
  readonly periods: Int32Array;
  /** Type-7 quantiles over the draws, one value per point. */
  readonly quantiles: readonly { readonly level: number; readonly equity: Float64Array }[];
  /** Of equity after all returns: share of the draws that end below the capital. */
  readonly losing: number;
}

/**
 * Quantiles of equity over stationary bootstrap draws of a run's returns: D. Politis, J. Romano (1994), mean block ⌈n^⅓⌉. Each draw starts at
 * the capital; one that loses everything stays at zero. The same seed gives the same fan.
 *
 * @param steps stretches between points, at most; the points lie as evenly as whole periods allow
 * Missing below `minimum` returns (default 30) and where one is no number.
 */
export function bootstrapFan(input: {
  readonly returns: Float64Array;
  readonly capital: number;
  readonly seed: number;
  readonly draws: number;
  readonly steps: number;
  readonly minimum?: number;
}): BootstrapFan | Missing {
  const { returns, capital, seed, draws, minimum = MIN_RETURNS } = input;
  const n = returns.length;
  const few = tooFew(minimum, 'returns', n);
  if (n < minimum && 'missing' in few) return few;
  if (hasGap(returns)) return { missing: 'a return is not a number' };
  const steps = Math.min(input.steps, n);
  const periods = Int32Array.from({ length: steps + 1 }, (_, step) => Math.round((step * n) / steps));
  const meanBlock = defaultBlock(n);
  const bootstrap = new StationaryBootstrap({ n, meanBlock, seed });
  const points = Array.from(periods, () => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw += 1) walk(returns, bootstrap.draw(), { periods, points, draw, capital });
  for (const point of points) point.sort();
  const last = points[steps]!;
  return {
    draws,
    meanBlock,
    periods,
    quantiles: FAN_LEVELS.map((level) => ({
      level,
      equity: Float64Array.from(points, (sorted) => quantileOfSorted(sorted, level)),
    })),
    losing: last.filter((equity) => equity < capital).length / draws,
  };
}

/** Compounds one draw and leaves its equity at each point. */
function walk(
  returns: Float64Array,
  places: Int32Array,
  to: {
    readonly periods: Int32Array;
    readonly points: readonly Float64Array[];
    readonly draw: number;
    readonly capital: number;
  },
): void {
  const { periods, points, draw, capital } = to;
  let equity = capital;
  let done = 0;
  for (let point = 0; point < periods.length; point += 1) {
    for (; done < periods[point]!; done += 1) equity = Math.max(0, equity * (1 + returns[places[done]!]!));
    points[point]![draw] = equity;
  }
}
