import { canonicalJson, expressions, invariant, type Timeframe, timeframeMs } from '../base/index.ts';
import { BAR_FIELDS, type BarField, type CalendarField } from '../market/index.ts';
import type { BoundFeature, CrossBlock, Feature, FeatureContext, InputRef, SeriesView, WarmUp } from './contract.ts';
import { FeaturePlaceError, UnknownFeatureError } from './errors.ts';
import { bindExpression, expression as expressionFeature } from './members/expression.ts';
import { comparesWith, featureNames, type ResolvedFeature } from './resolve.ts';

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
  | (NodeBase & { readonly kind: 'calendar'; readonly field: CalendarField })
  | (NodeBase & { readonly kind: 'series'; readonly view: SeriesView })
  | (NodeBase & {
      readonly kind: 'feature';
      /** What a person calls it: the first definition that gave it, or the text of an expression. */
      readonly name: string;
      /** It comes from a module of the user. */
      readonly own: boolean;
      readonly bound: BoundFeature;
      readonly inputs: readonly NodeOutput[];
    })
  | (NodeBase & {
      readonly kind: 'cross';
      /** The first definition that gave it. */
      readonly name: string;
      readonly own: boolean;
      readonly compare: CrossBlock;
      readonly source: NodeOutput;
    })
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
  /** Ids of the series that are read. */
  readonly series: readonly string[];
  /** Longest warm-up and settle of what is read, in bars of `timeframe`: what `warmup_bars` defaults to is their sum. */
  readonly warmUp: WarmUp;
}

/** Type, version, parameters and inputs of a column in one text: equal texts are equal numbers on equal data, code of users aside. */
export function definitionText({ node, output }: NodeOutput): string {
  return `${node.key}#${output}`;
}

/** The key under which the column of an expression is found. */
export function expressionKey(expression: expressions.Expression): string {
  return `= ${expressions.printExpression(expression)}`;
}

