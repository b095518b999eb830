import { defaultAt, type Path, valueAt } from '../../../config/index.ts';
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
  for (const { agent, path } of context.agents()) checkAgent(context, agent, path);
};

/** A value equal to its default cannot mislead anybody. */
function unused(context: CheckContext, path: Path, because: string): void {
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

const LABEL_KEYS: Readonly<Record<string, readonly string[]>> = {
  buy_threshold: ['forward_return'],
  sell_threshold: ['forward_return'],
  thresholds: ['forward_return'],
  threshold: ['forward_return'],
  take_profit_sigma: ['triple_barrier', 'meta'],
  stop_loss_sigma: ['triple_barrier', 'meta'],
  max_bars: ['triple_barrier', 'meta'],
  span: ['triple_barrier', 'meta'],
  vertical: ['triple_barrier', 'meta'],
  window_min: ['trend_scan'],
  window_max: ['trend_scan'],
  primary: ['meta'],
  module: ['custom'],
  params: ['custom'],
};

function checkLabels(context: CheckContext): void {
  const labels = context.project.research?.labels;
  if (labels === undefined) return;
  for (const [key, types] of Object.entries(LABEL_KEYS)) {
    if (!types.includes(labels.type)) unused(context, ['research', 'labels', key], `labels.type is ${labels.type}`);
  }
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
