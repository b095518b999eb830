import { z } from 'zod';
import type { ModelFamily, ModelKind, Space, SpaceEntry } from './contract.ts';
import { ModelParamsError, UnknownModelError } from './errors.ts';
import { FAMILIES } from './registry.ts';

/** The linear family of each kind: a baseline beside every model. */
export const LINEAR: Readonly<Record<ModelKind, string>> = { classifier: 'logistic', regressor: 'ridge' };

/** Families that others are made of, and what of. */
export const COMPOSITES = {
  /** The plain mean of what its parts say, each with its own pipeline. */
  voting: (kind: ModelKind): readonly string[] => ['gbdt', LINEAR[kind], 'random_forest'].sort(),
  /** From simple to rich: the simplest whose score is within one standard error of the best. */
  auto: (kind: ModelKind): readonly string[] => ['constant', LINEAR[kind], 'gbdt'],
} as const;

/** Names of the families a project can have that are fitted here; `custom` and `onnx` come from a file. */
export function familyNames(): string[] {
  return [...FAMILIES.map(({ family }) => family), ...Object.keys(COMPOSITES)].sort();
}

/** The families a family is made of; itself where it is none of {@link COMPOSITES}. */
export function partsOf(family: string, kind: ModelKind): readonly string[] {
  return isComposite(family) ? COMPOSITES[family](kind) : [family];
}

function isComposite(family: string): family is keyof typeof COMPOSITES {
  return Object.hasOwn(COMPOSITES, family);
}

/**
 * One family that is fitted by itself.
 * @param extra families of the project's own modules
 * @throws UnknownModelError
 */
export function familyOf(family: string, extra: readonly ModelFamily[] = []): ModelFamily {
  const found = [...extra, ...FAMILIES].find((one) => one.family === family);
  if (found === undefined) throw new UnknownModelError(family, [...familyNames(), ...extra.map((one) => one.family)]);
  return found;
}

/** Name of a part's parameter as a composite has it: `gbdt.max_leaves`. A family by itself has no prefix. */
function prefixOf(family: string, part: string): string {
  return isComposite(family) ? `${part}.` : '';
}

/** The entries of a composite that are of one part, under the part's own names: `{ 'gbdt.max_leaves': 8 }` of gbdt is `{ max_leaves: 8 }`. */
export function ofPart<T>(
  { family, part }: { readonly family: string; readonly part: string },
  entries: Iterable<readonly [string, T]>,
) {
  const prefix = prefixOf(family, part);
  return new Map(
    [...entries].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

export interface FamilyChoice {
  readonly family: string;
  readonly kind: ModelKind;
  /** Families of the project's own modules. */
  readonly families?: readonly ModelFamily[] | undefined;
}

/**
 * Parameters with their defaults, by the family that takes them. A composite's are prefixed: `{ 'gbdt.max_leaves': 8 }`.
 * @throws ModelParamsError for a name that no part takes or a value outside its range, UnknownModelError
 */
export function readParams(
  { family, kind, families }: FamilyChoice,
  params: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const parts = partsOf(family, kind).map((part) => familyOf(part, families));
  const known = parts.flatMap((part) => paramNames(part).map((name) => prefixOf(family, part.family) + name));
  const given = new Map(Object.entries(params));
  const result = new Map<string, Readonly<Record<string, unknown>>>();
  for (const part of parts) {
    const prefix = prefixOf(family, part.family);
    const own: Record<string, unknown> = {};
    for (const [key, value] of given) {
      if (!key.startsWith(prefix)) continue;
      const name = key.slice(prefix.length);
      // A user's own schema may be a loose one, which would swallow a slip of the pen.
      if (part.params instanceof z.ZodObject && !Object.hasOwn(part.params.shape, name)) {
        throw new ModelParamsError(family, key, 'there is no such parameter', known);
      }
      own[name] = value;
      given.delete(key);
    }
    const read = part.params.safeParse(own);
    if (!read.success) {
      const issue = read.error.issues[0]!;
      throw new ModelParamsError(family, prefix + issue.path.join('.'), issue.message, known);
    }
    result.set(part.family, read.data);
  }
  for (const key of given.keys()) throw new ModelParamsError(family, key, 'there is no such parameter', known);
  return result;
}

function paramNames({ params }: ModelFamily): string[] {
  return params instanceof z.ZodObject ? Object.keys(params.shape) : [];
}

/** What tuning may vary, in the order of sampling; a composite's names are prefixed. `voting` and `auto` vary all of their parts. */
export function spaceOf({ family, kind, families }: FamilyChoice): Space {
  const space = new Map<string, SpaceEntry>();
  for (const part of partsOf(family, kind)) {
    for (const [name, entry] of familyOf(part, families).space) space.set(prefixOf(family, part) + name, entry);
  }
  return space;
}

/**
 * The tuned space of a project: `given` names what varies, as two numbers (a range, of the kind the family's own range has) or as a list
 * of values; without it the family's own.
 * @throws ModelParamsError for a name or a range the family does not take
 */
export function tunedSpace(choice: FamilyChoice, given: Readonly<Record<string, readonly (number | string | boolean)[]>>): Space {
  const own = spaceOf(choice);
  const names = Object.keys(given);
  if (names.length === 0) return own;
  const space = new Map<string, SpaceEntry>();
  for (const name of names) {
    const values = given[name]!;
    for (const value of values) readParams(choice, { [name]: value });
    space.set(name, entryOf(choice, name, values, own.get(name)));
  }
  return space;
}

function entryOf(
  { family }: FamilyChoice,
  name: string,
  values: readonly (number | string | boolean)[],
  own: SpaceEntry | undefined,
): SpaceEntry {
  const [low, high] = values;
  const isRange = values.length === 2 && typeof low === 'number' && typeof high === 'number';
  if (!isRange || own === undefined || own.kind === 'choice') return { kind: 'choice', values };
  if (!(low < high))
    throw new ModelParamsError(family, name, `a range needs a lower and a higher end, not ${low} and ${high}`, []);
  return { ...own, low, high };
}
