import { canonicalJson } from '../../base/index.ts';
import type { SweepConfig } from '../sweeps-config.ts';
import type { VariantNames } from './name.ts';
import type { SweepAxis, SweptValue, Variant, VariantList } from './variant.ts';

/** Every combination of the written values, the first parameter the slowest. */
export class Grid implements VariantList {
  readonly size: number;
  readonly isGrid = true;
  readonly #paths: readonly string[];
  readonly #values: readonly (readonly SweptValue[])[];
  /** How many variants have one value of each parameter before the next value comes. */
  readonly #strides: readonly number[];
  readonly #names: VariantNames;

  constructor({ parameters }: SweepConfig, names: VariantNames) {
    this.#paths = parameters.map(({ path }) => path);
    this.#values = parameters.map(({ values = [] }) => values);
    this.#strides = parameters.map((_, k) => productOf(this.#values.slice(k + 1)));
    this.size = productOf(this.#values);
    this.#names = names;
  }

  at(place: number): Variant {
    const values = this.#values.map((own, k) => own[this.#digit(place, k)]!);
    return variantOf({ place, paths: this.#paths, values, names: this.#names });
  }

  axes(): readonly SweepAxis[] {
    return this.#paths.map((path, k) => {
      const own = this.#values[k]!;
      const { values, places } = ordered(own);
      return { path, values, at: Int32Array.from({ length: this.size }, (_, place) => places[this.#digit(place, k)]!) };
    });
  }

  *[Symbol.iterator](): Iterator<Variant> {
    for (let place = 0; place < this.size; place += 1) yield this.at(place);
  }

  #digit(place: number, parameter: number): number {
    return Math.floor(place / this.#strides[parameter]!) % this.#values[parameter]!.length;
  }
}

const productOf = (values: readonly (readonly unknown[])[]): number => values.reduce((product, own) => product * own.length, 1);

export function variantOf(parts: {
  readonly place: number;
  readonly paths: readonly string[];
  readonly values: readonly SweptValue[];
  readonly names: VariantNames;
}): Variant {
  const { place, paths, values, names } = parts;
  return {
    index: place + 1,
    name: names.of(values),
    parameters: Object.fromEntries(paths.map((path, k) => [path, values[k]!])),
  };
}

/** The different values in the order of an axis, and which of them each is. */
export function ordered(own: readonly SweptValue[]): {
  readonly values: readonly SweptValue[];
  readonly places: Int32Array;
} {
  const keys = own.map((value) => canonicalJson(value));
  const distinct = new Map(keys.map((key, i) => [key, own[i]!]));
  const order = [...distinct.keys()];
  if (own.every((value) => typeof value === 'number')) order.sort((a, b) => Number(a) - Number(b));
  const placeOf = new Map(order.map((key, place) => [key, place]));
  return { values: order.map((key) => distinct.get(key)!), places: Int32Array.from(keys, (key) => placeOf.get(key)!) };
}
