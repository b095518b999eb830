import { didYouMean } from '../../../base/index.ts';
import { fieldOf, isKnown, isRecord, optionsOf, type Path, projectPath, type Schema, shapeOf } from '../../../config/index.ts';
import { projectSymbols } from '../project.ts';
import { projectSchema } from '../schema.ts';
import type { Check, CheckContext } from './context.ts';

/** NAME_DUPLICATE: entries of one list with one name. */
export const checkNames: Check = (context) => {
  const { project } = context;
  unique(context, ['agents'], 'agents', project.agents);
  unique(context, ['worlds'], 'worlds', project.worlds);
  unique(context, ['sweeps'], 'sweeps', project.sweeps);
  unique(context, ['research', 'promotion', 'targets'], 'promotion targets', project.research?.promotion.targets ?? []);
  unique(context, ['operations', 'operators'], 'operators', project.operations.operators);
  unique(context, ['operations', 'alerts', 'channels'], 'channels', project.operations.alerts.channels);
  for (const { agent, path } of context.agents()) {
    unique(context, [...path, 'model_signal_sources'], 'model signal sources', agent.model_signal_sources ?? []);
  }
};

function unique(context: CheckContext, path: Path, what: string, list: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const [index, { name }] of list.entries()) {
    if (seen.has(name)) context.report('NAME_DUPLICATE', [...path, index, 'name'], `two ${what} are named "${name}"`);
    seen.add(name);
  }
}

/** SYMBOL_UNKNOWN: every place that names a symbol of the project. */
export const checkSymbols: Check = (context) => {
  const { project } = context;
  const known = new Set(projectSymbols(project));
  const check = (symbol: string | undefined, path: Path): void => {
    if (symbol === undefined || known.has(symbol)) return;
    context.report('SYMBOL_UNKNOWN', path, `"${symbol}" is not in data.symbols`, { hint: didYouMean(symbol, known) });
  };
  const checkAll = (symbols: readonly string[] | undefined, path: Path): void => {
    if (context.written(path)) for (const [index, symbol] of (symbols ?? []).entries()) check(symbol, [...path, index]);
  };
  checkAll(project.data.streaming.symbols, ['data', 'streaming', 'symbols']);
  checkAll(project.research?.symbols, ['research', 'symbols']);
  checkAll(project.news?.symbols, ['news', 'symbols']);
  checkAll(project.risk.pre_trade.deny, ['risk', 'pre_trade', 'deny']);
  checkAll(project.risk.pre_trade.allow, ['risk', 'pre_trade', 'allow']);
  for (const [index, definition] of project.features.definitions.entries()) {
    check(definition.symbol, ['features', 'definitions', index, 'symbol']);
  }
  for (const [index, target] of (project.research?.promotion.targets ?? []).entries()) {
    check(target.symbol, ['research', 'promotion', 'targets', index, 'symbol']);
  }
  for (const { agent, path } of context.agents()) {
    checkAll(agent.symbols, [...path, 'symbols']);
    for (const { key, value } of ruleSymbols(agent.rule)) check(value, [...path, 'rule', key]);
  }
  for (const [index, world] of project.worlds.entries()) {
    if (world.benchmark !== 'cash') check(world.benchmark, ['worlds', index, 'benchmark']);
  }
  const series = new Set(project.data.series.map((entry) => entry.id));
  for (const key of Object.keys(project.data.tags)) {
    if (!known.has(key) && !series.has(key)) {
      const hint = didYouMean(key, [...known, ...series]);
      context.report('SYMBOL_UNKNOWN', ['data', 'tags', key], `"${key}" is not in data.symbols`, { hint, aim: 'key' });
    }
  }
};

/** The symbols that a preset trades by name. */
export function ruleSymbols(rule: unknown): readonly { readonly key: string; readonly value: string }[] {
  if (!isRecord(rule) || typeof rule['preset'] !== 'string') return [];
  return ['gold', 'silver', 'symbol'].flatMap((key) => {
    const value = rule[key];
    return typeof value === 'string' ? [{ key, value }] : [];
  });
}

/** SERIES_UNKNOWN: features and presets that read a series which `data.series` does not declare. */
export const checkSeries: Check = (context) => {
  const known = new Set(context.project.data.series.map((entry) => entry.id));
  const check = (id: unknown, path: Path): void => {
    if (typeof id !== 'string' || known.has(id)) return;
    const hint = known.size === 0 ? 'declare it in data.series' : didYouMean(id, known);
    context.report('SERIES_UNKNOWN', path, `no series is named "${id}"`, { hint });
  };
  for (const [index, definition] of context.project.features.definitions.entries()) {
    if (definition.kind === 'series') check(definition.params['id'], ['features', 'definitions', index, 'params', 'id']);
  }
  for (const { agent, path } of context.agents()) {
    const rule: unknown = agent.rule;
    if (!isRecord(rule)) continue;
    const { series } = rule;
    if (isRecord(series)) for (const [key, id] of Object.entries(series)) check(id, [...path, 'rule', 'series', key]);
    else check(series, [...path, 'rule', 'series']);
  }
};

/** Fields that may point anywhere on the machine. */
const FREE_PATHS: readonly RegExp[] = [/^data\.csv\.path$/, /^data\.symbols\[\d+\]\.path$/, /^operations\.server\.tls\./];

/** PATH_OUTSIDE_PROJECT: every field of type path, but the few that may leave the folder. */
export const checkPaths: Check = (context) => {
  walkPaths(projectSchema, context.project, [], (value, path) => {
    if (projectPath(value) !== undefined || FREE_PATHS.some((free) => free.test(context.label(path)))) return;
    context.report('PATH_OUTSIDE_PROJECT', path, `${value} leaves the project folder`, {
      hint: 'copy the file into the project and write its path from there',
    });
  });
};

function walkPaths(schema: Schema, value: unknown, path: Path, visit: (value: string, path: Path) => void): void {
  if (typeof value === 'string') {
    if (optionsOf(schema).some((option) => fieldOf(option) === 'path')) visit(value, path);
    return;
  }
  for (const option of optionsOf(schema)) {
    if (!isKnown(option)) continue;
    const { def } = option._zod;
    if (def.type === 'array' && Array.isArray(value)) {
      for (const [index, item] of value.entries()) walkPaths(def.element, item, [...path, index], visit);
    }
    const shape = shapeOf(option);
    if (shape === undefined || !isRecord(value)) continue;
    for (const [key, property] of Object.entries(shape))
      if (value[key] !== undefined) walkPaths(property, value[key], [...path, key], visit);
  }
}
