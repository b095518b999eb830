import type { Matrix } from './contract.ts';

/** The rows of a matrix, in the given order. */
export function takeRows(matrix: Matrix, rows: Int32Array): Matrix {
  return { rows: rows.length, names: matrix.names, columns: matrix.columns.map((column) => takeCells(column, rows)) };
}

/** Cells of a column, in the given order. */
export function takeCells(column: Float64Array, rows: Int32Array): Float64Array {
  const cells = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) cells[i] = column[rows[i]!]!;
  return cells;
}
