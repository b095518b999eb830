import { canonicalJson, expressions, invariant, type Timeframe, timeframeMs } from '../base/index.ts';
import { BAR_FIELDS, type BarField } from '../market/index.ts';
import type { BoundFeature, Feature, FeatureContext, InputRef, WarmUp } from './contract.ts';
import { FeatureNotAvailableError, UnknownFeatureError } from './errors.ts';
import { bindExpression } from './members/expression.ts';
import { featureNames, type ResolvedFeature } from './resolve.ts';

/** The bars a column is computed on; no symbol: those of whichever symbol is looked at. */
export interface PlanPlace {
  readonly symbol: string | undefined;
  readonly timeframe: Timeframe;
}

/** One output of a node. */
export interface NodeOutput {
  readonly node: PlanNode;
  readonly output: number;
}

interface NodeBase {
  /** Position in the plan: a node stands after everything it reads. */
  readonly id: number;
  readonly place: PlanPlace;
  /** Says all that decides the values, data aside: equal keys are one node. */
  readonly key: string;
  /** Warm-up and settle of each output, in bars of the place. */
  readonly warmUp: readonly WarmUp[];
}

export type PlanNode =
  | (NodeBase & { readonly kind: 'bar'; readonly field: BarField })
  | (NodeBase & { readonly kind: 'session' })
  | (NodeBase & { readonly kind: 'feature'; readonly bound: BoundFeature; readonly inputs: readonly NodeOutput[] })
  | (NodeBase & { readonly kind: 'as_of'; readonly source: NodeOutput });

/** What an agent, model or report wants to read, per symbol. */
export interface FeatureReads {
  /** Bar fields, features, outputs of features. */
  readonly names?: readonly string[];
  /** Checked expressions without `position`; conditions become columns of 1, 0 and NaN. */
  readonly expressions?: readonly expressions.Expression[];
}

export interface PlanOptions {
  /** `data.timeframe`. */
  readonly timeframe: Timeframe;
  /** Bars in a year at a timeframe, by interval and calendar. */
  readonly periodsPerYear: (timeframe: Timeframe) => number;
}

/** Everything that must be computed, in order, without duplicates; the same for every symbol. */
export interface FeaturePlan {
  readonly timeframe: Timeframe;
  readonly nodes: readonly PlanNode[];
  /** By name, or by {@link expressionKey}. */
  readonly reads: ReadonlyMap<string, NodeOutput>;
  /** Bars that are needed beside the symbol's own at `timeframe`. */
  readonly places: readonly PlanPlace[];
  /** Longest warm-up and settle of what is read, in bars of `timeframe`: what `warmup_bars` defaults to is their sum. */
  readonly warmUp: WarmUp;
}

/** The key under which the column of an expression is found. */
export function expressionKey(expression: expressions.Expression): string {
  return `= ${expressions.printExpression(expression)}`;
}

/**
 * Orders what must be computed for the given reads.
 * @throws UnknownFeatureError for a name that nothing declares @throws FeatureNotAvailableError for a type of a later version
 */
export function planFeatures(features: readonly ResolvedFeature[], reads: FeatureReads, options: PlanOptions): FeaturePlan {
  const planner = new Planner(features, options);
  const own: PlanPlace = { symbol: undefined, timeframe: options.timeframe };
  const found = new Map<string, NodeOutput>();
  for (const name of reads.names ?? []) found.set(name, planner.named(name, own));
  for (const expression of reads.expressions ?? []) {
    found.set(expressionKey(expression), planner.expression(expression, own));
  }
  const places = new Map<string, PlanPlace>();
  for (const { place } of planner.nodes) if (placeKey(place) !== placeKey(own)) places.set(placeKey(place), place);
  let warmup = 0;
  let settle = 0;
  for (const { node, output } of found.values()) {
    warmup = Math.max(warmup, node.warmUp[output]!.warmup);
    settle = Math.max(settle, node.warmUp[output]!.settle);
  }
  return {
    timeframe: options.timeframe,
    nodes: planner.nodes,
    reads: found,
    places: [...places.values()],
    warmUp: { warmup, settle },
  };
}

export function placeKey(place: PlanPlace): string {
  return `${place.symbol ?? ''}@${place.timeframe}`;
}

function isBarField(name: string): name is BarField {
  return BAR_FIELDS.some((field) => field === name);
}

class Planner {
  readonly nodes: PlanNode[] = [];
  readonly #features: ReadonlyMap<string, ResolvedFeature>;
  readonly #names: ReadonlySet<string>;
  readonly #options: PlanOptions;
  readonly #byKey = new Map<string, PlanNode>();
  readonly #open = new Set<string>();

  constructor(features: readonly ResolvedFeature[], options: PlanOptions) {
    this.#features = new Map(features.map((feature) => [feature.name, feature]));
    this.#names = featureNames(features);
    this.#options = options;
  }

