import { canonicalJson, shortestDecimal } from '../../base/index.ts';
import type { SweepConfig } from '../sweeps-config.ts';
import type { SweptValue } from './variant.ts';

/** SHA-256 of a text in hexadecimal digits, with or without `sha256:` before them. */
export type HashText = (text: string) => string;

const LONGEST = 120;
const KEPT = 111;
const HASH_DIGITS = 8;

/** Makes the names of a sweep's variants. */
export class VariantNames {
  readonly #head: string;
  readonly #leaves: readonly string[];
  readonly #hash: HashText;
  /** Texts of the written values of each parameter, no two of one parameter alike. */
  readonly #written: readonly ReadonlyMap<SweptValue, string>[];

  constructor({ agent, name, parameters }: SweepConfig, hash: HashText) {
    this.#head = `${agent}__${name}`;
    this.#leaves = leavesOf(parameters.map(({ path }) => path));
    this.#hash = hash;
    this.#written = parameters.map(({ values = [] }) => textsOf(values, hash));
  }

  /** @param values in the order of the parameters; a written value has to be the written one itself */
  of(values: readonly SweptValue[]): string {
    const parts = values.map((value, k) => `${this.#leaves[k]!}-${this.#written[k]!.get(value) ?? valueText(value)}`);
    const name = [this.#head, ...parts].join('__');
    return name.length <= LONGEST ? name : `${name.slice(0, KEPT)}_${digits(this.#hash(name))}`;
  }
}

/** Last parts of the paths; whole paths where two of them are alike. */
function leavesOf(paths: readonly string[]): readonly string[] {
  const last = paths.map((path) => word(path.slice(path.lastIndexOf('.') + 1)));
  return last.map((leaf, k) => (last.indexOf(leaf) === last.lastIndexOf(leaf) ? leaf : word(paths[k]!)));
}

const word = (text: string): string => text.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/_$/, '');

/** Of values that read alike (`A` and `a`) the later ones end with what tells them apart. */
function textsOf(values: readonly SweptValue[], hash: HashText): ReadonlyMap<SweptValue, string> {
  const seen = new Map<string, string>();
  const texts = new Map<SweptValue, string>();
  for (const value of values) {
    const own = canonicalJson(value);
    const text = valueText(value);
    const first = seen.get(text) ?? own;
    seen.set(text, first);
    texts.set(value, first === own ? text : `${text}_${digits(hash(own))}`);
  }
  return texts;
}

/** `0.25` → `0p25`, `-3` → `m3`, `RSI < 30` → `rsi_30`, `[1, 2]` → `1_2`. */
function valueText(value: SweptValue): string {
  if (typeof value === 'number') return shortestDecimal(value).replace('.', 'p').replace('-', 'm');
  if (typeof value === 'object') return value.map(valueText).join('_');
  const reduced = String(value)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_');
  return reduced.replaceAll(/^_+|_+$/g, '') || '_';
}

const digits = (hash: string): string => hash.replace('sha256:', '').slice(0, HASH_DIGITS);
