import { averageRanks, quantileOfSorted } from '../../base/index.ts';
import type { Better, Missing, Statistic } from '../../metrics/index.ts';
import { rankPlaces } from './halving.ts';
import type { JudgedAxis, Neighbourhood } from './judgement.ts';

export interface Landscape {
  /** By variant, NaN where there is none. */
  readonly objectives: Float64Array;
  readonly better: Better;
  readonly axes: readonly JudgedAxis[];
  readonly isGrid: boolean;
}

/** How many variants of a random list are a neighbourhood, beside the one in the middle. */
const NEAREST = 8;
/** Distances that are measured in looking for the centre of a random list: all of them up to 10,000 variants. */
const MOST_DISTANCES = 1e8;

/** What lies around the variants of a sweep. */
export class Neighbourhoods {
  readonly #objectives: Float64Array;
  readonly #better: Better;
  readonly #neighboursOf: NeighboursOf;
  readonly #size: number;

  constructor({ objectives, better, axes, isGrid }: Landscape) {
    this.#objectives = objectives;
    this.#better = better;
    this.#size = objectives.length;
    this.#neighboursOf = isGrid ? stepsAway(axes) : nearest(axes, objectives);
  }

  /** Of one variant; missing where it has no objective. */
  of(place: number): Neighbourhood | Missing {
    const own = this.#objectives[place]!;
    if (Number.isNaN(own)) return { missing: 'the variant has no objective' };
    const members = [place, ...this.#neighboursOf(place).filter((other) => !Number.isNaN(this.#objectives[other]!))];
    const sorted = Float64Array.from(members, (member) => this.#objectives[member]!).sort();
    const median = quantileOfSorted(sorted, 1 / 2);
    return { place, members, median, stability: stabilityOf(median, own) };
  }

  /**
   * The variant with the best median over itself and its neighbours, of equal ones the first. Of more than 10,000 variants drawn by chance only
   * those with the best objectives of their own are looked at, as many as 100 million distances allow.
   */
  centre(isGrid: boolean): Neighbourhood | Missing {
    const ranked = rankPlaces(this.#objectives, this.#better).filter((place) => !Number.isNaN(this.#objectives[place]!));
    if (ranked.length < 2) return { missing: `needs 2 variants with an objective, has ${ranked.length}` };
    const most = isGrid ? ranked.length : Math.max(1, Math.floor(MOST_DISTANCES / this.#size));
    const sign = this.#better === 'higher' ? 1 : -1;
    let best: Neighbourhood | undefined;
    for (const place of ranked.slice(0, most).sort()) {
      const one = this.of(place);
      if ('missing' in one) continue;
      if (best === undefined || sign * (one.median - best.median) > 0) best = one;
    }
    return best ?? { missing: 'no variant has an objective' };
  }
}

/** Median of a neighbourhood / objective in its middle. */
function stabilityOf(median: number, own: number): Statistic {
  return own > 0 ? { value: median / own } : { missing: 'the objective of the variant is not above 0' };
}

type NeighboursOf = (place: number) => readonly number[];

/** In a grid: one step up or down in one parameter, all others the same. */
function stepsAway(axes: readonly JudgedAxis[]): NeighboursOf {
  const size = axes[0]?.at.length ?? 0;
  const strides = axes.map((_, k) => axes.slice(k + 1).reduce((product, { values }) => product * values.length, 1));
  const cellOf = (place: number): number => axes.reduce((sum, { at }, k) => sum + at[place]! * strides[k]!, 0);
  const placeOf = new Int32Array(size);
  for (let place = 0; place < size; place += 1) placeOf[cellOf(place)] = place;
  return (place) =>
    axes.flatMap(({ at, values }, k) => {
      const own = at[place]!;
      return [-1, 1].flatMap((step) =>
        own + step < 0 || own + step >= values.length ? [] : [placeOf[cellOf(place) + step * strides[k]!]!],
      );
    });
}

/**
 * In a list drawn by chance: the eight nearest that have an objective, equally near ones by place. The distance is the sum over the parameters
 * of the difference in average rank, as a share of the largest; of values that are no numbers 0 or 1.
 */
function nearest(axes: readonly JudgedAxis[], objectives: Float64Array): NeighboursOf {
  const size = objectives.length;
  const scales = axes.map(({ values, at }) => ({
    positions: positionsOf(at, size),
    isNumber: values.every((value) => typeof value === 'number'),
  }));
  const distance = new Float64Array(size);
  return (place) => {
    distance.fill(0);
    for (const { positions, isNumber } of scales) {
      const own = positions[place]!;
      for (let k = 0; k < size; k += 1) {
        distance[k]! += isNumber ? Math.abs(positions[k]! - own) : Number(positions[k] !== own);
      }
    }
    return closest(distance, (other) => other !== place && !Number.isNaN(objectives[other]!));
  };
}

/** Average ranks as shares of the largest. */
function positionsOf(at: Int32Array, size: number): Float64Array {
  return averageRanks(Float64Array.from(at)).map((rank) => (rank - 1) / Math.max(1, size - 1));
}

/** The {@link NEAREST} places with the smallest distances, in their order. */
function closest(distance: Float64Array, isOne: (place: number) => boolean): readonly number[] {
  const found: number[] = [];
  for (let place = 0; place < distance.length; place += 1) {
    const own = distance[place]!;
    if (found.length === NEAREST && !(own < distance[found.at(-1)!]!)) continue;
    if (!isOne(place)) continue;
    let at = found.length;
    while (at > 0 && distance[found[at - 1]!]! > own) at -= 1;
    found.splice(at, 0, place);
    if (found.length > NEAREST) found.pop();
  }
  return found;
}
