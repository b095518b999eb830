import { invariant, quantileOfSorted } from '../../base/index.ts';
import { sortedNumbers } from './sort-numbers.ts';

/** Columns whose bins share one 32-bit word. */
export const WORD_COLUMNS = 4;

/**
 * Where a column is cut into bins: bin b holds `cuts[b − 1] < x ≤ cuts[b]`, the last bin what lies above every cut.
 *
 * Up to `maxBins` different values are cut halfway between neighbours; more at their type-7 quantiles k / maxBins, equal ones once.
 * A column with one value, or none, has no cut. Missing cells (NaN) do not count.
 *
 * Source: histogram-based splitting as in G. Ke et al., LightGBM (NIPS 2017), section 2.
 */
export function binCuts(column: Float64Array, maxBins: number): Float64Array {
  const sorted = sortedNumbers(presentCells(column));
  const values = distinct(sorted, maxBins);
  if (values !== undefined) return Float64Array.from(values.slice(1), (value, i) => between(values[i]!, value));
  const cuts: number[] = [];
  const highest = sorted[sorted.length - 1]!;
  for (let k = 1; k < maxBins; k += 1) {
    const cut = quantileOfSorted(sorted, k / maxBins);
    if (cut < highest && cut !== cuts.at(-1)) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

/** A copy without the missing cells. */
function presentCells(column: Float64Array): Float64Array {
  const cells = new Float64Array(column.length);
  let count = 0;
  for (let row = 0; row < column.length; row += 1) {
    const cell = column[row]!;
    if (Number.isNaN(cell)) continue;
    invariant(Number.isFinite(cell), 'a cell of a model is a finite number or missing');
    cells[count] = cell;
    count += 1;
  }
  return cells.subarray(0, count);
}

/** The different values, ascending; undefined when there are more than `most`. */
function distinct(sorted: Float64Array, most: number): readonly number[] | undefined {
  const values: number[] = [];
  for (let i = 0; i < sorted.length; i += 1) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    if (values.length === most) return undefined;
    values.push(sorted[i]!);
  }
  return values;
}

/** A number from low up to, and never at, high: their middle where floats have one. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

/**
 * A matrix in bins, each a byte: at most 255 of values and one of missing cells. The bins of four columns stand in each word, and the words of
 * one group of columns side by side.
 */
export class BinnedRows {
  readonly rows: number;
  readonly cuts: readonly Float64Array[];
  /** By group and row; the first column of a group is the lowest byte. */
  readonly #words: readonly Int32Array[];

  constructor(columns: readonly Float64Array[], rows: number, maxBins: number) {
    this.rows = rows;
    this.cuts = columns.map((column) => binCuts(column, maxBins));
    this.#words = Array.from({ length: Math.ceil(columns.length / WORD_COLUMNS) }, () => new Int32Array(rows));
    for (const [index, column] of columns.entries()) writeBins(column, this.cuts[index]!, this.wordsOf(index), this.shift(index));
  }

  /** The words that hold a column, by row. */
  wordsOf(column: number): Int32Array {
    return this.#words[Math.floor(column / WORD_COLUMNS)]!;
  }

  /** Place of a column's byte in its words. */
  shift(column: number): number {
    return (column % WORD_COLUMNS) * 8;
  }

  /** The bin of a column's missing cells, one above its last bin of values. */
  missingBin(column: number): number {
    return this.cuts[column]!.length + 1;
  }
}

/** Steps of the ruler that says between which cuts a cell lies. */
const RULER_STEPS = 1024;

/**
 * Writes the bin of each cell, the number of cuts below it, into its byte of `words`.
 *
 * A ruler with even steps from the lowest to the highest cut gives the cuts that a cell can lie among, often one or none; those are searched
 * by halves. As a greater number never has a lower step, the bins are exact whatever the rounding.
 */
function writeBins(column: Float64Array, cuts: Float64Array, words: Int32Array, shift: number): void {
  const lowest = cuts[0] ?? 0;
  const highest = cuts[cuts.length - 1] ?? 0;
  const steps = highest > lowest && Number.isFinite(highest - lowest) ? (RULER_STEPS - 1) / (highest - lowest) : 0;
  const below = new Int32Array(RULER_STEPS + 1);
  for (const cut of cuts) below[stepOf(cut, lowest, steps) + 1]! += 1;
  for (let step = 1; step <= RULER_STEPS; step += 1) below[step]! += below[step - 1]!;
  const missing = cuts.length + 1;
  for (let row = 0; row < words.length; row += 1) {
    const cell = column[row]!;
    if (Number.isNaN(cell)) {
      words[row]! |= missing << shift;
      continue;
    }
    const step = stepOf(cell, lowest, steps);
    let bin = below[step]!;
    let most = below[step + 1]!;
    while (bin < most) {
      const middle = (bin + most) >>> 1;
      if (cell > cuts[middle]!) bin = middle + 1;
      else most = middle;
    }
    words[row]! |= bin << shift;
  }
}

function stepOf(cell: number, lowest: number, steps: number): number {
  return Math.trunc(Math.max(0, Math.min((cell - lowest) * steps, RULER_STEPS - 1)));
}
