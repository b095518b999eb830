import { exp } from '../../base/index.ts';
import type { TrainingRows } from '../contract.ts';

/**
 * A made-up problem that any program can rebuild: mulberry32 (T. Ettinger, 2017) from seed 42, row by row 50 features, then one draw u;
 * with c = 2x − 1, z = 6·c0·c1 + 4·c2² − 4/3 + 3·c3 + 2·c4 + (x5 > 0.7 ? 1.4 : −0.6) and y = u < 1 / (1 + e^−z).
 */
export interface Problem {
  readonly train: TrainingRows;
  readonly test: TrainingRows;
  /** Probability of 1 of each test row. */
  readonly truth: Float64Array;
}

const FEATURES = 50;

export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function madeUpProblem(trainRows: number, testRows: number): Problem {
  const draw = mulberry32(42);
  const truth = new Float64Array(testRows);
  const next = (rows: number, probabilities?: Float64Array): TrainingRows => {
    const columns = Array.from({ length: FEATURES }, () => new Float64Array(rows));
    const target = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) {
      for (const column of columns) column[row] = draw();
      const p = 1 / (1 + exp(-scoreOf(columns, row)));
      target[row] = draw() < p ? 1 : 0;
      if (probabilities !== undefined) probabilities[row] = p;
    }
    const time = Float64Array.from({ length: rows }, (_, row) => row);
    return {
      rows,
      names: columns.map((_, j) => `x${j}`),
      columns,
      target,
      classes: [0, 1],
      weight: new Float64Array(rows).fill(1),
      time,
      end: time,
      uniqueness: 1,
    };
  };
  return { train: next(trainRows), test: next(testRows, truth), truth };
}

function scoreOf(columns: readonly Float64Array[], row: number): number {
  const x = (j: number): number => columns[j]![row]!;
  const c = (j: number): number => 2 * x(j) - 1;
  return 6 * c(0) * c(1) + 4 * c(2) * c(2) - 4 / 3 + 3 * c(3) + 2 * c(4) + (x(5) > 0.7 ? 1.4 : -0.6);
}
