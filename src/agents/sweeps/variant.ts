import type { SweepConfig } from '../sweeps-config.ts';

export type SweepParameter = SweepConfig['parameters'][number];
/** A value that a parameter takes in a variant. */
export type SweptValue = NonNullable<SweepParameter['values']>[number];

/** One configuration of a sweep. */
export interface Variant {
  /** From 1; its place in a list of variants is one less. */
  readonly index: number;
  /** `<agent>__<sweep>__<leaf>-<value>__…`, at most 120 characters. */
  readonly name: string;
  /** Path (see {@link sweptPlace}) → value, in the order written. */
  readonly parameters: Readonly<Record<string, SweptValue>>;
}

/** One parameter over all variants: what its neighbours and its map are made of. */
export interface SweepAxis {
  readonly path: string;
  /** Different values that occur: numbers rising, anything else in the order written. */
  readonly values: readonly SweptValue[];
  /** Which of them each variant has. */
  readonly at: Int32Array;
}

/**
 * The variants of a sweep in their order. Each is made when it is asked for: a grid of a million is no more than its axes.
 */
export interface VariantList extends Iterable<Variant> {
  readonly size: number;
  /** True: every combination of the axes' values occurs, the first axis being the slowest. */
  readonly isGrid: boolean;
  /** @param place from 0 */
  at(place: number): Variant;
  /** Made anew at each call. */
  axes(): readonly SweepAxis[];
}

/** What a path of a sweep names: a key below the agent, or a parameter of the agent's own copy of a feature definition. */
export type SweptPlace =
  | { readonly in: 'agent'; readonly path: string }
  | { readonly in: 'feature'; readonly feature: string; readonly key: string };

/** `rule.buy_below` is a key of the agent, `features.<name>.params.<key>` one of a feature; undefined for what is neither. */
export function sweptPlace(path: string): SweptPlace | undefined {
  const [first, feature, part, key, ...rest] = path.split('.');
  if (first !== 'features') return { in: 'agent', path };
  if (feature === undefined || part !== 'params' || key === undefined || rest.length > 0) return undefined;
  return { in: 'feature', feature, key };
}
