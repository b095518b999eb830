import type { Json } from '../base/index.ts';
import { invariant } from '../base/index.ts';
import type { Bar } from '../market/index.ts';
import {
  type BarFeature,
  BLOCK_ROWS,
  type BlockFeature,
  type BoundFeature,
  type CrossBlock,
  type CrossFeature,
  type Feature,
  type FeatureContext,
  type FeatureProcess,
  type FeatureState,
  type InputRef,
  type WarmUp,
} from './contract.ts';

/** Marks what {@link defineFeature} made, also when a module was loaded beside another copy of the package. */
const MARK = Symbol.for('quanttradeai.feature');

type Spec<P> = BlockFeature<P> | BarFeature<P> | CrossFeature<P>;

/**
 * Makes a feature type of its description: the block form for built-in ones, the bar-by-bar form (`create`) for a user's own, the
 * form across symbols (`crossBlock`). All run the same way over history and live.
 */
export function defineFeature<P>(spec: Spec<P>): Feature {
  const outputs = spec.outputs ?? ['value'];
  const feature = {
    type: spec.type,
    summary: spec.summary,
    unit: spec.unit,
    source: spec.source,
    convention: spec.convention,
    family: spec.family ?? 'custom',
    outputs,
    version: spec.version ?? 1,
    params: spec.params,
    bind: (params: unknown, context: FeatureContext): BoundFeature => bind(spec, outputs, spec.params.parse(params), context),
  } satisfies Feature;
  Object.defineProperty(feature, MARK, { value: true });
  return Object.freeze(feature);
}

/** True for what {@link defineFeature} returned. */
export function isFeature(value: unknown): value is Feature {
  return typeof value === 'object' && value !== null && Reflect.get(value, MARK) === true;
}

/** Marks an object that implements the contract without {@link defineFeature}. */
export function markFeature(feature: Feature): Feature {
  Object.defineProperty(feature, MARK, { value: true });
  return Object.freeze(feature);
}

const BAR_INPUTS: readonly InputRef[] = [
  { kind: 'bar', field: 'open' },
  { kind: 'bar', field: 'high' },
  { kind: 'bar', field: 'low' },
  { kind: 'bar', field: 'close' },
  { kind: 'bar', field: 'volume' },
];

function bind<P>(spec: Spec<P>, names: readonly string[], params: P, context: FeatureContext): BoundFeature {
  const own = 'warmup' in spec ? spec.warmup(params) : 0;
  const settle = spec.settle?.(params) ?? 0;
  const bound = {
    params: jsonObject(params),
    inputs: inputsOf(spec, params),
    refusal: spec.refuse?.(params, context),
    startDependent: spec.startDependent?.(params) ?? false,
    warmUp: (inputs: readonly WarmUp[]) => names.map((_, at) => after(inputs, typeof own === 'number' ? own : own[at]!, settle)),
  };
  if ('crossBlock' in spec) {
    const cross: CrossBlock = (inputs, outputs, from, to) => spec.crossBlock(inputs, outputs, from, to, params);
    return { ...bound, cross, start: ({ inputs, outputs }) => new LoneProcess(cross, inputs, outputs) };
  }
  if ('create' in spec) {
    const { create, warmup } = spec;
    return {
      ...bound,
      start: ({ inputs, outputs, time }) => new BarProcess(create(params), names, inputs, outputs, time, warmup(params)),
    };
  }
  return { ...bound, start: ({ inputs, outputs }) => new BlockProcess(spec, params, context, inputs, outputs) };
}

function inputsOf<P>(spec: Spec<P>, params: P): readonly InputRef[] {
  if ('create' in spec) return BAR_INPUTS;
  return 'crossBlock' in spec ? [spec.input(params)] : spec.inputs(params);
}

function after(inputs: readonly WarmUp[], warmup: number, settle: number): WarmUp {
  let most = 0;
  let longest = 0;
  for (const input of inputs) {
    most = Math.max(most, input.warmup);
    longest = Math.max(longest, input.settle);
  }
  return { warmup: most + warmup, settle: longest + settle };
}