  /** The column of a name as seen at a place. */
  named(name: string, place: PlanPlace): NodeOutput {
    if (isBarField(name)) return { node: this.#bar(name, place), output: 0 };
    const [head, ...rest] = name.split('.');
    const definition = this.#features.get(head!);
    if (definition === undefined || !this.#names.has(name)) throw new UnknownFeatureError(name, this.#names);
    if (definition.feature === undefined) throw new FeatureNotAvailableError(definition.name, definition.kind);
    const output = rest.length === 0 ? 0 : definition.outputs.indexOf(rest.join('.'));
    const home: PlanPlace = {
      symbol: definition.symbol ?? place.symbol,
      timeframe: definition.timeframe ?? this.#options.timeframe,
    };
    const source = { node: this.#feature(definition, definition.feature, home), output };
    return placeKey(home) === placeKey(place) ? source : { node: this.#asOf(source, place), output: 0 };
  }

  expression(expression: expressions.Expression, place: PlanPlace): NodeOutput {
    const bound = bindExpression(expression, this.#context(place));
    return { node: this.#bound(`expression/1${canonicalJson(bound.params)}`, bound, undefined, place), output: 0 };
  }

  #feature(definition: ResolvedFeature, feature: Feature, place: PlanPlace): PlanNode {
    // Cycles are reported by validate; this guards whoever did not ask it.
    const mark = `${definition.name}|${placeKey(place)}`;
    invariant(!this.#open.has(mark), `feature ${definition.name} does not need itself`);
    this.#open.add(mark);
    const bound = feature.bind(definition.params, this.#context(place));
    const type = definition.module === undefined ? feature.type : `${definition.module}:${feature.type}`;
    const node = this.#bound(`${type}/${feature.version}${canonicalJson(bound.params)}`, bound, definition.input, place);
    this.#open.delete(mark);
    return node;
  }

  #bound(label: string, bound: BoundFeature, input: string | undefined, place: PlanPlace): PlanNode {
    const inputs = bound.inputs.map((reference) => this.#input(reference, input, place));
    const key = `${placeKey(place)} ${label}(${inputs.map((of) => `${of.node.key}#${of.output}`).join(', ')})`;
    const warmUp = bound.warmUp(inputs.map((of) => of.node.warmUp[of.output]!));
    return this.#add(key, (id) => ({ id, key, place, kind: 'feature', bound, inputs, warmUp }));
  }

  #input(reference: InputRef, input: string | undefined, place: PlanPlace): NodeOutput {
    switch (reference.kind) {
      case 'bar':
        return { node: this.#bar(reference.field, place), output: 0 };
      case 'source':
        return input === undefined ? { node: this.#bar(reference.field, place), output: 0 } : this.named(input, place);
      case 'session': {
        const key = `${placeKey(place)} session`;
        return { node: this.#add(key, (id) => ({ id, key, place, kind: 'session', warmUp: NONE })), output: 0 };
      }
      case 'name':
        return this.named(reference.name, place);
      default:
        return reference satisfies never;
    }
  }

  #bar(field: BarField, place: PlanPlace): PlanNode {
    const key = `${placeKey(place)} ${field}`;
    return this.#add(key, (id) => ({ id, key, place, kind: 'bar', field, warmUp: NONE }));
  }

  #asOf(source: NodeOutput, place: PlanPlace): PlanNode {
    const key = `${placeKey(place)} as_of(${source.node.key}#${source.output})`;
    const scale = timeframeMs(source.node.place.timeframe) / timeframeMs(place.timeframe);
    const { warmup, settle } = source.node.warmUp[source.output]!;
    const warmUp = [{ warmup: Math.ceil(warmup * scale), settle: Math.ceil(settle * scale) }];
    return this.#add(key, (id) => ({ id, key, place, kind: 'as_of', source, warmUp }));
  }

  #add(key: string, make: (id: number) => PlanNode): PlanNode {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const node = make(this.nodes.length);
    this.nodes.push(node);
    this.#byKey.set(key, node);
    return node;
  }

  #context(place: PlanPlace): FeatureContext {
    return { periodsPerYear: this.#options.periodsPerYear(place.timeframe), barMs: timeframeMs(place.timeframe) };
  }
}

const NONE: readonly WarmUp[] = [{ warmup: 0, settle: 0 }];

/**
 * Cache key of each node: the hash of everything that decides its values: data, type, implementation version, parameters, inputs.
 * @param fingerprintOf the fingerprint of the bars at a place @param sha256 hex digest of a text
 */
export function cacheKeys(
  plan: FeaturePlan,
  fingerprintOf: (place: PlanPlace) => string,
  sha256: (text: string) => string,
): ReadonlyMap<PlanNode, string> {
  const keys = new Map<PlanNode, string>();
  for (const node of plan.nodes) {
    const inputs = node.kind === 'feature' ? node.inputs : node.kind === 'as_of' ? [node.source] : [];
    const of = inputs.map(({ node: input, output }) => `${keys.get(input)!}#${output}`);
    keys.set(node, sha256(canonicalJson({ v: 1, data: fingerprintOf(node.place), node: node.key, inputs: of })));
  }
  return keys;
}
