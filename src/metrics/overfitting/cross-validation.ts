import { invariant, log, slopeOn, standardDeviation } from '../../base/index.ts';
import { hasGap, type Missing, orMissing, type Statistic } from '../statistic.ts';
import { type BlockSums, blockSums, HalfTables } from './block-sums.ts';
import { Ranker } from './ranker.ts';

/** How well the best configuration of one half of the data did in the other, over all halves. */
export interface BacktestOverfitting {
  /** Share of the splits in which the best of one half is at or below the median of the other (λ ≤ 0). */
  readonly probability: number;
  /** Blocks of the data, and rows of each; `dropped`: oldest rows that fill no block. */
  readonly blocks: number;
  readonly rows: number;
  readonly dropped: number;
  /** Columns that were compared: all but those of equal returns other than 0. */
  readonly columns: number;
  /** By split, in lexicographic order of the blocks of the first half: chosen column, its average rank in the other half (1 lowest) and λ. */
  readonly chosen: Int32Array;
  readonly ranks: Float64Array;
  readonly logits: Float64Array;
  /** Share of the splits in which the chosen column lost in the other half. */
  readonly losing: number;
  /** Slope of the chosen column's Sharpe ratio in the other half on that in its own. */
  readonly slope: Statistic;
}

/** Numbers of blocks that are tried, and rows that each must have. */
const BLOCKS = [16, 12, 10, 8] as const;
const BLOCK_ROWS = 20;
/** More halves than these are never made: C(24, 12). */
const MOST_BLOCKS = 24;