/** What a block process needs of a feature. */
export type Blocks<P> = Pick<BlockFeature<P>, 'stateSize' | 'block'>;

/** Runs whole blocks; of the block that is still growing it keeps the state at its start and computes it again. */
export class BlockProcess<P> implements FeatureProcess {
  readonly #spec: Blocks<P>;
  readonly #params: P;
  readonly #context: FeatureContext;
  readonly #inputs: readonly Float64Array[];
  readonly #outputs: readonly Float64Array[];
  readonly #working: Float64Array;
  readonly #atStart: Float64Array;
  #block = 0;
  #done = 0;

  constructor(
    spec: Blocks<P>,
    params: P,
    context: FeatureContext,
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
  ) {
    this.#spec = spec;
    this.#params = params;
    this.#context = context;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#working = new Float64Array(spec.stateSize(params));
    this.#atStart = new Float64Array(this.#working.length);
  }

  advance(to: number): void {
    while (this.#done < to) {
      const end = Math.min(this.#block + BLOCK_ROWS, to);
      const isWhole = end === this.#block + BLOCK_ROWS;
      const state = isWhole ? this.#atStart : this.#working;
      if (!isWhole) state.set(this.#atStart);
      this.#spec.block(this.#inputs, this.#outputs, state, this.#block, end, this.#params, this.#context);
      this.#done = end;
      if (isWhole) this.#block = end;
    }
  }
}

/** A comparison across symbols where there is only one. */
class LoneProcess implements FeatureProcess {
  readonly #cross: CrossBlock;
  readonly #inputs: readonly Float64Array[];
  readonly #outputs: readonly Float64Array[];
  #done = 0;

  constructor(cross: CrossBlock, inputs: readonly Float64Array[], outputs: readonly Float64Array[]) {
    this.#cross = cross;
    this.#inputs = inputs;
    this.#outputs = outputs;
  }

  advance(to: number): void {
    this.#cross(this.#inputs, this.#outputs, this.#done, to);
    this.#done = to;
  }
}

/** Feeds a bar-by-bar feature each bar once, in order, so that history and live are the same calls. */
class BarProcess implements FeatureProcess {
  readonly #state: FeatureState;
  readonly #names: readonly string[];
  readonly #inputs: readonly Float64Array[];
  readonly #outputs: readonly Float64Array[];
  readonly #time: Float64Array;
  readonly #warmup: number;
  #done = 0;

  constructor(
    state: FeatureState,
    names: readonly string[],
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    time: Float64Array,
    warmup: number,
  ) {
    this.#state = state;
    this.#names = names;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#time = time;
    this.#warmup = warmup;
  }

  advance(to: number): void {
    for (; this.#done < to; this.#done += 1) this.#feed(this.#done);
  }

  #feed(row: number): void {
    const result = this.#state.update(this.#bar(row));
    for (let k = 0; k < this.#names.length; k += 1) {
      const value = typeof result === 'object' ? result[this.#names[k]!] : k === 0 ? result : undefined;
      this.#outputs[k]![row] = row < this.#warmup || value === undefined || !Number.isFinite(value) ? NaN : value;
    }
  }

  #bar(row: number): Bar {
    const [open, high, low, close, volume] = this.#inputs;
    return {
      time: this.#time[row]!,
      open: open![row]!,
      high: high![row]!,
      low: low![row]!,
      close: close![row]!,
      volume: volume![row]!,
    };
  }
}

/** Parameters as plain JSON, for cache keys and the resolved config. @throws InvariantError for anything else */
export function jsonObject(value: unknown): { readonly [name: string]: Json } {
  const json = jsonOf(value ?? {});
  invariant(json !== null && typeof json === 'object' && !Array.isArray(json), 'the parameters of a feature are an object');
  return Object.fromEntries(Object.entries(json).flatMap(([key, item]) => (item === undefined ? [] : [[key, item]])));
}

function jsonOf(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((item) => jsonOf(item));
  invariant(typeof value === 'object', 'the parameters of a feature are plain values');
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, jsonOf(item)]])));
}
