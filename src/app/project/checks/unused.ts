import { defaultAt, type Path, valueAt } from '../../../config/index.ts';
import { LABELS } from '../../../labels/index.ts';
import { ONLINE_SOURCES } from '../../../market/index.ts';
import { type FeatureUse, featureUses } from '../feature-uses.ts';
import type { Agent } from '../project.ts';
import { projectSchema } from '../schema.ts';
import type { Check, CheckContext } from './context.ts';

/** SETTING_UNUSED: values that were written and cannot matter, each with the reason. */
export const checkUnused: Check = (context) => {
  checkSources(context);
  checkFeatureUse(context);
  checkModes(context);
  checkReplay(context);
  checkLabels(context);
  checkSplits(context);
  for (const { agent, path } of context.agents()) checkAgent(context, agent, path);
};

/** A value equal to its default cannot mislead anybody. */
export function unused(context: CheckContext, path: Path, because: string): void {
  if (!context.written(path) || isDefault(context, path)) return;
  context.report('SETTING_UNUSED', path, `nothing uses ${context.label(path)} because ${because}`, { aim: 'key' });
}

function isDefault(context: CheckContext, path: Path): boolean {
  const value = valueAt(context.project, path);
  const standard = defaultAt(projectSchema, path, context.project);
  return standard !== undefined && JSON.stringify(value) === JSON.stringify(standard);
}

function checkSources(context: CheckContext): void {
  const { data } = context.project;
  const sources = new Set(data.symbols.map((entry) => (typeof entry === 'string' ? data.source : (entry.source ?? data.source))));
  const used = [...sources].join(', ');
  if (!sources.has('csv') && !sources.has('parquet')) unused(context, ['data', 'csv'], `data.source is ${used}`);
  if (!sources.has('ccxt') && data.streaming.provider !== 'ccxt') unused(context, ['data', 'ccxt'], `data.source is ${used}`);
  if (!sources.has('yahoo')) unused(context, ['data', 'yahoo'], `data.source is ${used}`);
  if (!ONLINE_SOURCES.some((source) => sources.has(source))) {
    for (const key of ['cache_expiration_days', 'max_workers']) unused(context, ['data', key], `data.source is ${used}`);
  }
  for (const [index, entry] of data.symbols.entries()) {
    if (typeof entry === 'string' || entry.path === undefined) continue;
    const source = entry.source ?? data.source;
    if (source !== 'csv' && source !== 'parquet')
      unused(context, ['data', 'symbols', index, 'path'], `the source of ${entry.ticker} is ${source}`);
  }
}

function checkFeatureUse(context: CheckContext): void {
  const uses = new Map(featureUses(context.project).map((use: FeatureUse) => [use.name, use.users]));
  for (const [index, definition] of context.project.features.definitions.entries()) {
    if ((uses.get(definition.name) ?? []).length > 0) continue;
    context.report(
      'SETTING_UNUSED',
      ['features', 'definitions', index, 'name'],
      `nothing uses features.definitions[${index}] because no agent, feature or research names "${definition.name}"`,
    );
  }
}

function checkModes(context: CheckContext): void {
  if (!context.project.agents.some((agent) => agent.mode === 'live')) unused(context, ['risk', 'live'], 'no agent has mode live');
}

function checkReplay(context: CheckContext): void {
  const { streaming } = context.project.data;
  if (!streaming.enabled && streaming.replay.enabled) unused(context, ['data', 'streaming', 'replay'], 'data.streaming is off');
}

/** Each key of the labels belongs to some types; thresholds matter to classes only, and one kind of them at a time. */
function checkLabels(context: CheckContext): void {
  const { labels, model } = context.project.research ?? {};
  if (labels === undefined) return;
  const { type } = labels;
  const own = new Set(LABELS.find((label) => label.type === type)?.keys);
  const others = new Set(LABELS.flatMap(({ keys }) => keys).filter((key) => !own.has(key)));
  for (const key of others) unused(context, ['research', 'labels', key], `labels.type is ${type}`);
  if (type !== 'forward_return') return;
  const path = (key: string): Path => ['research', 'labels', key];
  const fixed = ['buy_threshold', 'sell_threshold'];
  if (model?.kind === 'regressor') {
    for (const key of [...fixed, 'thresholds', 'threshold']) unused(context, path(key), 'model.kind is regressor');
  } else if (labels.thresholds === 'none') for (const key of fixed) unused(context, path(key), 'labels.thresholds is none');
  else if (labels.threshold !== undefined) for (const key of fixed) unused(context, path(key), 'labels.threshold replaces it');
}

/** Keys of splits and weights that another key switches off. */
function checkSplits(context: CheckContext): void {
  const { evaluation, model } = context.project.research ?? {};
  if (evaluation === undefined) return;
  if (evaluation.scheme === 'expanding')
    unused(context, ['research', 'evaluation', 'train_bars'], 'evaluation.scheme is expanding');
  const nothingLater = 'walk-forward trains on nothing after a test block, and evaluation.cpcv is not set';
  if (evaluation.cpcv === undefined) unused(context, ['research', 'evaluation', 'embargo_bars'], nothingLater);
  if (model?.kind === 'regressor') unused(context, ['research', 'weights', 'class'], 'model.kind is regressor');
}

/** Providers that give no repeatable sampling by a seed. */
const SEEDLESS: ReadonlySet<string> = new Set(['anthropic', 'rules', 'mock']);

function checkAgent(context: CheckContext, agent: Agent, path: Path): void {
  if (agent.llm !== undefined) {
    if (SEEDLESS.has(agent.llm.provider))
      unused(context, [...path, 'llm', 'params', 'seed'], `provider ${agent.llm.provider} ignores it`);
    if (agent.llm.provider !== 'mock') unused(context, [...path, 'llm', 'script'], `provider is ${agent.llm.provider}`);
  }
  if (agent.hybrid !== undefined && agent.hybrid.combine !== 'blend') {
    unused(context, [...path, 'hybrid', 'model_weight'], `combine is ${agent.hybrid.combine}`);
  }
}
