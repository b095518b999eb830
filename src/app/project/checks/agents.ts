import { type AgentKind, BUILT_IN_TOOLS, checkRule, signalNames } from '../../../agents/index.ts';
import { didYouMean, timeframeMs } from '../../../base/index.ts';
import { isProblemCode, type Path } from '../../../config/index.ts';
import { modelNames, modelPath, promotedFile } from '../model-paths.ts';
import type { Agent } from '../project.ts';
import type { Check, CheckContext } from './context.ts';
import { checkGates, fileMissing, missing } from './research.ts';

/** Keys that only some kinds have: kind → needed and possible. */
const KIND_KEYS: Readonly<Record<AgentKind, { readonly needs: readonly KindKey[]; readonly may: readonly KindKey[] }>> = {
  rule: { needs: ['rule'], may: ['model_signal_sources'] },
  model: { needs: ['model'], may: ['model_signal_sources'] },
  llm: { needs: ['llm'], may: ['context', 'tools', 'model_signal_sources'] },
  hybrid: { needs: ['llm', 'model_signal_sources'], may: ['hybrid', 'context', 'tools'] },
  code: { needs: ['code'], may: [] },
};
const KEYS = ['rule', 'model', 'model_signal_sources', 'hybrid', 'code', 'llm', 'context', 'tools'] as const;
type KindKey = (typeof KEYS)[number];

export const checkAgents: Check = (context) => {
  for (const { agent, path } of context.agents()) {
    checkKindKeys(context, agent, path);
    checkRuleText(context, agent, path);
    checkSchedule(context, agent, path);
    checkModel(context, agent, path);
    checkLlm(context, agent, path);
    checkContext(context, agent, path);
    checkTools(context, agent, path);
    checkGates(context, agent.promotion.gates, [...path, 'promotion', 'gates']);
    if (agent.code !== undefined && !context.exists(agent.code.module))
      fileMissing(context, [...path, 'code', 'module'], agent.code.module);
  }
};

function checkKindKeys(context: CheckContext, agent: Agent, path: Path): void {
  const { needs, may } = KIND_KEYS[agent.kind];
  for (const key of needs) {
    if (context.written([...path, key])) continue;
    context.report('AGENT_KIND_KEYS', path, `kind ${agent.kind} needs "${key}"`, { aim: 'key' });
  }
  for (const key of KEYS) {
    if (!context.written([...path, key]) || needs.includes(key) || may.includes(key)) continue;
    context.report('AGENT_KIND_KEYS', [...path, key], `kind ${agent.kind} does not use "${key}"`, { aim: 'key' });
  }
}

function checkRuleText(context: CheckContext, agent: Agent, path: Path): void {
  if (agent.kind !== 'rule' || agent.rule === undefined) return;
  const signals = new Set(modelNames(context.project, agent).flatMap(signalNames));
  const problems = checkRule(agent.rule, { features: context.names, signals });
  for (const { code, severity, message, path: at, hint, column, length } of problems) {
    const place = [...path, 'rule', ...at];
    context.report(isProblemCode(code) ? code : 'RULE_TYPE', place, message, { hint, severity, column, length });
  }
}

/** The decision clock cannot tick between two bars. */
function checkSchedule(context: CheckContext, agent: Agent, path: Path): void {
  const { every } = agent.schedule;
  const shown = agent.context?.market_data;
  const bars =
    shown === undefined || shown === false ? context.project.data.timeframe : (shown.timeframe ?? context.project.data.timeframe);
  if (every === 'bar' || timeframeMs(every) % timeframeMs(bars) === 0) return;
  context.report(
    'CONFIG_RANGE',
    [...path, 'schedule', 'every'],
    `every must be a multiple of the bars it decides on (${bars}), not ${every}`,
  );
}

/** Models: MODEL_SIGNAL_MISSING for a name without a source, MODEL_NOT_PROMOTED for a folder that is not there yet. */
function checkModel(context: CheckContext, agent: Agent, path: Path): void {
  const known = modelNames(context.project, agent);
  const check = (name: string | undefined, at: Path): void => {
    if (name === undefined || known.includes(name)) return;
    context.report('MODEL_SIGNAL_MISSING', at, `no source is named "${name}"`, {
      hint: didYouMean(name, known) ?? 'declare it in model_signal_sources',
    });
  };
  for (const [index, name] of (agent.context?.model_signals ?? []).entries())
    check(name, [...path, 'context', 'model_signals', index]);
  check(agent.hybrid?.model, [...path, 'hybrid', 'model']);
  if (agent.model !== undefined) {
    check(agent.model.name, [...path, 'model', 'name']);
    if (agent.model.name === undefined && agent.model.path === undefined) missing(context, [...path, 'model'], 'name');
  }
  checkPromoted(context, agent, path);
}

