import { Arena, columnBytes } from '../../base/index.ts';
import { type InMemory, kernelsFor } from '../../kernels/index.ts';

/** Sums of the returns of each column in each block: what is kept of a sweep so that no second pass is needed. */
export interface BlockSums {
  /** `sums[block][column]` and `squares[block][column]`: Σ r and Σ r² over the rows of the block. */
  readonly sums: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
  /** Rows of each block. */
  readonly rows: number;
}

/** {@link BlockSums} of series, the oldest rows that fill no block left out. */
export function blockSums(matrix: readonly Float64Array[], blocks: number): BlockSums {
  const length = matrix[0]?.length ?? 0;
  const rows = Math.floor(length / blocks);
  const first = length - rows * blocks;
  const sums = Array.from({ length: blocks }, () => new Float64Array(matrix.length));
  const squares = Array.from({ length: blocks }, () => new Float64Array(matrix.length));
  for (let column = 0; column < matrix.length; column += 1) {
    const values = matrix[column]!;
    for (let block = 0; block < blocks; block += 1) {
      const from = first + block * rows;
      let sum = 0;
      let square = 0;
      for (let i = from; i < from + rows; i += 1) {
        sum += values[i]!;
        square += values[i]! * values[i]!;
      }
      sums[block]![column] = sum;
      squares[block]![column] = square;
    }
  }
  return { sums, squares, rows };
}

/** Beyond this Sharpe ratio per period a column is one that does not vary. */
const ENDLESS = 1e6;
/** Σ r² / (n·mean²) − 1 is the variance over the squared mean: below 1 / ENDLESS² it is rounding. */
const NEARLY = 1 - 1 / (ENDLESS * ENDLESS);
/** Makes 0 / 0 a 0 and changes no other sum of squares. */
const TINY = 1e-300;

/** Tables of fewer columns are not worth a memory of their own, and larger ones than this find no room in one: they lie on the heap. */
const LEAST_COLUMNS = 32;
const MOST_BYTES = 3 * 2 ** 30;

/** Memory for numbers of each column. */
export type ColumnRoom = () => Float64Array;

function roomFor(columns: number, entries: number): ColumnRoom {
  const bytes = columnBytes(columns, entries);
  if (columns < LEAST_COLUMNS || bytes > MOST_BYTES) return () => new Float64Array(columns);
  const arena = new Arena(bytes, { private: true });
  return () => arena.float64(columns);
}

/** Sums of every subset of the older and of the younger half of the blocks. */
export class HalfTables {
  readonly all: number;
  /** What {@link measure} writes for a half, and for the other. */
  readonly here: Float64Array;
  readonly there: Float64Array;
  readonly #low: number;
  readonly #sums: readonly [readonly Float64Array[], readonly Float64Array[]];
  readonly #squares: readonly [readonly Float64Array[], readonly Float64Array[]];
  /** A column does not vary within some block and is not 0 there: a half of such blocks has no Sharpe ratio. */
  readonly #mayRest: boolean;
  readonly #kernels: InMemory | undefined;

  /** @param room where the tables lie; absent: where kernels can read them */
  constructor({ sums, squares, rows }: BlockSums, room?: ColumnRoom) {
    const blocks = sums.length;
    this.#low = blocks / 2;
    this.all = (1 << blocks) - 1;
    const allocate = room ?? roomFor(sums[0]!.length, 4 * (1 << this.#low) + 2);
    this.#sums = [subsetSums(sums.slice(0, this.#low), 0, allocate), subsetSums(sums.slice(this.#low), 0, allocate)];
    this.#squares = [subsetSums(squares.slice(0, this.#low), TINY, allocate), subsetSums(squares.slice(this.#low), 0, allocate)];
    this.here = allocate();
    this.there = allocate();
    this.#kernels = kernelsFor(this.here);
    this.#mayRest = sums.some((own, block) =>
      own.some((sum, k) => sum !== 0 && sum * sum >= rows * squares[block]![k]! * NEARLY),
    );
  }

  /** s·|s| / q of every column over the n returns of a half, into {@link here} or {@link there}; gives the first column with the largest. */
  measure(half: number, n: number, out: Float64Array): number {
    const older = half & ((1 << this.#low) - 1);
    const younger = half >> this.#low;
    const s0 = this.#sums[0][older]!;
    const s1 = this.#sums[1][younger]!;
    const q0 = this.#squares[0][older]!;
    const q1 = this.#squares[1][younger]!;
    if (this.#mayRest) return measureResting({ s0, s1, q0, q1 }, n * NEARLY, out);
    const fast = this.#kernels;
    if (fast === undefined) return measureVarying({ s0, s1, q0, q1 }, out);
    return fast.measureHalf(s0.byteOffset, s1.byteOffset, q0.byteOffset, q1.byteOffset, out.byteOffset, out.length);
  }
}

/** Sums and sums of squares of the older and of the younger blocks of a half. */
interface HalfSums {
  readonly s0: Float64Array;
  readonly s1: Float64Array;
  readonly q0: Float64Array;
  readonly q1: Float64Array;
}

function measureVarying({ s0, s1, q0, q1 }: HalfSums, out: Float64Array): number {
  let best = 0;
  let largest = -Infinity;
  for (let k = 0; k < out.length; k += 1) {
    const s = s0[k]! + s1[k]!;
    const g = (s * Math.abs(s)) / (q0[k]! + q1[k]!);
    out[k] = g;
    if (g > largest) {
      largest = g;
      best = k;
    }
  }
  return best;
}

/** As {@link measureVarying}, with 0 where the size is `most` or more. */
function measureResting({ s0, s1, q0, q1 }: HalfSums, most: number, out: Float64Array): number {
  let best = 0;
  for (let k = 0; k < out.length; k += 1) {
    const s = s0[k]! + s1[k]!;
    const g = (s * Math.abs(s)) / (q0[k]! + q1[k]!);
    out[k] = Math.abs(g) < most ? g : 0;
    if (out[k]! > out[best]!) best = k;
  }
  return best;
}

/** Entry m is the sum of the rows whose bits are set in m, and of `base`; each is one row added to an earlier entry. */
function subsetSums(rows: readonly Float64Array[], base: number, allocate: ColumnRoom): readonly Float64Array[] {
  const columns = rows[0]!.length;
  const table = [allocate().fill(base)];
  for (const row of rows) {
    for (const part of table.slice()) {
      const sum = allocate();
      for (let k = 0; k < columns; k += 1) sum[k] = part[k]! + row[k]!;
      table.push(sum);
    }
  }
  return table;
}
