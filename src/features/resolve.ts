import { z } from 'zod';
import { didYouMean, expressions, invariant, type Json, type Timeframe, timeframeMs } from '../base/index.ts';
import { BAR_FIELDS } from '../market/index.ts';
import type { FeatureDefinition } from './config.ts';
import type { BoundFeature, Feature, FeatureContext, InputRef } from './contract.ts';
import { jsonObject } from './define.ts';
import { FEATURES } from './registry.ts';

/** Something wrong, or worth a warning, in `features.definitions`. */
export interface FeatureProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Place in the section: `['definitions', 2, 'params', 'period']`. */
  readonly path: readonly (string | number)[];
  readonly hint?: string | undefined;
  /** Place inside the text of an expression: its first character counts as column 1. */
  readonly column?: number | undefined;
  readonly length?: number | undefined;
}

export type ParameterOrigin = 'file' | 'from name' | 'default';

/** A definition whose kind and parameters are settled. */
export interface ResolvedFeature {
  readonly name: string;
  /** The registry type, `module` for a user's own. */
  readonly kind: string;
  readonly feature: Feature;
  readonly params: { readonly [name: string]: Json };
  readonly origins: Readonly<Record<string, ParameterOrigin>>;
  readonly outputs: readonly string[];
  readonly input: string | undefined;
  readonly symbol: string | undefined;
  readonly timeframe: Timeframe | undefined;
  readonly module: string | undefined;
}

export interface ResolveOptions {
  /** `data.timeframe`. */
  readonly timeframe: Timeframe;
  /** What the modules of the file export, by the path written there; a path that is missing was reported by who loads them. */
  readonly modules?: ReadonlyMap<string, Feature>;
  /** Seed of exponential means where the file says none (`execution.like`). */
  readonly seed?: 'mean' | 'first';
}

export interface ResolvedFeatures {
  readonly features: readonly ResolvedFeature[];
  readonly problems: readonly FeatureProblem[];
}

/** Settles kind, parameters and references of every definition (CONFIG 1.3, RESEARCH 3.1 rules 9 to 11). */
export function resolveFeatures(definitions: readonly FeatureDefinition[], options: ResolveOptions): ResolvedFeatures {
  const problems: FeatureProblem[] = [];
  const features: ResolvedFeature[] = [];
  const names = new Set<string>();
  for (const [index, definition] of definitions.entries()) {
    const report: Report = (code, message, path, extra = {}) =>
      problems.push({ code, severity: 'error', message, path: ['definitions', index, ...path], ...extra });
    if (names.has(definition.name)) report('NAME_DUPLICATE', `two features are named "${definition.name}"`, ['name']);
    names.add(definition.name);
    const resolved = resolveOne(definition, options, report);
    if (resolved !== undefined) features.push(resolved);
  }
  checkReferences(definitions, features, problems);
  return { features, problems };
}

type Report = (
  code: string,
  message: string,
  path: readonly (string | number)[],
  extra?: Partial<Pick<FeatureProblem, 'hint' | 'severity' | 'column' | 'length'>>,
) => void;

function resolveOne(definition: FeatureDefinition, options: ResolveOptions, report: Report): ResolvedFeature | undefined {
  const { name, input, symbol, module } = definition;
  const timeframe = definition.timeframe === options.timeframe ? undefined : definition.timeframe;
  if (timeframe !== undefined && timeframeMs(timeframe) % timeframeMs(options.timeframe) !== 0) {
    report('FEATURE_TIMEFRAME', `timeframe ${timeframe} is not a multiple of data.timeframe ${options.timeframe}`, ['timeframe']);
    return undefined;
  }
  const place = { name, input, symbol, timeframe, module };
  const kind = module === undefined ? kindOf(definition, report) : 'module';
  if (kind === undefined) return undefined;
  const feature = module === undefined ? FEATURES.find((known) => known.type === kind) : options.modules?.get(module);
  if (feature === undefined) return undefined;
  const settled = settleParams(definition, feature, options, report);
  if (settled === undefined || !checkPlace(definition, feature, settled.params, options, report)) return undefined;
  return { ...place, kind, feature, ...settled, outputs: feature.outputs };
}

/** The registry type meant; undefined and reported when there is none. */
function kindOf(definition: FeatureDefinition, report: Report): string | undefined {
  const types = FEATURES.map((feature) => feature.type);
  const { name, type, kind } = definition;
  if (type !== 'technical' && type !== 'custom') {
    if (kind !== undefined && kind !== type) {
      report('FEATURE_KIND_UNKNOWN', `type is ${type} and kind is ${kind}: write one of them`, ['kind']);
      return undefined;
    }
    if (types.includes(type)) return type;
    const hint = didYouMean(type, ['technical', 'custom', ...types]);
    report('FEATURE_KIND_UNKNOWN', `no feature type is named "${type}"`, ['type'], { hint });
    return undefined;
  }
  if (kind !== undefined) {
    if (types.includes(kind)) return kind;
    report('FEATURE_KIND_UNKNOWN', `no feature kind is named "${kind}"`, ['kind'], { hint: didYouMean(kind, types) });
    return undefined;
  }
  const found = types.filter((known) => name === known || name.startsWith(`${known}_`));
  if (found.length > 0) return found.reduce((a, b) => (b.length > a.length ? b : a));
  const stem = name.replace(/(_\d+)+$/, '');
  const near = didYouMean(stem, types);
  report('FEATURE_KIND_UNKNOWN', `no feature kind is the beginning of the name "${name}"`, ['name'], {
    hint: near ?? 'say which with kind: …',
  });
  return undefined;
}