/**
 * Orders what must be computed for the given reads.
 * @throws UnknownFeatureError for a name that nothing declares @throws FeaturePlaceError for a rank that is read at other bars
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
    series: [...new Set(planner.nodes.flatMap((node) => (node.kind === 'series' ? [node.view.id] : [])))],
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
    const whole = this.#features.get(name);
    const dot = name.lastIndexOf('.');
    const definition = whole ?? this.#features.get(name.slice(0, Math.max(0, dot)));
    if (definition === undefined || !this.#names.has(name)) throw new UnknownFeatureError(name, this.#names);
    const output = whole === undefined ? definition.outputs.indexOf(name.slice(dot + 1)) : 0;
    const timeframe = definition.timeframe ?? this.#options.timeframe;
    const bound = definition.feature.bind(definition.params, this.#context(timeframe));
    // What compares with another symbol is computed on the bars of the one that is looked at.
    const symbol = comparesWith(bound) ? place.symbol : (definition.symbol ?? place.symbol);
    const home: PlanPlace = { symbol, timeframe };
    const source = { node: this.#feature(definition, definition.feature, bound, home), output };
    return placeKey(home) === placeKey(place) ? source : { node: this.#asOf(source, place), output: 0 };
  }

  expression(expression: expressions.Expression, place: PlanPlace): NodeOutput {
    const bound = bindExpression(expression, this.#context(place.timeframe));
    const scope = { ...NOTHING, name: expressions.printExpression(expression), own: false };
    return { node: this.#bound(labelOf(expressionFeature, bound), bound, scope, place), output: 0 };
  }

  #feature(definition: ResolvedFeature, feature: Feature, bound: BoundFeature, place: PlanPlace): PlanNode {
    // Cycles are reported by validate; this guards whoever did not ask it.
    const mark = `${definition.name}|${placeKey(place)}`;
    invariant(!this.#open.has(mark), `feature ${definition.name} does not need itself`);
    this.#open.add(mark);
    if (bound.cross !== undefined && (place.symbol !== undefined || place.timeframe !== this.#options.timeframe)) {
      throw new FeaturePlaceError(definition.name, placeKey(place));
    }
    const scope: Called & Scope = {
      name: definition.name,
      own: definition.module !== undefined,
      source: definition.input === undefined ? undefined : this.named(definition.input, place),
      other: definition.symbol,
    };
    const node = this.#bound(labelOf(feature, bound, definition.module), bound, scope, place);
    this.#open.delete(mark);
    return node;
  }

  #bound(label: string, bound: BoundFeature, scope: Called & Scope, place: PlanPlace): PlanNode {
    const inputs = bound.inputs.map((reference) => this.#input(reference, scope, place));
    const key = `${placeKey(place)} ${label}(${inputs.map((of) => `${of.node.key}#${of.output}`).join(', ')})`;
    const warmUp = bound.warmUp(inputs.map((of) => of.node.warmUp[of.output]!));
    const { cross: compare } = bound;
    const { name, own } = scope;
    if (compare === undefined)
      return this.#add(key, (id) => ({ id, key, place, kind: 'feature', name, own, bound, inputs, warmUp }));
    return this.#add(key, (id) => ({ id, key, place, kind: 'cross', name, own, compare, source: inputs[0]!, warmUp }));
  }

  #input(reference: InputRef, scope: Called & Scope, place: PlanPlace): NodeOutput {
    switch (reference.kind) {
      case 'bar':
        return { node: this.#bar(reference.field, place), output: 0 };
      case 'source':
        return scope.source ?? { node: this.#bar(reference.field, place), output: 0 };
      case 'session':
        return this.#plain(place, 'session', (node) => ({ ...node, kind: 'session' }));
      case 'calendar':
        return this.#plain(place, `calendar ${reference.field}`, (node) => ({
          ...node,
          kind: 'calendar',
          field: reference.field,
        }));
      case 'series': {
        const { id, transform, periods } = reference;
        const view = { id, transform, periods };
        return this.#plain(place, `series${canonicalJson(view)}`, (node) => ({ ...node, kind: 'series', view }));
      }
      case 'name':
        return this.named(reference.name, place);
      case 'other': {
        invariant(scope.other !== undefined, 'a comparison names its symbol');
        const bar = this.#bar(reference.field, { symbol: scope.other, timeframe: place.timeframe });
        return { node: this.#asOf({ node: bar, output: 0 }, place), output: 0 };
      }
      case 'feature': {
        const { feature, params, output = 0, of } = reference;
        const bound = feature.bind(params, this.#context(place.timeframe));
        const inner = of === undefined ? scope : { ...scope, source: this.#input(of, scope, place) };
        return { node: this.#bound(labelOf(feature, bound), bound, inner, place), output };
      }
      default:
        return reference satisfies never;
    }
  }

  #plain(place: PlanPlace, label: string, make: (base: NodeBase) => PlanNode): NodeOutput {
    const key = `${placeKey(place)} ${label}`;
    return { node: this.#add(key, (id) => make({ id, key, place, warmUp: NONE })), output: 0 };
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

  #context(timeframe: Timeframe): FeatureContext {
    return { periodsPerYear: this.#options.periodsPerYear(timeframe), barMs: timeframeMs(timeframe) };
  }
}

/** What a definition puts in the place of a type's open inputs. */
interface Scope {
  readonly source: NodeOutput | undefined;
  readonly other: string | undefined;
}
/** What a person calls a node, and whether code of a user gives it. */
interface Called {
  readonly name: string;
  readonly own: boolean;
}
const NOTHING: Scope = { source: undefined, other: undefined };

function labelOf(feature: Feature, bound: BoundFeature, module?: string): string {
  const type = module === undefined ? feature.type : `${module}:${feature.type}`;
  return `${type}/${feature.version}${canonicalJson(bound.params)}`;
}

const NONE: readonly WarmUp[] = [{ warmup: 0, settle: 0 }];

/**
 * Cache key of each node: the hash of everything that decides its values: data, type, implementation version, parameters, inputs.
 * @param fingerprintOf the fingerprint of the bars at a place, and of the series where one is named @param sha256 hex digest of a text
 */
export function cacheKeys(
  plan: FeaturePlan,
  fingerprintOf: (place: PlanPlace, series?: string) => string,
  sha256: (text: string) => string,
): ReadonlyMap<PlanNode, string> {
  const keys = new Map<PlanNode, string>();
  for (const node of plan.nodes) {
    const of = inputsOf(node).map(({ node: input, output }) => `${keys.get(input)!}#${output}`);
    keys.set(node, sha256(canonicalJson({ v: 1, data: dataOf(node, fingerprintOf), node: node.key, inputs: of })));
  }
  return keys;
}

function inputsOf(node: PlanNode): readonly NodeOutput[] {
  if (node.kind === 'feature') return node.inputs;
  return node.kind === 'as_of' || node.kind === 'cross' ? [node.source] : [];
}

function dataOf(node: PlanNode, fingerprintOf: (place: PlanPlace, series?: string) => string): string {
  return node.kind === 'series' ? fingerprintOf(node.place, node.view.id) : fingerprintOf(node.place);
}
