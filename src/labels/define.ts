import { z } from 'zod';
import type { CustomLabel, CustomValue, Label, LabelBars, LabelColumns, LabelEntry, LabelInput, LabelKind } from './contract.ts';

interface LabelSpec<Type extends string, Shape extends z.core.$ZodLooseShape> {
  readonly type: Type;
  readonly summary: string;
  readonly source: string;
  readonly convention: string;
  readonly kinds: readonly LabelKind[];
  /** Its keys of the section `research.labels`. */
  readonly settings: Shape;
  readonly classes: (settings: z.output<z.ZodObject<Shape>>) => readonly number[] | undefined;
  readonly entry: (settings: z.output<z.ZodObject<Shape>>) => LabelEntry | undefined;
  readonly horizon: (settings: z.output<z.ZodObject<Shape>>) => number | undefined;
  readonly make: (settings: z.output<z.ZodObject<Shape>>, input: LabelInput) => readonly LabelColumns[];
}

/** Makes a built-in label type of its description. It sees its own settings only, checked and with their defaults. */
export function labelType<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  spec: LabelSpec<Type, Shape>,
): Label<Type> {
  const own = z.object(spec.settings);
  const { type, summary, source, convention, kinds } = spec;
  return Object.freeze({
    ...{ type, summary, source, convention, kinds },
    settings: own,
    keys: Object.keys(spec.settings),
    classes: (settings: object) => spec.classes(own.parse(settings)),
    entry: (settings: object) => spec.entry(own.parse(settings)),
    horizon: (settings: object) => spec.horizon(own.parse(settings)),
    make: (settings: object, input: LabelInput) => spec.make(own.parse(settings), input),
  });
}

/** Marks what {@link defineLabel} made, also when a module was loaded beside another copy of the package. */
const MARK = Symbol.for('quanttradeai.label');

/** A label of the user's own, as written in a module: `labels: { type: custom, module: …, params: … }`. */
export interface LabelDefinition<P> {
  readonly summary?: string;
  readonly params: z.ZodType<P>;
  /**
   * The label of bar t, or undefined for none. It may read bars 0 … t1 and has to say t1, which is above t: what is purged around a test
   * window follows from it. A `t1` beyond the last bar is a label that is not complete yet. Classifiers need the values −1, 0 and 1.
   */
  readonly label: (bars: LabelBars, t: number, params: P) => CustomValue | undefined;
}

/** Makes a label type of a user's own definition. */
export function defineLabel<P>(definition: LabelDefinition<P>): CustomLabel {
  const custom = {
    summary: definition.summary ?? 'own label',
    params: definition.params,
    bind: (params: unknown) => {
      const own = definition.params.parse(params);
      return (bars: LabelBars, t: number) => definition.label(bars, t, own);
    },
  };
  Object.defineProperty(custom, MARK, { value: true });
  return Object.freeze(custom);
}

/** True for what {@link defineLabel} returned. */
export function isLabel(value: unknown): value is CustomLabel {
  return typeof value === 'object' && value !== null && Reflect.get(value, MARK) === true;
}
