import { heldOutTail } from '../../base/index.ts';
import type { TrainingRows } from '../contract.ts';
import { takeCells, takeRows } from '../take-rows.ts';

/** Rows to boost on while another part says when to stop. */
export interface StoppingSplit {
  readonly train: TrainingRows;
  readonly validation: TrainingRows;
}

/**
 * The last fifth of the dates to validate with, and of the rows before it those whose label does not meet it: {@link heldOutTail}.
 * Undefined when no such row is left.
 */
export function stoppingSplit(rows: TrainingRows): StoppingSplit | undefined {
  const all = Int32Array.from({ length: rows.rows }, (_, row) => row);
  const { train, test } = heldOutTail(rows, all);
  return train.kept.length === 0 ? undefined : { train: pick(rows, train.kept), validation: pick(rows, test) };
}

function pick(rows: TrainingRows, list: Int32Array): TrainingRows {
  return {
    ...rows,
    ...takeRows(rows, list),
    target: takeCells(rows.target, list),
    weight: takeCells(rows.weight, list),
    time: takeCells(rows.time, list),
    end: takeCells(rows.end, list),
  };
}
