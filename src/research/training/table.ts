import type { TrainingRows } from '../../models/index.ts';
import type { ResearchRows } from '../rows/contract.ts';
import { sampleWeights, type WeightSettings } from '../weights/index.ts';

/** Rows with what they would have earned, for the return series of trials. */
export interface TrainingTable extends ResearchRows {
  /** Return from the close of the row's bar to the next close of its symbol, as a fraction; NaN on the last bar. */
  readonly nextReturn: Float64Array;
  /** Labels of the classes, ascending; empty for a regressor. */
  readonly classes: readonly number[];
}

/** Some rows of a table as what a model is trained on; weights are those of these rows alone. */
export function trainingRows(table: TrainingTable, rows: Int32Array, settings: WeightSettings): TrainingRows {
  const kind = table.classes.length > 0 ? 'classifier' : 'regressor';
  const { weight, uniqueness } = sampleWeights(table, rows, { ...settings, kind });
  return {
    ...matrixOf(table, rows),
    target: targetsOf(table, rows),
    classes: table.classes,
    weight,
    time: gather(table.time, rows),
    end: gather(table.end, rows),
    uniqueness,
  };
}

/** The features of some rows. */
export function matrixOf(table: ResearchRows, rows: Int32Array) {
  return { rows: rows.length, names: table.names, columns: table.columns.map((column) => gather(column, rows)) };
}

/** Classifier: index into `classes`; regressor: the value. */
export function targetsOf(table: TrainingTable, rows: Int32Array): Float64Array {
  if (table.classes.length === 0) return gather(table.value, rows);
  return Float64Array.from(rows, (row) => table.classes.indexOf(table.value[row]!));
}

export function gather(column: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) picked[i] = column[rows[i]!]!;
  return picked;
}
