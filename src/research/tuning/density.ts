import { exp, invariant, log, normalCdf, normalQuantile, type Random } from '../../base/index.ts';
import type { SpaceEntry } from '../../models/index.ts';

/** A value that tuning may give a parameter. */
export type TunedValue = number | string | boolean;

/** How one parameter is drawn and how likely a value is, learnt from values of earlier trials. */
export interface Density {
  draw(random: Random): TunedValue;
  /** Up to a constant that two densities of one parameter share. */
  logDensity(value: TunedValue): number;
}

/** A range on the line on which a numeric parameter is drawn: its logarithm where the entry says so. */
type Numeric = Exclude<SpaceEntry, { readonly kind: 'choice' }>;

const ROOT_OF_TWO_PI = 2.5066282746310002;
/** The narrowest normal has at least this share of the range as its deviation. */
const MOST_PIECES = 100;

/** Values of one parameter in some of the trials. */
export interface TriedValues {
  readonly values: readonly TunedValue[];
  /** All trials so far, which decide how narrow a normal may become. */
  readonly trials: number;
}

/**
 * Tree-structured Parzen density of the values, J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl (2011), section 4.2.
 *
 * Numbers: an equal mixture of normals, truncated to the range, at the values and one at the middle of the range as wide as the range. The
 * deviation at a value is the larger of the gaps to its neighbours, between range / min(100, trials + 1) and the range; as in the paper
 * the ends of the range can be neighbours, and so can the middle. Integers lie on [low − ½, high + ½] and are rounded.
 * Choices: how often each was chosen, plus 1 / choices.
 */
export function densityOf(entry: SpaceEntry, tried: TriedValues): Density {
  return entry.kind === 'choice' ? new Counts(entry.values, tried.values) : new NormalMixture(entry, tried);
}

/** A value drawn from the whole range, all equally likely (in the logarithm where the entry says so). */
export function drawUniform(entry: SpaceEntry, random: Random): TunedValue {
  if (entry.kind === 'choice') return entry.values[random.below(entry.values.length)]!;
  const line = lineOf(entry);
  return line.value(line.low + (line.high - line.low) * random.uniform());
}

interface Line {
  readonly low: number;
  readonly high: number;
  /** From a place on the line to the parameter, rounded and inside its range. */
  value(place: number): number;
  place(value: number): number;
}

function lineOf({ kind, low, high, log: isLog }: Numeric): Line {
  const half = kind === 'integer' ? 0.5 : 0;
  invariant(low <= high && (!isLog || low - half > 0), 'a tuned range is ordered, and positive where it is in logarithms');
  const place = (value: number): number => (isLog ? log(value) : value);
  const value = (at: number): number => {
    const raw = isLog ? exp(at) : at;
    // Adding 0 takes the sign from −0, which rounding gives between −½ and 0.
    return Math.min(high, Math.max(low, kind === 'integer' ? Math.round(raw) + 0 : raw));
  };
  return { low: place(low - half), high: place(high + half), value, place };
}

/** One truncated normal. */
interface Piece {
  readonly mean: number;
  readonly deviation: number;
  /** Φ at the two ends of the range. */
  readonly from: number;
  readonly to: number;
}

class NormalMixture implements Density {
  readonly #line: Line;
  readonly #pieces: readonly Piece[];

  constructor(entry: Numeric, { values, trials }: TriedValues) {
    this.#line = lineOf(entry);
    const { low, high, place } = this.#line;
    const range = high - low;
    const middle = low + range / 2;
    const points = values.map((value) => {
      invariant(typeof value === 'number', 'the value of a tuned number is a number');
      return place(value);
    });
    const sorted = [low, ...points, middle, high].sort((a, b) => a - b);
    const narrowest = range / Math.min(MOST_PIECES, trials + 1);
    const piece = (mean: number, deviation: number): Piece => {
      const [from, to] = [normalCdf((low - mean) / deviation), normalCdf((high - mean) / deviation)];
      return { mean, deviation, from, to };
    };
    const at = (mean: number): Piece => piece(mean, Math.min(range, Math.max(narrowest, largerGap(sorted, mean))));
    this.#pieces = range === 0 ? [] : [...points.map(at), piece(middle, range)];
  }

  draw(random: Random): TunedValue {
    const { low, high, value } = this.#line;
    if (this.#pieces.length === 0) return value(low);
    const { mean, deviation, from, to } = this.#pieces[random.below(this.#pieces.length)]!;
    const place = mean + deviation * normalQuantile(from + (to - from) * random.uniform());
    return value(Math.min(high, Math.max(low, place)));
  }

  logDensity(value: TunedValue): number {
    if (this.#pieces.length === 0) return 0;
    const at = this.#line.place(value as number);
    let sum = 0;
    for (const { mean, deviation, from, to } of this.#pieces) {
      const z = (at - mean) / deviation;
      sum += exp(-0.5 * z * z) / (ROOT_OF_TWO_PI * deviation * (to - from));
    }
    return log(sum / this.#pieces.length);
  }
}

/** The larger of the gaps to the next smaller and the next larger value; equal values count as one. */
function largerGap(sorted: readonly number[], value: number): number {
  const before = sorted[sorted.indexOf(value) - 1] ?? value;
  const after = sorted[sorted.lastIndexOf(value) + 1] ?? value;
  return Math.max(value - before, after - value);
}

class Counts implements Density {
  readonly #choices: readonly TunedValue[];
  readonly #weights: readonly number[];
  readonly #total: number;

  constructor(choices: readonly TunedValue[], values: readonly TunedValue[]) {
    invariant(choices.length > 0, 'a tuned choice has values');
    this.#choices = choices;
    this.#weights = choices.map((choice) => values.filter((value) => value === choice).length + 1 / choices.length);
    this.#total = values.length + 1;
  }

  draw(random: Random): TunedValue {
    let left = random.uniform() * this.#total;
    for (let index = 0; index < this.#choices.length - 1; index += 1) {
      left -= this.#weights[index]!;
      if (left < 0) return this.#choices[index]!;
    }
    return this.#choices.at(-1)!;
  }

  logDensity(value: TunedValue): number {
    return log(this.#weights[this.#choices.indexOf(value)]! / this.#total);
  }
}
