import type { BinnedRows } from './binning.ts';
import { BIN_PLACES, countBins, type Histogram } from './histogram.ts';
import type { Packing } from './packing.ts';
import { bestForMany, bestForOne, type RowRule, type Scan, type Split, type TargetSums } from './scan.ts';

export interface SplitRules {
  readonly minLeafRows: number;
  readonly l2: number;
}

/** What a leaf knows about itself when its splits are compared. */
export interface LeafSums {
  /** One per target, filled at `columns`. */
  readonly histograms: readonly Histogram[];
  readonly packings: readonly Packing[];
  /** Columns to look at, ascending. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

/**
 * The best split of a leaf: the highest gain above 0 with `minLeafRows` rows on both sides; ties go to the lower column, then to the lower bin.
 *
 * Rows are counted late: the hessians bound how many rows a side has, and only where the bounds leave it open are the rows of the winning
 * column counted. The result is as if all had been.
 *
 * Sources: J. H. Friedman, Greedy function approximation (Annals of Statistics 2001); T. Chen, C. Guestrin, XGBoost (KDD 2016), equation 7;
 * G. Ke et al., LightGBM (NIPS 2017).
 */
export class SplitSearch {
  readonly #binned: BinnedRows;
  readonly #rules: SplitRules;

  constructor(binned: BinnedRows, rules: SplitRules) {
    this.#binned = binned;
    this.#rules = rules;
  }

  best({ histograms, packings, columns, rows }: LeafSums): Split | undefined {
    const [first] = columns;
    if (first === undefined) return undefined;
    const targets = histograms.map(({ sums }, t) => {
      const total = sumOfBins(sums, first * BIN_PLACES, this.#binned.missingBin(first));
      return { sums, total, packing: packings[t]! };
    });
    const rule: RowRule = { minLeafRows: this.#rules.minLeafRows, rows: rows.length, counts: undefined };
    const found: (Split | undefined)[] = [];
    for (let i = 0; i < columns.length; i += 1) found.push(this.#bestOfColumn(targets, columns[i]!, rule));
    for (;;) {
      const winner = highest(found);
      if (winner === undefined || winner.enoughRows) return winner;
      const counts = countBins(this.#binned, winner.column, rows);
      found[found.indexOf(winner)] = this.#bestOfColumn(targets, winner.column, { ...rule, counts });
    }
  }

  #bestOfColumn(targets: readonly TargetSums[], column: number, rule: RowRule): Split | undefined {
    const missing = this.#binned.missingBin(column);
    const place = column * BIN_PLACES + missing;
    let hasMissing = false;
    for (let t = 0; t < targets.length; t += 1) hasMissing ||= targets[t]!.sums[place] !== 0;
    const { l2 } = this.#rules;
    const right = bestOf(targets, { column, bins: hasMissing ? missing : missing - 1, missing, missingLeft: false, l2 }, rule);
    if (!hasMissing) return right;
    const left = bestOf(targets, { column, bins: missing - 1, missing, missingLeft: true, l2 }, rule);
    if (right === undefined || left === undefined) return right ?? left;
    return left.gain > right.gain || (left.gain === right.gain && left.bin < right.bin) ? left : right;
  }
}

function bestOf(targets: readonly TargetSums[], scan: Scan, rule: RowRule): Split | undefined {
  return targets.length === 1 ? bestForOne(targets[0]!, scan, rule) : bestForMany(targets, scan, rule);
}

/** The highest gain, the first of equal ones. */
function highest(found: readonly (Split | undefined)[]): Split | undefined {
  let winner: Split | undefined;
  for (const one of found) if (one !== undefined && (winner === undefined || one.gain > winner.gain)) winner = one;
  return winner;
}

/** Over all bins of a column, the missing one too: whatever the column, the leaf's total. */
function sumOfBins(sums: Float64Array, from: number, missing: number): number {
  let total = 0;
  for (let place = from; place <= from + missing; place += 1) total += sums[place]!;
  return total;
}
