import { z } from 'zod';
import { invariant, type Json } from '../base/index.ts';
import type { FittedModel, Matrix, ModelFamily } from './contract.ts';
import { ModelArtifactError } from './errors.ts';
import { readState } from './read-state.ts';
import { takeRows } from './take-rows.ts';

const settingsSchema = z.strictObject({
  file: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  columns: z.array(z.string()).min(1),
  outputs: z.enum(['probabilities', 'prediction']),
  classes: z.array(z.int()),
});

/** An ONNX file and how it is read; `columns` in the order of its input, `classes` empty for a prediction. */
export interface OnnxSettings {
  readonly file: string;
  readonly sha256: string;
  readonly columns: readonly string[];
  readonly outputs: 'probabilities' | 'prediction';
  readonly classes: readonly number[];
}

/** What runs the file: answers to rows without gaps, rounded to 1e-6. */
export type OnnxScores = (matrix: Matrix) => readonly Float64Array[];

/**
 * Models that were trained elsewhere and come as an ONNX file: nothing is fitted, columns go in as they are.
 * @param open makes a file answer (an adapter); called once for each file
 * @param settings what a fit gives; absent where models are only loaded
 */
export function onnxFamily(open: (settings: OnnxSettings) => OnnxScores, settings?: OnnxSettings): ModelFamily {
  const opened = new Map<string, OnnxScores>();
  const model = (json: unknown): FittedModel => {
    const own = readState(settingsSchema, json, '');
    if (own.outputs === 'probabilities' ? own.classes.length < 2 : own.classes.length > 0) {
      throw new ModelArtifactError('classes', `${own.classes.length} for ${own.outputs}`);
    }
    const scores = opened.get(own.sha256) ?? open(own);
    opened.set(own.sha256, scores);
    return new ImportedModel(own, scores);
  };
  return {
    family: 'onnx',
    summary: 'a model that was trained elsewhere, from an ONNX file',
    source: 'the file',
    kinds: settings?.outputs === 'prediction' ? ['regressor'] : ['classifier'],
    params: z.strictObject({}),
    takesMissing: false,
    space: new Map(),
    ...(settings === undefined ? {} : { reads: settings.columns }),
    fit: (rows) => {
      invariant(settings !== undefined, 'an ONNX model has a file');
      const same = settings.outputs === 'prediction' || settings.classes.join() === rows.classes.join();
      if (!same) throw new ModelArtifactError('classes', `${settings.classes.join(', ')} in place of ${rows.classes.join(', ')}`);
      return model({ ...settings, columns: [...settings.columns], classes: [...settings.classes] });
    },
    load: (json, names) => {
      const loaded = model(json);
      const { columns } = readState(settingsSchema, json, '');
      if (columns.join('\n') !== names.join('\n'))
        throw new ModelArtifactError('columns', `${columns.join(', ')} in place of ${names.join(', ')}`);
      return loaded;
    },
  };
}

class ImportedModel implements FittedModel {
  readonly #settings: OnnxSettings;
  readonly #scores: OnnxScores;
  constructor(settings: OnnxSettings, scores: OnnxScores) {
    this.#settings = settings;
    this.#scores = scores;
  }

  /** Rows with a gap are not asked about; they stay without an answer. */
  predict(matrix: Matrix): Float64Array[] {
    const width = Math.max(1, this.#settings.classes.length);
    const result = Array.from({ length: width }, () => new Float64Array(matrix.rows).fill(Number.NaN));
    const rows: number[] = [];
    for (let row = 0; row < matrix.rows; row += 1)
      if (!matrix.columns.some((column) => Number.isNaN(column[row]!))) rows.push(row);
    if (rows.length === 0) return result;
    const answers = this.#scores(takeRows(matrix, Int32Array.from(rows)));
    rows.forEach((row, at) => {
      for (let k = 0; k < width; k += 1) result[k]![row] = answers[k]![at]!;
    });
    return result;
  }

  toJSON(): Json {
    const { file, sha256, columns, outputs, classes } = this.#settings;
    return { file, sha256, columns, outputs, classes };
  }
}
