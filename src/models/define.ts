import type { z } from 'zod';
import { canonicalJson, type Json, Random } from '../base/index.ts';
import type { FittedModel, Matrix, ModelFamily, ModelKind, SpaceEntry, TrainingRows } from './contract.ts';
import { CustomModelError } from './errors.ts';
import { outputProblems } from './model-contract.ts';

/** Marks what {@link defineModel} made, also when a module was loaded beside another copy of the package. */
const MARK = Symbol.for('quanttradeai.model');

/** Rows to train on, copies that belong to the fit. Classifier: `target` is an index into `classes`. */
export type ModelRows = Pick<TrainingRows, 'rows' | 'names' | 'columns' | 'target' | 'classes' | 'time' | 'end'>;

export interface ModelFitContext<P> {
  readonly kind: ModelKind;
  readonly params: P;
  /** All chance of the fit has to come from here. */
  readonly random: Random;
}

/** What a user's own fit or load gives. */
export interface OwnFittedModel {
  /** One column per class that sum to 1 in each row, or one column of predictions. A row is answered from its own cells alone. */
  predict(matrix: Matrix): readonly Float64Array[];
  /** Plain JSON with finite numbers; `load` of it predicts the same bits. */
  toJSON(): Json;
}

/** A model of the user's own, as written in a module: `model: { family: custom, module: …, params: … }`. */
export interface ModelDefinition<P> {
  readonly summary?: string;
  /** Absent: both. */
  readonly kinds?: readonly ModelKind[];
  readonly params: z.ZodType<P>;
  /** True: takes missing cells (NaN) under `missing: native`. */
  readonly takesMissing?: boolean;
  /** What tuning varies, by parameter. */
  readonly space?: Readonly<Record<string, SpaceEntry>>;
  readonly fit: (rows: ModelRows, weights: Float64Array, context: ModelFitContext<P>) => OwnFittedModel;
  readonly load: (json: Json, names: readonly string[]) => OwnFittedModel;
}

/** Rows that fit and load are compared on. */
const COMPARED_ROWS = 256;

/**
 * Makes a model family of a user's own definition. What a fit gives is always the model that `load` makes of its JSON, so that a model
 * file says what the run said; a `load` that makes another model is found at the first fit.
 */
export function defineModel<P>(definition: ModelDefinition<P>): ModelFamily {
  const family: ModelFamily = {
    family: 'custom',
    summary: definition.summary ?? 'own model',
    source: 'own definition',
    kinds: definition.kinds ?? ['classifier', 'regressor'],
    params: definition.params as z.ZodType<Readonly<Record<string, unknown>>>,
    takesMissing: definition.takesMissing ?? false,
    space: new Map(Object.entries(definition.space ?? {})),
    fit: (rows, params, { kind, seed, stream }) => {
      const random = new Random(seed, stream);
      const { names, classes } = rows;
      const own: ModelRows = {
        ...{ rows: rows.rows, names, classes, columns: rows.columns.map((column) => column.slice()) },
        ...{ target: rows.target.slice(), time: rows.time.slice(), end: rows.end.slice() },
      };
      const fitted = ownCode('fit', () => definition.fit(own, rows.weight.slice(), { kind, params: params as P, random }));
      const loaded = new CustomModel(jsonOf(fitted), names, definition.load);
      compare(new Answers(fitted), loaded, firstRows(rows), kind === 'classifier' ? classes.length : 1);
      return loaded;
    },
    load: (json, names) => new CustomModel(json, names, definition.load),
  };
  Object.defineProperty(family, MARK, { value: true });
  return Object.freeze(family);
}

/** True for what {@link defineModel} returned. */
export function isModel(value: unknown): value is ModelFamily {
  return typeof value === 'object' && value !== null && Reflect.get(value, MARK) === true;
}

/** Checks what a user's model answers. */
class Answers {
  readonly #own: OwnFittedModel;
  constructor(own: OwnFittedModel) {
    this.#own = own;
  }

  predict(matrix: Matrix): readonly Float64Array[] {
    const copy = { ...matrix, columns: matrix.columns.map((column) => column.slice()) };
    const answers: unknown = ownCode('predict', () => this.#own.predict(copy));
    if (!Array.isArray(answers) || answers.length === 0 || !answers.every((column) => column instanceof Float64Array)) {
      throw new CustomModelError('predict gives no array of Float64Array columns');
    }
    return answers;
  }
}

class CustomModel implements FittedModel {
  readonly #json: Json;
  readonly #answers: Answers;

  constructor(json: Json, names: readonly string[], load: (json: Json, names: readonly string[]) => OwnFittedModel) {
    this.#json = json;
    this.#answers = new Answers(ownCode('load', () => load(structuredClone(json), names)));
  }

  /** A row with a missing cell may stay without an answer; every other one has to have it. */
  predict(matrix: Matrix): readonly Float64Array[] {
    const answers = this.#answers.predict(matrix);
    const full = { rows: 0, kept: answers.map(() => new Float64Array(matrix.rows)) };
    for (let row = 0; row < matrix.rows; row += 1) {
      if (matrix.columns.some((column) => Number.isNaN(column[row]!))) continue;
      answers.forEach((column, k) => {
        full.kept[k]![full.rows] = column[row]!;
      });
      full.rows += 1;
    }
    if (answers.some((column) => column.length !== matrix.rows))
      throw new CustomModelError('its columns have another length than the rows');
    const [problem] = outputProblems(
      full.kept.map((column) => column.subarray(0, full.rows)),
      full.rows,
      answers.length,
    );
    if (problem !== undefined) throw new CustomModelError(problem);
    return answers;
  }

  toJSON(): Json {
    return this.#json;
  }
}

/** The state as JSON has it, cut off from the user's object. */
function jsonOf(fitted: unknown): Json {
  if (typeof fitted !== 'object' || fitted === null || typeof Reflect.get(fitted, 'toJSON') !== 'function') {
    throw new CustomModelError('fit gives no object with predict and toJSON (it has to be synchronous)');
  }
  return ownCode('toJSON', () => JSON.parse(canonicalJson((fitted as OwnFittedModel).toJSON())) as Json);
}

function firstRows(rows: TrainingRows): Matrix {
  const count = Math.min(rows.rows, COMPARED_ROWS);
  return { rows: count, names: rows.names, columns: rows.columns.map((column) => column.slice(0, count)) };
}

function compare(fitted: Answers, loaded: CustomModel, matrix: Matrix, width: number): void {
  const before = fitted.predict(matrix);
  const after = loaded.predict(matrix);
  if (after.length !== width) throw new CustomModelError(`it gives ${after.length} columns in place of ${width}`);
  const same =
    before.length === width && after.every((column, k) => column.every((value, row) => Object.is(value, before[k]![row])));
  if (!same) throw new CustomModelError('load(toJSON()) predicts other numbers than the fit');
}

function ownCode<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof CustomModelError) throw error;
    throw new CustomModelError(`${what} failed: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