interface Settled {
  readonly params: { readonly [name: string]: Json };
  readonly origins: Readonly<Record<string, ParameterOrigin>>;
}

function settleParams(
  definition: FeatureDefinition,
  feature: Feature,
  options: ResolveOptions,
  report: Report,
): Settled | undefined {
  const given: Record<string, unknown> = { ...definition.params };
  const shape = feature.params instanceof z.ZodObject ? Object.keys(feature.params.shape) : [];
  const origins: Record<string, ParameterOrigin> = {};
  const integers = [...definition.name.matchAll(/_(\d+)(?=_|$)/g)].map((match) => Number(match[1]));
  const numeric = shape.filter((key) => feature.type !== 'expression' && takesNumber(feature, key));
  for (const [index, key] of numeric.entries()) {
    const value = integers[index];
    if (value === undefined) break;
    if (given[key] === undefined) {
      given[key] = value;
      origins[key] = 'from name';
    } else if (given[key] !== value) {
      const message = `the name ${definition.name} says ${key} ${value}, params say ${String(given[key])}; params hold`;
      report('FEATURE_NAME_MISMATCH', message, ['params', key], { severity: 'warning' });
    }
  }
  if (options.seed !== undefined && shape.includes('seed') && given['seed'] === undefined) given['seed'] = options.seed;
  const parsed = feature.params.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) reportParameter(issue, definition, shape, origins, report);
    return undefined;
  }
  const params = jsonObject(parsed.data);
  for (const key of Object.keys(params)) origins[key] ??= definition.params[key] === undefined ? 'default' : 'file';
  return { params, origins };
}

/** Whether a parameter is a number: whole numbers in the name of a feature fill these, in their order. */
function takesNumber(feature: Feature, key: string): boolean {
  if (!(feature.params instanceof z.ZodObject)) return false;
  let schema: unknown = feature.params.shape[key];
  if (schema instanceof z.ZodType && z.globalRegistry.get(schema)?.['fromName'] === false) return false;
  while (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) schema = schema._zod.def.innerType;
  return schema instanceof z.ZodNumber;
}

function reportParameter(
  issue: z.core.$ZodIssue,
  definition: FeatureDefinition,
  known: readonly string[],
  origins: Readonly<Record<string, ParameterOrigin>>,
  report: Report,
): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const message = `${definition.name} has no parameter "${key}"`;
      report('FEATURE_PARAMS', message, ['params', key], { hint: didYouMean(key, known) });
    }
    return;
  }
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const key = path[0];
  const parameter = key === undefined ? 'parameters' : `parameter ${path.join('.')}`;
  const fromName = typeof key === 'string' && origins[key] === 'from name';
  report('FEATURE_PARAMS', `${parameter} of ${definition.name}: ${issue.message}`, fromName ? ['name'] : ['params', ...path]);
}

/** What the parameters and the place of the definition ask of each other. */
function checkPlace(
  definition: FeatureDefinition,
  feature: Feature,
  params: Settled['params'],
  options: ResolveOptions,
  report: Report,
): boolean {
  if (feature.type === 'expression') return checkSyntax(definition, params, report);
  const barMs = timeframeMs(definition.timeframe ?? options.timeframe);
  const bound = feature.bind(params, { periodsPerYear: NaN, barMs });
  if (bound.refusal !== undefined) {
    report('FEATURE_PARAMS', `${definition.name}: ${bound.refusal}`, ['params']);
    return false;
  }
  if (definition.input !== undefined && !bound.inputs.some(takesSource)) {
    report('FEATURE_PARAMS', `${feature.type} reads bars and takes no input`, ['input']);
    return false;
  }
  if (comparesWith(bound) && definition.symbol === undefined) {
    const hint = 'add symbol: …, the instrument to compare with';
    report('FEATURE_PARAMS', `${definition.name}: ${feature.type} compares with another symbol, and none is named`, ['name'], {
      hint,
    });
    return false;
  }
  if (bound.cross === undefined) return true;
  for (const key of ['symbol', 'timeframe'] as const) {
    if (definition[key] === undefined || definition[key] === options.timeframe) continue;
    report('FEATURE_PARAMS', `${feature.type} compares all symbols at data.timeframe and takes no ${key}`, [key]);
    return false;
  }
  return true;
}

/** Parameters are checked and inputs named before anybody knows the calendar: no value is computed in this. */
const NOWHERE: FeatureContext = { periodsPerYear: Number.NaN, barMs: Number.NaN };

function takesSource(input: InputRef): boolean {
  if (input.kind !== 'feature') return input.kind === 'source';
  return input.of === undefined && input.feature.bind(input.params, NOWHERE).inputs.some(takesSource);
}

