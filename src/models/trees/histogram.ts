import { type BinnedRows, WORD_COLUMNS } from './binning.ts';

/** Places of one column in a histogram: a bin is a byte. */
export const BIN_PLACES = 256;
const GROUP_PLACES = WORD_COLUMNS * BIN_PLACES;
/** From this many columns of a group on, adding all four of them is faster than one by one. */
const WHOLE_GROUP_FROM = 2;

/** Packed sums of a leaf's rows by column and bin: `sums[column · 256 + bin]`. */
export class Histogram {
  readonly sums: Float64Array;
  /** Views of four columns each: a loop over one of them needs no offsets. */
  readonly #groups: readonly Float64Array[];

  constructor(columns: number) {
    const groups = Math.ceil(columns / WORD_COLUMNS);
    this.sums = new Float64Array(groups * GROUP_PLACES);
    this.#groups = Array.from({ length: groups }, (_, g) => this.sums.subarray(g * GROUP_PLACES, (g + 1) * GROUP_PLACES));
  }

  /** The sums of some rows for the given columns; those of others mean nothing. `gathered` is the packed pair of each row. */
  fill(binned: BinnedRows, columns: Int32Array, rows: Int32Array, gathered: Float64Array): void {
    for (let i = 0; i < columns.length; i += 1) {
      const from = columns[i]! * BIN_PLACES;
      this.sums.fill(0, from, from + binned.missingBin(columns[i]!) + 1);
    }
    for (let next = 0; next < columns.length; ) {
      const first = next;
      const group = Math.floor(columns[first]! / WORD_COLUMNS);
      while (next < columns.length && Math.floor(columns[next]! / WORD_COLUMNS) === group) next += 1;
      const sums = this.#groups[group]!;
      const words = binned.wordsOf(columns[first]!);
      if (next - first >= WHOLE_GROUP_FROM) addGroup(words, rows, gathered, sums);
      else addColumn(words, rows, gathered, sums, columns[first]! % WORD_COLUMNS);
    }
  }

  /** Turns the sums of a leaf into those of one of its halves by taking away the other half: exact, as all are whole numbers. */
  subtract(other: Histogram, binned: BinnedRows, columns: Int32Array): void {
    const { sums } = this;
    const taken = other.sums;
    for (let i = 0; i < columns.length; i += 1) {
      const from = columns[i]! * BIN_PLACES;
      const to = from + binned.missingBin(columns[i]!);
      for (let place = from; place <= to; place += 1) sums[place]! -= taken[place]!;
    }
  }
}

/** All four columns at once: the word and the pair of a row are read a single time. Two rows a turn, which is faster by a tenth. */
function addGroup(words: Int32Array, rows: Int32Array, gathered: Float64Array, sums: Float64Array): void {
  const even = rows.length - (rows.length & 1);
  for (let i = 0; i < even; i += 2) {
    const word = words[rows[i]!]!;
    const pair = gathered[i]!;
    const nextWord = words[rows[i + 1]!]!;
    const nextPair = gathered[i + 1]!;
    sums[word & 255]! += pair;
    sums[256 | ((word >>> 8) & 255)]! += pair;
    sums[512 | ((word >>> 16) & 255)]! += pair;
    sums[768 | (word >>> 24)]! += pair;
    sums[nextWord & 255]! += nextPair;
    sums[256 | ((nextWord >>> 8) & 255)]! += nextPair;
    sums[512 | ((nextWord >>> 16) & 255)]! += nextPair;
    sums[768 | (nextWord >>> 24)]! += nextPair;
  }
  if (even === rows.length) return;
  const word = words[rows[even]!]!;
  const pair = gathered[even]!;
  for (let place = 0; place < WORD_COLUMNS; place += 1) sums[(place * BIN_PLACES) | ((word >>> (place * 8)) & 255)]! += pair;
}

function addColumn(words: Int32Array, rows: Int32Array, gathered: Float64Array, sums: Float64Array, place: number): void {
  const shift = place * 8;
  const base = place * BIN_PLACES;
  for (let i = 0; i < rows.length; i += 1) sums[base | ((words[rows[i]!]! >>> shift) & 255)]! += gathered[i]!;
}

/** Rows by bin of one column. */
export function countBins(binned: BinnedRows, column: number, rows: Int32Array): Int32Array {
  const counts = new Int32Array(BIN_PLACES);
  const words = binned.wordsOf(column);
  const shift = binned.shift(column);
  for (let i = 0; i < rows.length; i += 1) counts[(words[rows[i]!]! >>> shift) & 255]! += 1;
  return counts;
}
