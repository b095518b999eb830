import type { TrainingRows } from '../contract.ts';
import { takeCells, takeRows } from '../take-rows.ts';

/** Rows to boost on while another part says when to stop. */
export interface StoppingSplit {
  readonly train: TrainingRows;
  readonly validation: TrainingRows;
}

/**
 * The last fifth of the dates (from date ⌊0.8 · dates⌋ on, counted from 0) to validate with, and of the rows before it those whose label
 * ends before the first of these dates: closed intervals, so that no label meets the validation part.
 * Undefined when no such row is left.
 */
export function stoppingSplit(rows: TrainingRows): StoppingSplit | undefined {
  const dates = [...new Set(rows.time)].sort((a, b) => a - b);
  const first = dates[Math.floor(0.8 * dates.length)]!;
  const train: number[] = [];
  const validation: number[] = [];
  for (let row = 0; row < rows.rows; row += 1) {
    if (rows.time[row]! >= first) validation.push(row);
    else if (rows.end[row]! < first) train.push(row);
  }
  if (train.length === 0) return undefined;
  return { train: pick(rows, train), validation: pick(rows, validation) };
}

function pick(rows: TrainingRows, chosen: readonly number[]): TrainingRows {
  const list = Int32Array.from(chosen);
  return {
    ...rows,
    ...takeRows(rows, list),
    target: takeCells(rows.target, list),
    weight: takeCells(rows.weight, list),
    time: takeCells(rows.time, list),
    end: takeCells(rows.end, list),
  };
}
