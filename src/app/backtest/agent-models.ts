import { basename, join } from 'node:path';
import { listFolder } from '../../adapters/fs/index.ts';
import { type ModelSource, modelsOfRule } from '../../agents/index.ts';
import type { UnixMs } from '../../base/index.ts';
import { type PlanOptions, UnknownFeatureError } from '../../features/index.ts';
import { checkModelFeatures, type ModelArtifact, type ModelFamily, signalsOf } from '../../models/index.ts';
import { loadPromoted, PROMOTION_MANIFEST, parseModelFile, readModelFile } from '../models/index.ts';
import { type Agent, modelPath, type Project } from '../project/index.ts';
import { ModelGoneError, ModelIntervalError, NotActiveHereError } from './errors.ts';
import { type FeatureIdentity, featureIdentities, type ProjectFeatures } from './features.ts';

/** A model that an agent uses, read and checked against the project. */
export interface AgentModel {
  /** Folder of the promoted model, or its file, as the project writes it. */
  readonly path: string;
  /** Name of the file in that folder. */
  readonly file: string;
  readonly artifact: ModelArtifact;
  readonly source: ModelSource;
}

export interface AgentModelsOptions {
  readonly project: Project;
  readonly projectDir: string;
  readonly agent: Agent;
  readonly own: ProjectFeatures;
  /** Families of the project's own module and files. */
  readonly families: readonly ModelFamily[];
  readonly plan: PlanOptions;
  /** Costs of one round trip of the agent, as a fraction. */
  readonly roundTripCost: number;
  /** Name of a model → `sha256:…` of the file that an earlier run used. */
  readonly pins?: ReadonlyMap<string, string> | undefined;
}

/**
 * Reads the models that an agent follows or whose signals its rule reads.
 * @throws ModelNotPromotedError, ModelFilesBrokenError, ModelGoneError, ModelFeatureMismatchError
 */
export function agentModels(options: AgentModelsOptions): readonly AgentModel[] {
  return wantedModels(options).map((wanted) => readModel(wanted, options));
}

/** Files that a model was read from, as seen from the project's folder. */
export function modelFilesOf({ path, file }: AgentModel): readonly string[] {
  return path.endsWith('.json') ? [path] : [join(path, PROMOTION_MANIFEST), join(path, file)];
}

/** Whether an agent follows a model, or its rule reads the signals of one. */
export function readsModels({ kind, rule }: Agent): boolean {
  return kind === 'model' || (kind === 'rule' && rule !== undefined && modelsOfRule(rule).length > 0);
}

/** A model as the agent names it; without a name its own holds. */
interface Wanted {
  readonly name: string | undefined;
  readonly path: string;
}

function wantedModels({ project, agent }: AgentModelsOptions): readonly Wanted[] {
  if (agent.kind === 'rule' && agent.rule !== undefined) {
    return modelsOfRule(agent.rule).map((name) => ({ name, path: pathOf(name, project, agent) }));
  }
  if (agent.kind !== 'model' || agent.model === undefined) return [];
  const { name, path } = agent.model;
  if (path !== undefined) return [{ name, path }];
  return name === undefined ? [] : [{ name, path: pathOf(name, project, agent) }];
}

function pathOf(name: string, project: Project, agent: Agent): string {
  const path = modelPath(project, agent, name);
  if (path !== undefined) return path;
  throw new NotActiveHereError(`agent "${agent.name}" reads the model "${name}", and no source has that name`, {
    code: 'MODEL_SIGNAL_MISSING',
    hint: 'declare it in model_signal_sources',
  });
}

function readModel({ name, path }: Wanted, options: AgentModelsOptions): AgentModel {
  const { text, file, hash } = modelText({ path, projectDir: options.projectDir, pin: pinOf(name, options) });
  const artifact = parseModelFile({ text, file }, options.families);
  checkFitsProject(artifact, options);
  const { document, names, members } = artifact;
  const source: ModelSource = {
    name: name ?? document.name,
    hash,
    features: names,
    ranks: document.label.type === 'rank_return',
    horizonBars: document.horizon_bars,
    validFrom: members[0]!.validFrom,
    signals: (columns, time) =>
      signalsOf(artifact, { matrix: { rows: time.length, names, columns }, time, roundTripCost: options.roundTripCost }),
  };
  return { path, file: basename(file), artifact, source };
}

function pinOf(name: string | undefined, { pins, agent }: AgentModelsOptions): string | undefined {
  if (pins === undefined) return undefined;
  // A model that is named by its path alone is the only one of its agent.
  return name === undefined && agent.kind === 'model' ? [...pins.values()][0] : pins.get(name ?? '');
}

interface ModelText {
  readonly text: string;
  /** Absolute. */
  readonly file: string;
  readonly hash: string;
}

function modelText(wanted: { readonly path: string; readonly projectDir: string; readonly pin: string | undefined }): ModelText {
  const { path, projectDir, pin } = wanted;
  const absolute = join(projectDir, path);
  const isFile = path.endsWith('.json');
  if (pin === undefined && !isFile) {
    const { text, file, sha256 } = loadPromoted(absolute, path);
    return { text, file, hash: `sha256:${sha256}` };
  }
  if (pin === undefined) return readText(absolute);
  for (const file of isFile ? [absolute] : candidates(absolute, pin)) {
    const read = isThere(file) ? readText(file) : undefined;
    if (read?.hash === pin) return read;
  }
  throw new ModelGoneError(path, pin);
}

function isThere(file: string): boolean {
  return listFolder(join(file, '..'))?.includes(basename(file)) === true;
}

function readText(file: string): ModelText {
  const { text, digest } = readModelFile(file);
  return { text, file, hash: `sha256:${digest}` };
}

/** Files of a folder that may be the model of a hash: the one that has it in its name first. */
function candidates(folder: string, pin: string): readonly string[] {
  const names = (listFolder(folder) ?? []).filter((name) => name.endsWith('.json') && name !== PROMOTION_MANIFEST).sort();
  const short = pin.slice('sha256:'.length, 'sha256:'.length + 12);
  const likely = names.filter((name) => name.includes(short));
  return [...likely, ...names.filter((name) => !likely.includes(name))].map((name) => join(folder, name));
}

interface ProjectColumns {
  readonly own: ProjectFeatures;
  readonly plan: PlanOptions;
}

/**
 * A model says something about bars of one length and features of one definition.
 * @throws ModelIntervalError, ModelFeatureMismatchError
 */
export function checkFitsProject(artifact: ModelArtifact, columns: ProjectColumns): void {
  const { name, interval } = artifact.document;
  const here = columns.plan.timeframe;
  if (interval !== here) throw new ModelIntervalError(name, { trained: interval, here });
  checkModelFeatures(artifact, knownFeatures(artifact, columns));
}

/** The features of a model that the project declares, as it declares them. */
function knownFeatures({ names }: ModelArtifact, { own, plan }: ProjectColumns): readonly FeatureIdentity[] {
  return names.flatMap((name) => {
    try {
      return featureIdentities(own, [name], plan);
    } catch (error) {
      if (!(error instanceof UnknownFeatureError)) throw error;
      return [];
    }
  });
}

/** Close time from which every model of an agent may speak; undefined: it reads none. */
export function firstSpoken(models: readonly AgentModel[]): UnixMs | undefined {
  return models.length === 0 ? undefined : models.reduce((latest, { source }) => Math.max(latest, source.validFrom), -Infinity);
}