/** Whether `symbol` of the definition names what to compare with, not where to compute. */
export function comparesWith(bound: BoundFeature): boolean {
  return bound.inputs.some((input) => input.kind === 'other');
}

function checkSyntax(definition: FeatureDefinition, params: Settled['params'], report: Report): boolean {
  const text = params['expr'];
  invariant(typeof text === 'string', 'an expression is a text');
  if (definition.input !== undefined) {
    report('FEATURE_PARAMS', 'an expression names what it reads and takes no input', ['input']);
    return false;
  }
  const parsed = expressions.parseExpression(text);
  if (parsed.ok) return true;
  const { code, message, column, length, hint } = parsed.problem;
  report(code, message, ['params', 'expr'], { column, length, hint });
  return false;
}

/** Names that expressions and inputs use: bar fields, features and their outputs. */
export function featureNames(features: readonly ResolvedFeature[]): ReadonlySet<string> {
  const names = new Set<string>(BAR_FIELDS);
  for (const feature of features) {
    names.add(feature.name);
    if (feature.outputs.length > 1) for (const output of feature.outputs) names.add(`${feature.name}.${output}`);
  }
  return names;
}

/** Whether its values depend on the first bar ever seen: sums that never forget. */
export function isStartDependent({ feature, kind, params }: ResolvedFeature): boolean {
  return kind !== 'expression' && feature.bind(params, NOWHERE).startDependent;
}

/** The names that a definition reads. */
export function readsOf(feature: ResolvedFeature): readonly string[] {
  const { input, params } = feature;
  if (feature.kind === 'expression') {
    const text = params['expr'];
    const parsed = typeof text === 'string' ? expressions.parseExpression(text) : undefined;
    return parsed?.ok === true ? expressions.namesOf(parsed.expression) : [];
  }
  const named = feature.feature.bind(params, NOWHERE).inputs.flatMap((of) => (of.kind === 'name' ? [of.name] : []));
  return input === undefined ? named : [input, ...named];
}

/** Where the definition says that it reads a name. */
function placeOf(feature: ResolvedFeature, name: string): readonly string[] {
  if (feature.kind === 'expression') return ['params', 'expr'];
  const key = Object.keys(feature.params).find((param) => feature.params[param] === name);
  return feature.input === name || key === undefined ? ['input'] : ['params', key];
}

function checkReferences(
  definitions: readonly FeatureDefinition[],
  features: readonly ResolvedFeature[],
  problems: FeatureProblem[],
): void {
  // A definition that has a problem of its own still declares its name.
  const names = new Set([...featureNames(features), ...definitions.map((definition) => definition.name)]);
  const settled = new Map(features.map((feature) => [feature.name, feature]));
  for (const [index, definition] of definitions.entries()) {
    const feature = settled.get(definition.name);
    if (feature === undefined) continue;
    const at = ['definitions', index] as const;
    if (feature.kind === 'expression') checkExpr(feature, names, at, problems);
    else {
      for (const name of readsOf(feature)) {
        if (names.has(name)) continue;
        const message = `no feature is named "${name}"`;
        const path = [...at, ...placeOf(feature, name)];
        problems.push({ code: 'FEATURE_UNKNOWN', severity: 'error', message, path, hint: didYouMean(name, names) });
      }
    }
    const cycle = cycleThrough(feature, settled);
    if (cycle !== undefined) {
      const message = `${feature.name} needs itself through ${cycle.join(', ')}`;
      const first = readsOf(feature).find((read) => read.split('.')[0] === cycle[0]) ?? '';
      problems.push({ code: 'FEATURE_CYCLE', severity: 'error', message, path: [...at, ...placeOf(feature, first)] });
    }
  }
}

function checkExpr(
  feature: ResolvedFeature,
  names: ReadonlySet<string>,
  at: readonly (string | number)[],
  problems: FeatureProblem[],
): void {
  const text = feature.params['expr'];
  invariant(typeof text === 'string', 'an expression is a text');
  const parsed = expressions.parseExpression(text);
  if (!parsed.ok) return;
  const forbids = (name: string): string | undefined =>
    /^(position|signal)(\.|$)/.test(name) ? `${name} is not known to a feature, only to rules` : undefined;
  for (const problem of expressions.checkExpression(parsed.expression, 'number', {
    has: (name) => names.has(name),
    known: names,
    forbids,
  })) {
    const { code, message, column, length, hint } = problem;
    problems.push({ code, severity: 'error', message, path: [...at, 'params', 'expr'], column, length, hint });
  }
}

/** The features between a feature and itself, or undefined when it does not need itself. */
function cycleThrough(start: ResolvedFeature, settled: ReadonlyMap<string, ResolvedFeature>): readonly string[] | undefined {
  const seen = new Set<string>();
  const visit = (feature: ResolvedFeature, path: readonly string[]): readonly string[] | undefined => {
    for (const read of readsOf(feature)) {
      const name = read.split('.')[0]!;
      if (name === start.name) return [...path, name];
      const next = settled.get(name);
      if (next === undefined || seen.has(name)) continue;
      seen.add(name);
      const found = visit(next, [...path, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(start, []);
}