function checkPromoted(context: CheckContext, agent: Agent, path: Path): void {
  const found = new Map<string, Path>();
  const find = (folder: string | undefined, at: Path): void => {
    if (folder !== undefined && !found.has(folder)) found.set(folder, at);
  };
  for (const [index, source] of (agent.model_signal_sources ?? []).entries())
    find(source.path, [...path, 'model_signal_sources', index, 'path']);
  if (agent.model !== undefined) {
    const { name, path: folder } = agent.model;
    if (folder !== undefined) find(folder, [...path, 'model', 'path']);
    else if (name !== undefined) find(modelPath(context.project, agent, name), [...path, 'model', 'name']);
  }
  for (const [folder, at] of found) {
    if (context.exists(promotedFile(folder))) continue;
    context.report('MODEL_NOT_PROMOTED', at, `${folder} does not exist yet: run research and promote`, {
      hint: 'quanttradeai research run, then quanttradeai promote --run research/<id>',
    });
  }
}

const KEYLESS: ReadonlySet<string> = new Set(['rules', 'mock', 'ollama']);

function checkLlm(context: CheckContext, agent: Agent, path: Path): void {
  const { llm } = agent;
  if (llm === undefined) return;
  const at = [...path, 'llm'];
  if ((llm.prompt === undefined) === (llm.prompt_file === undefined)) {
    context.report('PROMPT_MISSING', at, 'give exactly one of prompt and prompt_file', { aim: 'key' });
  }
  if (llm.prompt_file !== undefined && !context.exists(llm.prompt_file))
    fileMissing(context, [...at, 'prompt_file'], llm.prompt_file);
  if (llm.provider === 'openai-compatible' && llm.base_url === undefined) missing(context, at, 'base_url');
  if (llm.provider === 'mock' && llm.script === undefined) missing(context, at, 'script');
  if (llm.script !== undefined && !context.exists(llm.script)) fileMissing(context, [...at, 'script'], llm.script);
  if (llm.api_key_env !== undefined && !context.env[llm.api_key_env]) {
    context.report(
      'LLM_KEY_MISSING',
      context.written([...at, 'api_key_env']) ? [...at, 'api_key_env'] : [...at, 'provider'],
      `${llm.api_key_env} is not set`,
      {
        hint: `agent "${agent.name}" asks ${llm.provider} with the key in that variable`,
      },
    );
  }
  if (!KEYLESS.has(llm.provider) && llm.price === undefined && llm.unpriced === 'refuse') {
    context.report('LLM_PRICE_UNKNOWN', [...at, 'model'], `the price of "${llm.model}" is not known`, {
      hint: 'llm.price: { input: …, output: … } in USD per million tokens, or llm.unpriced: allow',
    });
  }
}

function checkContext(context: CheckContext, agent: Agent, path: Path): void {
  const blocks = agent.context;
  if (blocks === undefined) return;
  if (blocks.news !== false && context.project.news?.enabled !== true) {
    context.report('CONTEXT_NEWS_OFF', [...path, 'context', 'news'], 'context.news is on and news.enabled is not', {
      hint: 'news: { enabled: true, provider: … }',
    });
  }
  if (blocks.notes !== false && blocks.notes.file !== undefined && !context.exists(blocks.notes.file)) {
    fileMissing(
      context,
      context.written([...path, 'context', 'notes', 'file'])
        ? [...path, 'context', 'notes', 'file']
        : [...path, 'context', 'notes'],
      blocks.notes.file,
    );
  }
}

/** Own tools come from plug-ins: with plug-ins any name may be one. */
function checkTools(context: CheckContext, agent: Agent, path: Path): void {
  if (context.project.project.plugins.length > 0) return;
  for (const [index, tool] of (agent.tools ?? []).entries()) {
    if (BUILT_IN_TOOLS.some((known) => known === tool)) continue;
    context.report('TOOL_UNKNOWN', [...path, 'tools', index], `no tool is named "${tool}"`, {
      hint: didYouMean(tool, BUILT_IN_TOOLS),
    });
  }
}
