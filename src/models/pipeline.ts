import { z } from 'zod';
import { invariant } from '../base/index.ts';
import type { Matrix } from './contract.ts';
import { ModelArtifactError } from './errors.ts';
import { readState } from './read-state.ts';

/** What happens to missing cells: the row is left out, the training median stands in, or the model sees the gap. */
export const MISSING = ['drop', 'median', 'native'] as const;
export type MissingCells = (typeof MISSING)[number];

/** How columns are scaled: mean and population deviation, median and interquartile range, lowest and range, or not at all. */
export const SCALES = ['standard', 'robust', 'minmax', 'none'] as const;

const columnSchema = z.strictObject({
  name: z.string(),
  /** Stands in for a missing cell; null: the cell stays missing. */
  fill: z.number().nullable(),
  /** Lowest and highest value that passes; null: no limits. */
  clip: z.tuple([z.number(), z.number()]).nullable(),
  /** What is taken off, and what the rest is divided by. */
  centre: z.number(),
  spread: z.number().positive(),
});

const stateSchema = z.strictObject({
  missing: z.enum(MISSING),
  /** Names of the columns that go in, in their order. */
  inputs: z.array(z.string()),
  /** The columns that come out, in the order of the inputs. */
  columns: z.array(columnSchema),
  /** Columns without variation in the training rows, left out. */
  constant: z.array(z.string()),
  /** Columns that the selection left out. */
  unselected: z.array(z.string()),
});

export type PipelineColumn = z.infer<typeof columnSchema>;
export type PipelineState = z.infer<typeof stateSchema>;

/**
 * Preparation of columns with everything it learned from training rows, and from no other. There is no way to one but
 * `fitPipeline` of the research floor and the JSON of a fitted one.
 */
export class FittedPipeline {
  readonly state: PipelineState;
  /** Names of the columns that come out. */
  readonly names: readonly string[];
  readonly #sources: readonly number[];

  /** @param state what was learned from training rows */
  constructor(state: PipelineState) {
    this.state = state;
    this.names = state.columns.map(({ name }) => name);
    this.#sources = this.names.map((name) => state.inputs.indexOf(name));
    invariant(!this.#sources.includes(-1), 'a pipeline gives columns that it was given');
  }

  /** Reads {@link PipelineState} back. @throws ModelArtifactError naming the place for anything else, such as settings that were never fitted */
  static fromJson(json: unknown, where = 'pipeline'): FittedPipeline {
    const state = readState(stateSchema, json, where);
    const unknown = state.columns.find(({ name }) => !state.inputs.includes(name));
    if (unknown !== undefined) throw new ModelArtifactError(`${where}.columns`, `"${unknown.name}" is no input`);
    return new FittedPipeline(state);
  }

  /**
   * The columns a model sees. A cell that is missing stays so under `drop` and `native`.
   * @throws InvariantError when the matrix has other columns, or another order
   */
  transform(matrix: Matrix): Matrix {
    const { inputs, columns } = this.state;
    const same = inputs.length === matrix.names.length && inputs.every((name, at) => name === matrix.names[at]);
    invariant(same, `a pipeline is given the columns it was fitted on: ${inputs.join(', ')}`);
    return {
      rows: matrix.rows,
      names: this.names,
      columns: columns.map((column, k) => prepare(column, matrix.columns[this.#sources[k]!]!)),
    };
  }

  toJSON(): PipelineState {
    return this.state;
  }
}

/** One column after filling, clipping and scaling. */
export function prepare({ fill, clip, centre, spread }: PipelineColumn, source: Float64Array): Float64Array {
  const result = new Float64Array(source.length);
  for (let row = 0; row < source.length; row += 1) {
    let value = source[row]!;
    if (fill !== null && Number.isNaN(value)) value = fill;
    if (clip !== null) {
      if (value < clip[0]) value = clip[0];
      else if (value > clip[1]) value = clip[1];
    }
    result[row] = (value - centre) / spread;
  }
  return result;
}

/** 1 for each row of the matrix that has a missing cell. */
export function rowsWithGaps(matrix: Matrix): Uint8Array {
  const gaps = new Uint8Array(matrix.rows);
  for (const column of matrix.columns) {
    for (let row = 0; row < matrix.rows; row += 1) if (Number.isNaN(column[row]!)) gaps[row] = 1;
  }
  return gaps;
}