/** The largest of 16, 12, 10 and 8 blocks with at least 20 rows each; undefined below 160 rows. */
export function blocksFor(rows: number): number | undefined {
  return BLOCKS.find((blocks) => Math.floor(rows / blocks) >= BLOCK_ROWS);
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: D. Bailey, J. Borwein, M. López de Prado, Q. Zhu (2017).
 *
 * `matrix`: returns of the configurations, one series each, of the same periods. The oldest rows that fill no block are dropped. In every
 * half of the blocks the column with the largest Sharpe ratio is chosen (equal ones: the first); ω is its average rank in the other half over
 * N + 1, λ = ln(ω / (1 − ω)). A column that does not vary in a half has a Sharpe ratio of 0 there: one that never trades is a configuration
 * like the others, worth 0 in every half. One of equal returns other than 0 has no Sharpe ratio at all and is left out.
 *
 * `blocks`: an even number; default {@link blocksFor}. `sums`: those of the matrix, taken before. Missing below 2 columns that vary, below 160 rows, and where a return is no number.
 */
export function probabilityOfBacktestOverfitting(
  matrix: readonly Float64Array[],
  {
    sums,
    blocks: asked = sums?.sums.length,
  }: { readonly blocks?: number | undefined; readonly sums?: BlockSums | undefined } = {},
): BacktestOverfitting | Missing {
  const length = matrix[0]?.length ?? 0;
  invariant(
    matrix.every((column) => column.length === length),
    'series of configurations have one length',
  );
  const blocks = asked ?? blocksFor(length);
  if (blocks === undefined) return { missing: `needs ${BLOCKS.at(-1)! * BLOCK_ROWS} returns, has ${length}` };
  const all = sums ?? blockSums(matrix, blocks);
  invariant(
    all.sums.length === blocks && all.rows === Math.floor(length / blocks) && all.sums[0]?.length === matrix.length,
    'sums are those of the matrix',
  );
  if (all.sums.some(hasGap)) return { missing: 'a return is not a number' };
  let varying = 0;
  const compared = matrix.flatMap((column, k) => {
    const moves = varies(column, all, k);
    if (moves) varying += 1;
    return moves || rests(all, k) ? [k] : [];
  });
  if (varying < 2) return { missing: `needs 2 configurations that vary, has ${varying}` };
  const made = overfittingOfBlocks(
    compared.length === matrix.length
      ? all
      : blockSums(
          compared.map((k) => matrix[k]!),
          blocks,
        ),
  );
  if ('missing' in made) return made;
  return { ...made, dropped: length % blocks, chosen: made.chosen.map((k) => compared[k]!) };
}

/** Whether the rows that fill blocks vary; looked at one by one only where the sums leave a doubt. */
function varies(column: Float64Array, { sums, squares, rows }: BlockSums, k: number): boolean {
  const n = rows * sums.length;
  let sum = 0;
  let square = 0;
  for (let block = 0; block < sums.length; block += 1) {
    sum += sums[block]![k]!;
    square += squares[block]![k]!;
  }
  return sum * sum < n * square * (1 - 1e-9) || standardDeviation(column.subarray(column.length - n)) !== undefined;
}

/** Whether a column did nothing in all of the blocks. */
function rests({ squares }: BlockSums, k: number): boolean {
  return squares.every((own) => own[k] === 0);
}

/**
 * {@link probabilityOfBacktestOverfitting} of sums that were taken before; columns of equal returns other than 0 must have been left out.
 *
 * Every half is the sum of one subset of the older and one of the younger blocks, both from tables, so that a half costs one addition per
 * column; a half and its complement are two splits. Sharpe ratios are compared by s·|s| / q (s = Σ r, q = Σ r²), which rises with them.
 */
export function overfittingOfBlocks({ sums, squares, rows }: BlockSums): BacktestOverfitting | Missing {
  const blocks = sums.length;
  const columns = sums[0]?.length ?? 0;
  invariant(blocks % 2 === 0 && blocks >= 2 && blocks <= MOST_BLOCKS, `blocks are an even number from 2 to ${MOST_BLOCKS}`);
  if (columns < 2) return { missing: `needs 2 configurations that vary, has ${columns}` };
  invariant(rows >= 1, 'every block has a row');
  const halves = halvesOf(blocks);
  const splits = halves.length;
  const tables = new HalfTables({ sums, squares, rows });
  const found: Found = {
    chosen: new Int32Array(splits),
    ranks: new Float64Array(splits),
    inside: new Float64Array(splits),
    outside: new Float64Array(splits),
    ranker: new Ranker(columns),
  };
  const n = (rows * blocks) / 2;
  const { here, there } = tables;
  for (let split = 0; split < splits / 2; split += 1) {
    const half = halves[split]!;
    // The complement of a split comes as far from the end as the split from the start.
    const best = tables.measure(half, n, here);
    const other = tables.measure(tables.all ^ half, n, there);
    note(found, split, best, here, there);
    note(found, splits - 1 - split, other, there, here);
  }
  return summaryOf(found, { blocks, rows, columns, n });
}

interface Found {
  readonly chosen: Int32Array;
  readonly ranks: Float64Array;
  /** s·|s| / q of the chosen column in its half and in the other. */
  readonly inside: Float64Array;
  readonly outside: Float64Array;
  readonly ranker: Ranker;
}

/** Notes the chosen column of a split and its average rank in the other half. */
function note(found: Found, split: number, chosen: number, inside: Float64Array, outside: Float64Array): void {
  const value = outside[chosen]!;
  found.chosen[split] = chosen;
  found.ranks[split] = found.ranker.rankOf(value, outside);
  found.inside[split] = inside[chosen]!;
  found.outside[split] = value;
}

function summaryOf(
  { chosen, ranks, inside, outside }: Found,
  facts: { readonly blocks: number; readonly rows: number; readonly columns: number; readonly n: number },
): BacktestOverfitting {
  const { blocks, rows, columns, n } = facts;
  const splits = chosen.length;
  let low = 0;
  let losing = 0;
  for (let split = 0; split < splits; split += 1) {
    if (ranks[split]! <= (columns + 1) / 2) low += 1;
    if (outside[split]! < 0) losing += 1;
  }
  const slope =
    n < 2
      ? undefined
      : slopeOn({ values: outside.map((value) => sharpeOf(value, n)), of: inside.map((value) => sharpeOf(value, n)) });
  return {
    probability: low / splits,
    blocks,
    rows,
    dropped: 0,
    columns,
    chosen,
    ranks,
    logits: ranks.map((rank) => log(rank / (columns + 1 - rank))),
    losing: losing / splits,
    slope: orMissing(slope, 'the Sharpe ratios of the chosen do not vary'),
  };
}

/** Mean / standard deviation (n − 1) of n returns with s·|s| / q = g. */
function sharpeOf(g: number, n: number): number {
  const size = Math.abs(g);
  return Math.sign(g) * Math.sqrt(((n - 1) / n) * (size / (n - size)));
}

/** Which blocks each half is made of, bit b for block b, in lexicographic order of the blocks. */
function halvesOf(blocks: number): Int32Array {
  const found: number[] = [];
  const add = (mask: number, from: number, left: number): void => {
    if (left === 0) found.push(mask);
    else for (let block = from; block <= blocks - left; block += 1) add(mask | (1 << block), block + 1, left - 1);
  };
  add(0, 0, blocks / 2);
  return Int32Array.from(found);
}
