import type { BinnedRows } from './binning.ts';
import { BIN_PLACES, countBins, type Histogram } from './histogram.ts';
import { gradientOf, HESSIAN_UNIT, hessianOf, type Packing } from './packing.ts';

/** A way to cut a leaf in two: bins up to `bin` go left, the others right, missing cells where `missingLeft` says. */
export interface Split {
  readonly column: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  /** By the whole numbers of the histograms, in units of the loss. */
  readonly gain: number;
}

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

/** A gain must be more than the rounding of the terms it is the difference of. */
const ROUNDING = 1e-12;

interface Found extends Split {
  /** False: the bounds do not tell whether both sides have enough rows. */
  readonly enoughRows: boolean;
}

/**
 * The best split of a leaf by
 * `½ Σ [G²_L / (H_L + λ) + G²_R / (H_R + λ) − G² / (H + λ)]`, the sum over the targets (one in boosting, one per class in a forest).
 * A split needs a gain above 0 and `minLeafRows` rows on both sides; ties go to the lower column, then to the lower bin.
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
  /** By bin: the gain of cutting after it, and the whole hessian left of the cut. */
  readonly #gains = new Float64Array(BIN_PLACES);
  readonly #lefts = new Float64Array(BIN_PLACES);

  constructor(binned: BinnedRows, rules: SplitRules) {
    this.#binned = binned;
    this.#rules = rules;
  }

  best(leaf: LeafSums): Split | undefined {
    const [first] = leaf.columns;
    if (first === undefined) return undefined;
    const totals = leaf.histograms.map(({ sums }) => sumOfBins(sums, first * BIN_PLACES, this.#binned.missingBin(first)));
    const found: (Found | undefined)[] = [];
    for (const column of leaf.columns) found.push(this.#bestOfColumn(leaf, totals, column, undefined));
    for (;;) {
      const winner = highest(found);
      if (winner === undefined || winner.enoughRows) return winner;
      const counts = countBins(this.#binned, winner.column, leaf.rows);
      found[found.indexOf(winner)] = this.#bestOfColumn(leaf, totals, winner.column, counts);
    }
  }

  #bestOfColumn(leaf: LeafSums, totals: readonly number[], column: number, counts: Int32Array | undefined): Found | undefined {
    const values = this.#binned.missingBin(column);
    const missingPlace = column * BIN_PLACES + values;
    let hasMissing = false;
    for (const { sums } of leaf.histograms) if (sums[missingPlace] !== 0) hasMissing = true;
    const right = this.#towards(leaf, totals, { column, missingLeft: false, bins: hasMissing ? values : values - 1 }, counts);
    if (!hasMissing) return right;
    const left = this.#towards(leaf, totals, { column, missingLeft: true, bins: values - 1 }, counts);
    if (right === undefined || left === undefined) return right ?? left;
    return left.gain > right.gain || (left.gain === right.gain && left.bin < right.bin) ? left : right;
  }

  /** The best of the first cuts of a column with its missing cells on one side. */
  #towards(leaf: LeafSums, totals: readonly number[], cuts: Cuts, counts: Int32Array | undefined): Found | undefined {
    const { column, missingLeft, bins } = cuts;
    const from = column * BIN_PLACES;
    const missing = this.#binned.missingBin(column);
    let nothing = 0;
    for (let t = 0; t < totals.length; t += 1) {
      const { sums } = leaf.histograms[t]!;
      const at = { from, bins, start: missingLeft ? sums[from + missing]! : 0, total: totals[t]!, l2: this.#rules.l2 };
      nothing += addGains(sums, at, leaf.packings[t]!, t === 0, this.#gains, this.#lefts);
    }
    const { leastHessian, mostHessian } = leaf.packings[0]!;
    const hessian = hessianOf(totals[0]!);
    const needed = this.#rules.minLeafRows;
    const gains = this.#gains;
    const lefts = this.#lefts;
    let leftRows = counts !== undefined && missingLeft ? counts[missing]! : 0;
    let best = nothing * ROUNDING;
    let bin = -1;
    let enoughRows = false;
    for (let b = 0; b < bins; b += 1) {
      if (counts !== undefined) leftRows += counts[b]!;
      if (!(gains[b]! > best)) continue;
      const weight = Math.min(lefts[b]!, hessian - lefts[b]!);
      const mayHave =
        counts === undefined ? weight >= needed * leastHessian : Math.min(leftRows, leaf.rows.length - leftRows) >= needed;
      if (!mayHave) continue;
      best = gains[b]!;
      bin = b;
      enoughRows = counts !== undefined || weight >= needed * mostHessian;
    }
    return bin < 0 ? undefined : { column, bin, missingLeft, gain: best, enoughRows };
  }
}

interface Cuts {
  readonly column: number;
  readonly missingLeft: boolean;
  /** How many cuts to look at, from the lowest. */
  readonly bins: number;
}

/** The highest gain, the first of equal ones. */
function highest(found: readonly (Found | undefined)[]): Found | undefined {
  let winner: Found | undefined;
  for (const one of found) if (one !== undefined && (winner === undefined || one.gain > winner.gain)) winner = one;
  return winner;
}

/** Over all bins of a column, the missing one too: whatever the column, the leaf's total. */
function sumOfBins(sums: Float64Array, from: number, missing: number): number {
  let total = 0;
  for (let place = from; place <= from + missing; place += 1) total += sums[place]!;
  return total;
}

interface Scan {
  /** Place of the column's first bin. */
  readonly from: number;
  readonly bins: number;
  /** What is left of every cut: the missing cells, or nothing. */
  readonly start: number;
  readonly total: number;
  readonly l2: number;
}

/**
 * Gains of one target by bin, in units of the loss: written, or added to those of the targets before; and the hessian left of each cut. A side
 * without weight gains nothing. Gives the score of the leaf as it is.
 */
function addGains(
  sums: Float64Array,
  { from, bins, start, total, l2 }: Scan,
  { gradientScale, hessianScale }: Packing,
  isFirst: boolean,
  gains: Float64Array,
  lefts: Float64Array,
): number {
  const penalty = l2 * hessianScale;
  const unit = (0.5 * hessianScale) / (gradientScale * gradientScale);
  const gradient = gradientOf(total);
  const allWeight = hessianOf(total) + penalty;
  const whole = allWeight > 0 ? (gradient * gradient) / allWeight : 0;
  let left = start;
  for (let b = 0; b < bins; b += 1) {
    left += sums[from + b]!;
    const g = gradientOf(left);
    const h = left - g * HESSIAN_UNIT;
    const other = gradient - g;
    const weight = h + penalty;
    const otherWeight = allWeight - h;
    const product = weight * otherWeight;
    const gain = product > 0 ? unit * ((g * g * otherWeight + other * other * weight) / product - whole) : 0;
    gains[b] = isFirst ? gain : gains[b]! + gain;
    lefts[b] = h;
  }
  return unit * whole;
}
