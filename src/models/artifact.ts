import { canonicalJson, type Json, type UnixMs } from '../base/index.ts';
import type { Calibration } from './calibration.ts';
import type { Matrix, ModelFamily } from './contract.ts';
import { documentSchema, type ModelDocument, type ModelFeature } from './document.ts';
import { ModelArtifactError, ModelFeatureMismatchError } from './errors.ts';
import { type FittedEstimator, loadEstimator } from './estimator.ts';
import { readState } from './read-state.ts';

/** Largest size of `model.json`, in bytes. */
export const MAX_MODEL_BYTES = 64 * 1024 * 1024;

/** One fitted model and the time it speaks for. */
export interface ModelMember {
  readonly index: number;
  /** Speaks at times t with validFrom ≤ t < validTo; undefined: without end. */
  readonly validFrom: UnixMs;
  readonly validTo: UnixMs | undefined;
  readonly trainedFrom: UnixMs;
  readonly trainedTo: UnixMs;
  readonly estimator: FittedEstimator;
  readonly calibration: Calibration;
  readonly classMeanReturns: readonly number[];
}

/** A model file that was read and checked, ready to predict. */
export interface ModelArtifact {
  readonly document: ModelDocument;
  /** Names of the columns, in the order the model reads them. */
  readonly names: readonly string[];
  /** By validFrom, upwards. */
  readonly members: readonly ModelMember[];
}

export interface LoadOptions {
  /** Families of the project's own modules. */
  readonly families?: readonly ModelFamily[];
}

/**
 * Checks and loads what `model.json` holds.
 * @throws ModelArtifactError naming the place; UnknownModelError for a family that was not handed in
 */
export function parseModel(json: unknown, { families = [] }: LoadOptions = {}): ModelArtifact {
  const document = readState(documentSchema, json, '');
  const names = document.features.map(({ name }) => name);
  checkShape(document, names);
  const probe: Matrix = { rows: 1, names, columns: names.map(() => new Float64Array(1)) };
  const outputs = document.kind === 'classifier' ? document.classes.length : 1;
  const members = document.members.map((member, index): ModelMember => {
    const where = `members[${index}]`;
    const estimator = loadEstimator(member, { where, families });
    for (const { pipeline } of estimator.parts) {
      if (pipeline.state.inputs.join('\n') === names.join('\n')) continue;
      throw new ModelArtifactError(`${where}.pipeline.inputs`, 'the columns are not those of features, in their order');
    }
    const answers = estimator.predict(probe).length;
    if (answers !== outputs) throw new ModelArtifactError(`${where}.model`, `it gives ${answers} columns in place of ${outputs}`);
    return {
      index,
      validFrom: Date.parse(member.valid_from),
      validTo: member.valid_to === null ? undefined : Date.parse(member.valid_to),
      trainedFrom: Date.parse(member.trained_from),
      trainedTo: Date.parse(member.trained_to),
      estimator,
      calibration: member.calibration,
      classMeanReturns: member.class_mean_returns,
    };
  });
  return { document, names, members };
}

function checkShape({ kind, classes, members, class_mean_returns: means }: ModelDocument, names: readonly string[]): void {
  const fail = (where: string, problem: string): never => {
    throw new ModelArtifactError(where, problem);
  };
  if (new Set(names).size !== names.length) fail('features', 'two have one name');
  if (kind === 'classifier' ? classes.length < 2 : classes.length > 0) fail('classes', `${classes.length} for a ${kind}`);
  if (!classes.every((value, k) => k === 0 || value > classes[k - 1]!)) fail('classes', 'they do not ascend');
  if (means.length !== classes.length) fail('class_mean_returns', `${means.length} for ${classes.length} classes`);
  members.forEach((member, k) => {
    const where = `members[${k}]`;
    if (member.class_mean_returns.length !== classes.length) {
      fail(`${where}.class_mean_returns`, `${member.class_mean_returns.length} for ${classes.length} classes`);
    }
    const curves = member.calibration.method === 'isotonic' ? member.calibration.curves.length : undefined;
    const wanted = kind === 'classifier' ? classes.length : 1;
    if (curves !== undefined && curves !== wanted) fail(`${where}.calibration.curves`, `${curves} in place of ${wanted}`);
    if (member.valid_to !== null && member.valid_to <= member.valid_from) fail(`${where}.valid_to`, 'not after valid_from');
    if (member.trained_to < member.trained_from) fail(`${where}.trained_to`, 'before trained_from');
    if (k > 0 && member.valid_from <= members[k - 1]!.valid_from) fail(`${where}.valid_from`, 'not after the member before');
  });
}

/** The text of a model file, read and checked. @throws as {@link parseModel} */
export function readModelText(text: string, options: LoadOptions = {}): ModelArtifact {
  return parseModel(modelJson(text), options);
}

/** What a model file says about itself, when the families of its own modules are not at hand to load it. @throws ModelArtifactError */
export function readModelDocument(text: string): ModelDocument {
  return readState(documentSchema, modelJson(text), '');
}

function modelJson(text: string): unknown {
  checkSize(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ModelArtifactError('', `the text is not JSON (${error.message})`, { cause: error });
  }
}

/**
 * What `model.json` holds: RFC 8785 canonical JSON, the same bytes for the same model. It is read back once, so that nothing is written
 * that could not be loaded.
 * @throws ModelArtifactError, also above {@link MAX_MODEL_BYTES}
 */
export function modelText(document: ModelDocument, options: LoadOptions = {}): string {
  let text: string;
  try {
    text = canonicalJson(document as Json);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ModelArtifactError('', error.message, { hint: 'a fitted model holds finite numbers only', cause: error });
  }
  readModelText(text, options);
  return text;
}

function checkSize(text: string): void {
  if (text.length <= MAX_MODEL_BYTES / 3) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= MAX_MODEL_BYTES) return;
  throw new ModelArtifactError('', `it has ${bytes} bytes, more than ${MAX_MODEL_BYTES}`, {
    hint: 'use fewer or smaller trees, fewer seeds, or fewer folds',
  });
}

/** The member that speaks at t: the latest with validFrom ≤ t, unless its time is over. Undefined: nobody. */
export function memberAt({ members }: ModelArtifact, time: UnixMs): ModelMember | undefined {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (members[middle]!.validFrom <= time) low = middle + 1;
    else high = middle;
  }
  const member = low === 0 ? undefined : members[low - 1]!;
  return member === undefined || (member.validTo !== undefined && time >= member.validTo) ? undefined : member;
}

/**
 * Compares the features a model was trained on with those of the project.
 * @throws ModelFeatureMismatchError for one that is absent or has another definition, with both definitions and hashes
 */
export function checkModelFeatures({ document }: ModelArtifact, project: Iterable<ModelFeature>): void {
  const known = new Map([...project].map((feature) => [feature.name, feature]));
  for (const { name, definition, hash } of document.features) {
    const own = known.get(name);
    const trained = `model ${document.name} was trained on feature "${name}" = ${canonicalJson(definition as Json)} (hash ${hash})`;
    if (own === undefined) throw new ModelFeatureMismatchError(name, `${trained}, which this project does not define`);
    if (own.hash === hash) continue;
    throw new ModelFeatureMismatchError(
      name,
      `${trained}; this project has ${canonicalJson(own.definition as Json)} (hash ${own.hash})`,
    );
  }
}
