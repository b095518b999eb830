import { canonicalJson, type Json } from '../base/index.ts';
import type { FitContext, FittedModel, Matrix, ModelFamily, TrainingRows } from './contract.ts';

/**
 * What every family keeps, tried on rows: built-in ones in their tests, a user's own before it is used. Returns what is broken, in
 * sentences; none is good.
 *
 * Fits four times. `rows` should vary in every column and in their weights.
 */
export function modelContract(
  family: ModelFamily,
  params: Readonly<Record<string, unknown>>,
  rows: TrainingRows,
  context: FitContext,
): string[] {
  const before = JSON.stringify(numbersOf(rows));
  const fitted = family.fit(copyOf(rows), params, context);
  const text = textOf(fitted);
  if (text === undefined) return ['toJSON gives numbers that JSON cannot carry'];
  const broken: string[] = [];
  if (textOf(family.fit(copyOf(rows), params, context)) !== text) broken.push('the same rows and seed give other bytes');
  if (textOf(family.fit(poisoned(rows), params, context)) !== text) {
    broken.push('it reads memory that is not part of its training rows');
  }
  if (textOf(family.fit(reweighted(rows), params, context)) === text) broken.push('other weights give the same model');
  if (JSON.stringify(numbersOf(rows)) !== before) broken.push('it changes the rows it is given');
  const answers = fitted.predict(rows);
  broken.push(...outputProblems(answers, rows.rows, context.kind === 'classifier' ? rows.classes.length : 1));
  const loaded = family.load(JSON.parse(text) as Json, rows.names);
  if (!sameBits(answers, loaded.predict(rows))) broken.push('after a round trip through JSON it predicts other bits');
  if (textOf(loaded) !== text) broken.push('after a round trip through JSON it writes other bytes');
  if (!sameBits(answers, byRow(fitted, rows))) broken.push('what it says about a row depends on the rows beside it');
  return broken;
}

/** What is wrong with the answers of a model: number of columns, length, finite numbers, probabilities that sum to 1. */
export function outputProblems(answers: readonly Float64Array[], rows: number, width: number): string[] {
  if (answers.length !== width) return [`it gives ${answers.length} columns in place of ${width}`];
  if (answers.some((column) => column.length !== rows)) return ['its columns have another length than the rows'];
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    for (const column of answers) {
      const value = column[row]!;
      if (!Number.isFinite(value)) return [`it gives ${value} in row ${row}`];
      if (width > 1 && (value < 0 || value > 1)) return [`it gives a probability of ${value} in row ${row}`];
      sum += value;
    }
    if (width > 1 && Math.abs(sum - 1) > 1e-9) return [`its probabilities sum to ${sum} in row ${row}`];
  }
  return [];
}

function textOf(fitted: FittedModel): string | undefined {
  try {
    return canonicalJson(fitted.toJSON());
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const columnsOf = ({ columns, target, weight, time, end }: TrainingRows): readonly Float64Array[] => [
  ...columns,
  target,
  weight,
  time,
  end,
];

const numbersOf = (rows: TrainingRows): readonly (readonly number[])[] => columnsOf(rows).map((column) => [...column]);

function mapColumns(rows: TrainingRows, make: (column: Float64Array) => Float64Array): TrainingRows {
  const { columns, target, weight, time, end } = rows;
  return { ...rows, columns: columns.map(make), target: make(target), weight: make(weight), time: make(time), end: make(end) };
}

const copyOf = (rows: TrainingRows): TrainingRows => mapColumns(rows, (column) => column.slice());

/** The same rows, cut out of longer columns that hold garbage before and after. */
function poisoned(rows: TrainingRows): TrainingRows {
  return mapColumns(rows, (column) => {
    const long = new Float64Array(column.length + 16).fill(1e6);
    long.set(column, 8);
    return long.subarray(8, 8 + column.length);
  });
}

function reweighted(rows: TrainingRows): TrainingRows {
  const copy = copyOf(rows);
  return { ...copy, weight: copy.weight.map((_, row) => (row < rows.rows / 2 ? 0.5 : 1.5)) };
}

function sameBits(a: readonly Float64Array[], b: readonly Float64Array[]): boolean {
  return a.length === b.length && a.every((column, k) => column.every((value, row) => Object.is(value, b[k]![row])));
}

/** What the model says when it is asked row by row. */
function byRow(fitted: FittedModel, matrix: Matrix): Float64Array[] {
  const each = Array.from({ length: matrix.rows }, (_, row) =>
    fitted.predict({ rows: 1, names: matrix.names, columns: matrix.columns.map((column) => column.slice(row, row + 1)) }),
  );
  return each[0]!.map((_, k) => Float64Array.from(each, (columns) => columns[k]![0]!));
}
