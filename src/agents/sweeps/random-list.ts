import { Random } from '../../base/index.ts';
import type { SweepConfig } from '../sweeps-config.ts';
import { ordered, variantOf } from './grid.ts';
import type { VariantNames } from './name.ts';
import { SweptRange } from './range.ts';
import type { SweepAxis, SweepParameter, SweptValue, Variant, VariantList } from './variant.ts';

/** After so many duplicates in a row the rest of the members come in their own order. */
const PATIENCE = 1000;

/** How one parameter is drawn: as a number that stands for its value. */
interface Source {
  /** How many different values there are; undefined: as many as there are numbers between two. */
  readonly members: number | undefined;
  readonly draw: (random: Random) => number;
  /** What is drawn when chance is left out. */
  readonly member: (place: number) => number;
  readonly read: (drawn: number) => SweptValue;
}

/**
 * Variants drawn by chance, the parameters of each in the order written. What was drawn before is drawn again, so that asking for more only
 * appends. A space with fewer members than were asked for is drawn empty.
 */
export class RandomList implements VariantList {
  readonly size: number;
  readonly isGrid = false;
  readonly #paths: readonly string[];
  readonly #sources: readonly Source[];
  /** What was drawn, by parameter. */
  readonly #drawn: readonly Float64Array[];
  readonly #names: VariantNames;

  /** @param seed of the sweep */
  constructor({ name, parameters, trials }: SweepConfig, seed: number, names: VariantNames) {
    this.#paths = parameters.map(({ path }) => path);
    this.#sources = parameters.map(sourceOf);
    this.#names = names;
    const rows = draw(this.#sources, trials, new Random(seed, name));
    this.size = rows.length;
    this.#drawn = parameters.map((_, k) => Float64Array.from(rows, (row) => row[k]!));
  }

  at(place: number): Variant {
    const values = this.#sources.map(({ read }, k) => read(this.#drawn[k]![place]!));
    return variantOf({ place, paths: this.#paths, values, names: this.#names });
  }

  axes(): readonly SweepAxis[] {
    return this.#paths.map((path, k) => {
      const { values, places } = ordered(Array.from(this.#drawn[k]!, (drawn) => this.#sources[k]!.read(drawn)));
      return { path, values, at: places };
    });
  }

  *[Symbol.iterator](): Iterator<Variant> {
    for (let place = 0; place < this.size; place += 1) yield this.at(place);
  }
}

function sourceOf(parameter: SweepParameter): Source {
  const { values } = parameter;
  if (values !== undefined) {
    const members = values.length;
    return { members, draw: (random) => random.below(members), member: (place) => place, read: (place) => values[place]! };
  }
  const range = new SweptRange(parameter);
  return {
    members: range.members,
    draw: (random) => range.draw(random),
    member: (place) => range.member(place),
    read: (drawn) => drawn,
  };
}

function draw(sources: readonly Source[], trials: number, random: Random): readonly (readonly number[])[] {
  const members = membersOf(sources);
  const wanted = Math.min(trials, members ?? trials);
  const rows: (readonly number[])[] = [];
  const seen = new Set<string>();
  const isNew = (row: readonly number[]): boolean => {
    const key = row.join(' ');
    if (seen.has(key)) return false;
    seen.add(key);
    rows.push(row);
    return true;
  };
  for (let tries = 0; rows.length < wanted && tries < PATIENCE; ) {
    tries = isNew(sources.map((source) => source.draw(random))) ? 0 : tries + 1;
  }
  // Numbers so close together that chance finds no other have no members to go through.
  for (let place = 0; members !== undefined && rows.length < wanted; place += 1) isNew(memberAt(sources, place));
  return rows;
}

function memberAt(sources: readonly Source[], place: number): readonly number[] {
  const row: number[] = [];
  let rest = place;
  for (const { members, member } of sources.toReversed()) {
    row.unshift(member(rest % members!));
    rest = Math.floor(rest / members!);
  }
  return row;
}

/** How many different variants there are; undefined where a parameter may be any number. */
function membersOf(sources: readonly Source[]): number | undefined {
  return sources.reduce<number | undefined>(
    (product, { members }) => (product === undefined || members === undefined ? undefined : product * members),
    1,
  );
}
