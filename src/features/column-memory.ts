import { Arena, columnBytes } from '../base/index.ts';
import type { Dataset } from '../market/index.ts';
import type { FeaturePlan, PlanNode } from './plan.ts';

/** Below this many rows a memory of its own costs more than kernels save. */
const LEAST_ROWS = 4096;
/** Columns of a symbol beside those of the plan: what rules and models keep by row. */
const SPARE_COLUMNS = 8;
/** More is left to the heap: an arena ends at 4 GiB. */
const MOST_BYTES = 3 * 2 ** 30;

/**
 * Memory for the columns of a run that kernels can work on: one private arena with room for the whole plan. What does not fit, as bars
 * that reach further back than the dataset, and runs of few rows lie on the heap; the numbers are the same.
 */
export function columnMemory(plan: FeaturePlan, dataset: Dataset): (length: number) => Float64Array {
  const rows = dataset.time.length;
  const columns = plan.nodes.reduce((sum, node) => sum + columnsOf(node), 0) + plan.reads.size + SPARE_COLUMNS;
  const bytes = columnBytes(rows, columns * dataset.symbols.length);
  if (rows < LEAST_ROWS || bytes > MOST_BYTES) return heap;
  const arena = new Arena(bytes, { private: true });
  return (length) => (arena.used + columnBytes(length, 1) <= arena.capacity ? arena.float64(length) : heap(length));
}

function columnsOf(node: PlanNode): number {
  return node.kind === 'feature' ? node.warmUp.length : 1;
}

function heap(length: number): Float64Array {
  return new Float64Array(length);
}
