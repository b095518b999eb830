import type { z } from 'zod';
import type { expressions, Json } from '../base/index.ts';
import type { Bar, BarField, CalendarField } from '../market/index.ts';

/** Bars before the first value, and bars until a recursive seed no longer matters. */
export type WarmUp = expressions.WarmUp;

/** Rows of one block. Blocks begin at multiples of this, counted from the first stored bar. */
export const BLOCK_ROWS = 1024;

/** What a feature reads, one float64 column each, already aligned as of each own bar. */
export type InputRef =
  /** A column of the bars. */
  | { readonly kind: 'bar'; readonly field: BarField }
  /** A column of the bars that the definition's `input` replaces by another feature. */
  | { readonly kind: 'source'; readonly field: BarField }
  /** Trading session of each bar, counted from 0. */
  | { readonly kind: 'session' }
  /** A name of the expression language: a bar field, a feature, or one output of a feature. */
  | { readonly kind: 'name'; readonly name: string }
  /** Another type at the same bars: a plan computes it once for all that read it. `of` is what it reads instead of the source. */
  | {
      readonly kind: 'feature';
      readonly feature: Feature;
      readonly params: unknown;
      readonly output?: number;
      readonly of?: InputRef;
    }
  /** A column of the bars of the definition's `symbol`, which then names what to compare with and not where to compute. */
  | { readonly kind: 'other'; readonly field: BarField }
  /** What the calendar of the symbol's exchange says about the bar. */
  | { readonly kind: 'calendar'; readonly field: CalendarField }
  /** A series of the catalogue. */
  | ({ readonly kind: 'series' } & SeriesView);

/** How the observations of a series are read. */
export interface SeriesView {
  readonly id: string;
  /** The value, its change or relative change over `periods` observations, or its standard score among the last `periods`. */
  readonly transform: 'level' | 'diff' | 'pct' | 'zscore';
  readonly periods: number;
}

/** What is known about the bars that a feature is computed on. */
export interface FeatureContext {
  /** Bars in a year, for annualised values; undefined where nobody needs it. */
  readonly periodsPerYear: number;
  /** Length of a bar in milliseconds. */
  readonly barMs: number;
}

interface Described<P> {
  /** Stable lower-case name, unique in the registry. */
  readonly type: string;
  readonly summary: string;
  readonly unit: string;
  readonly source: string;
  /** What the number means exactly where definitions differ: seed, divisor, ties, the answer of a flat window. */
  readonly convention?: string;
  /** True when values depend on the first bar ever seen: sums that never forget. Models should not read such a level. */
  readonly startDependent?: (params: P) => boolean;
  /** Where the registry table lists it; own features are `custom`. */
  readonly family?: 'technical' | 'custom';
  readonly params: z.ZodType<P>;
  /** Names of the outputs, the plain name reads the first; absent: one value. */
  readonly outputs?: readonly string[];
  /** Changes whenever the numbers change; part of the cache key. */
  readonly version?: number;
  /** Bars until the seed of a recursive feature weighs less than 1e-4; absent: 0. */
  readonly settle?: (params: P) => number;
  /** Why these parameters cannot be used on bars of this length. */
  readonly refuse?: (params: P, context: FeatureContext) => string | undefined;
}

/** The block form: built-in features, and own ones that must be fast. */
export interface BlockFeature<P> extends Described<P> {
  readonly inputs: (params: P) => readonly InputRef[];
  /** Bars before the first defined value: one number, or one per output. */
  readonly warmup: (params: P) => number | readonly number[];
  /** Float64 slots carried from block to block; zeros before the first bar. */
  readonly stateSize: (params: P) => number;
  /**
   * Fills rows `from` ≤ i < `to` of the outputs. `from` begins a block and `state` holds what the rows before it left; rows of
   * the inputs before `to` may be read, rows from `to` on may not. Undefined is NaN.
   */
  readonly block: (
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    state: Float64Array,
    from: number,
    to: number,
    params: P,
    context: FeatureContext,
  ) => void;
}

/** The form across symbols: one value per symbol and time, made of the values that all symbols have at that time. */
export interface CrossFeature<P> extends Described<P> {
  /** The one column that is compared. */
  readonly input: (params: P) => InputRef;
  /**
   * Fills rows `from` ≤ i < `to` of each symbol's output from the same row of all inputs. Columns stand on the common time index;
   * NaN: the symbol has no bar or no value at that time.
   */
  readonly crossBlock: (
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
    params: P,
  ) => void;
}

/** What a bar-by-bar feature remembers. */
export interface FeatureState {
  /** One value, or named values; undefined while there is none. */
  update(bar: Bar): number | undefined | Readonly<Record<string, number | undefined>>;
}

/** The bar-by-bar form, for own features: the registry makes a block feature of it. */
export interface BarFeature<P> extends Described<P> {
  readonly warmup: (params: P) => number;
  readonly create: (params: P) => FeatureState;
}

/** A feature type as registry and plan see it. */
export interface Feature {
  readonly type: string;
  readonly summary: string;
  readonly unit: string;
  readonly source: string;
  readonly convention: string | undefined;
  readonly family: 'technical' | 'custom';
  /** Names of the outputs; `['value']` for one value. */
  readonly outputs: readonly string[];
  readonly version: number;
  readonly params: z.ZodType;
  /** @throws z.ZodError when the parameters do not fit */
  bind(params: unknown, context: FeatureContext): BoundFeature;
}

/** A feature type with its parameters. */
export interface BoundFeature {
  /** All parameters with defaults, for cache keys and the resolved config. */
  readonly params: { readonly [name: string]: Json };
  readonly inputs: readonly InputRef[];
  /** Warm-up and settle of each output, counted from the first bar, given those of the inputs. */
  warmUp(inputs: readonly WarmUp[]): readonly WarmUp[];
  /** Why it cannot be used on these bars; undefined: it can. */
  readonly refusal: string | undefined;
  /** Whether values depend on the first bar ever seen. */
  readonly startDependent: boolean;
  /** A new computation over columns that are filled from row 0 on. */
  start(columns: ProcessColumns): FeatureProcess;
  /** Across symbols: {@link CrossFeature.crossBlock} with its parameters; absent for what one symbol's bars decide. */
  readonly cross?: CrossBlock;
}

export type CrossBlock = (inputs: readonly Float64Array[], outputs: readonly Float64Array[], from: number, to: number) => void;

/** The columns that one computation reads and fills. */
export interface ProcessColumns {
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  /** Close time of each bar. */
  readonly time: Float64Array;
  /** First row with a value, Infinity while that is not known yet. */
  readonly firstRow: () => number;
}

/** One computation. History calls it with the end of each block, live with every new bar; both give the same bits. */
export interface FeatureProcess {
  /** Fills all output rows below `to`; the input rows below `to` are final. */
  advance(to: number): void;
}
