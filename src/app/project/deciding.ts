import { canonicalJson, expressions, invariant, type Json } from '../../base/index.ts';
import { isRecord } from '../../config/index.ts';
import type { FeatureDefinition } from '../../features/index.ts';
import type { ledger } from '../../research/index.ts';
import type { Agent, Project } from './project.ts';
import { defaultColumns, projectDefinitions } from './project-features.ts';

/** Keys whose value is the path of a text that decides: the text counts, not where it lies. */
const TEXT_FILES: ReadonlySet<string> = new Set(['prompt_file', 'script', 'module', 'file']);
/** Keys that say where something lies, who may be asked for it or what it may cost, or explain to people; they decide nothing. */
const UNSAID: ReadonlySet<string> = new Set(['path', 'dir', 'base_url', 'api_key_env', 'price', 'reason', 'backend']);

interface Reading {
  readonly project: Project;
  /** Hash of the text of a file of the project; undefined when there is none. */
  readonly textHash: (path: string) => string | undefined;
  readonly sha256: (text: string) => string;
}

/** What decides in a project, without names, paths, mode and comments: what the trial ledger's `config_hash` is made of. */
export interface Deciding {
  /** For an agent of this name. */
  agent(name: string): ledger.DecidingParts;
  /** For the `research` section. */
  research(): ledger.DecidingParts;
}

export function decidingOf(reading: Reading): Deciding {
  const { project } = reading;
  return {
    agent(name) {
      const agent = project.agents.find((one) => one.name === name);
      invariant(agent !== undefined, `the project has an agent "${name}"`);
      return agentParts(reading, agent);
    },
    research: () => researchParts(reading),
  };
}

function agentParts(reading: Reading, agent: Agent): ledger.DecidingParts {
  const { project } = reading;
  const features = new FeatureHashes(reading);
  const {
    kind,
    symbols,
    schedule,
    rule,
    stops,
    risk,
    execution,
    model,
    model_signal_sources,
    hybrid,
    code,
    llm,
    context,
    tools,
  } = agent;
  const said = (value: unknown): Json => plain(value, reading);
  // Bars before the window belong to the window, which every line of the ledger names.
  const { warmup_bars: _, ...decided } = schedule;
  const own = {
    ...{
      kind,
      symbols: [...symbols],
      schedule: said(decided),
      rule: features.named(said(rule)),
      stops: features.named(said(stops)),
    },
    ...{ model: said(model), model_signal_sources: said(model_signal_sources), hybrid: said(hybrid), code: said(code) },
    ...{ llm: said(llm), context: features.named(said(context)), tools: said(tools) },
  };
  // Code asks for features by name when it runs.
  const every = kind === 'code' ? features.all() : features.used();
  return {
    features: { definitions: every, adjustment: project.data.adjustment },
    agent: own,
    risk: { limits: said(project.risk), agent: said(risk), sizing: said(project.position_manager.sizing) },
    costs: said(execution),
  };
}

function researchParts(reading: Reading): ledger.DecidingParts {
  const { project } = reading;
  const { research } = project;
  invariant(research !== undefined, 'the project has a research section');
  const { labels, model, preprocess, weights, evaluation, backtest, symbols, seed } = research;
  const features = new FeatureHashes(reading);
  const said = (value: unknown): Json => plain(value, reading);
  const columns = features.named([...(research.features ?? defaultColumns(project))]);
  return {
    features: {
      columns,
      symbols: said(symbols),
      adjustment: project.data.adjustment,
      preprocess: said(preprocess),
      weights: said(weights),
    },
    label: said(labels),
    model: { ...(said(model) as object), evaluation: said(evaluation), seed: seed ?? project.project.seed },
    risk: null,
    costs: said(backtest),
  };
}

/** A setting as JSON: files as the hash of their text, keys that decide nothing left out. */
function plain(value: unknown, reading: Reading): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, reading));
  if (!isRecord(value)) return String(value);
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (UNSAID.has(key) || item === undefined) continue;
    result[key] = TEXT_FILES.has(key) && typeof item === 'string' ? (reading.textHash(item) ?? null) : plain(item, reading);
  }
  return result;
}

const WORD = /[A-Za-z][A-Za-z0-9_]*/g;

/** Stands the hash of a feature's definition where its name stands: the same feature under another name is the same. */
class FeatureHashes {
  readonly #reading: Reading;
  readonly #definitions: ReadonlyMap<string, FeatureDefinition>;
  readonly #hashes = new Map<string, string>();

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#definitions = new Map(projectDefinitions(reading.project).map((definition) => [definition.name, definition]));
  }

  /** Texts of a setting, written in one way where they are expressions, with hashes for names. */
  named(value: Json): Json {
    if (typeof value === 'string') return oneSpelling(value).replace(WORD, (word) => this.#hashOf(word) ?? word);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: Json) => this.named(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.named(item as Json)]));
  }

  /** Hashes of the definitions that were named so far, and of those that they name. */
  used(): readonly string[] {
    return [...this.#hashes.values()].sort();
  }

  /** Every definition of the project, under its name. */
  all(): Json {
    return [...this.#definitions.keys()].sort().map((name) => [name, this.#hashOf(name)!]);
  }

  #hashOf(name: string): string | undefined {
    const known = this.#hashes.get(name);
    if (known !== undefined) return known;
    const definition = this.#definitions.get(name);
    if (definition === undefined) return undefined;
    const { name: _, ...rest } = definition;
    // A cycle is an error of the configuration; here it only must end.
    this.#hashes.set(name, `cycle ${name}`);
    const hash = `feature ${this.#reading.sha256(canonicalJson(this.named(plain(rest, this.#reading))))}`;
    this.#hashes.set(name, hash);
    return hash;
  }
}

/** Spaces and parentheses of an expression that change nothing are taken away; other texts stay. */
function oneSpelling(text: string): string {
  const parsed = expressions.parseExpression(text);
  return parsed.ok ? expressions.printExpression(parsed.expression) : text;
}
