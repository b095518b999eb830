import type { BinnedRows } from './binning.ts';
import { BIN_PLACES, countBins, type Histogram } from './histogram.ts';
import { gradientOf, HESSIAN_UNIT, type Packing } from './packing.ts';

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
    const found = Array.from(leaf.columns, (column) => this.#bestOfColumn(leaf, column, undefined));
    for (;;) {
      const winner = highest(found);
      if (winner === undefined || winner.enoughRows) return winner;
      const counts = countBins(this.#binned, winner.column, leaf.rows);
      found[found.indexOf(winner)] = this.#bestOfColumn(leaf, winner.column, counts);
    }
  }

  #bestOfColumn(leaf: LeafSums, column: number, counts: Int32Array | undefined): Found | undefined {
    const values = this.#binned.missingBin(column);
    const missingPlace = column * BIN_PLACES + values;
    const hasMissing = leaf.histograms.some(({ sums }) => sums[missingPlace] !== 0);
    const right = this.#towards(leaf, { column, missingLeft: false, bins: hasMissing ? values : values - 1 }, counts);
    if (!hasMissing) return right;
    const left = this.#towards(leaf, { column, missingLeft: true, bins: values - 1 }, counts);
    if (right === undefined || left === undefined) return right ?? left;
    return left.gain > right.gain || (left.gain === right.gain && left.bin < right.bin) ? left : right;
  }

  /** The best of the first `bins` cuts with the missing cells on one side. */
  #towards(
    leaf: LeafSums,
    { column, missingLeft, bins }: { readonly column: number; readonly missingLeft: boolean; readonly bins: number },
    counts: Int32Array | undefined,
  ): Found | undefined {
    const missing = this.#binned.missingBin(column);
    const from = column * BIN_PLACES;
    let nothing = 0;
    let total = 0;
    for (const [t, { sums }] of leaf.histograms.entries()) {
      const packing = leaf.packings[t]!;
      total = sumOfColumn(sums, from, missing);
      const start = missingLeft ? sums[from + missing]! : 0;
      nothing += addGains(sums, { from, bins, start, total, l2: this.#rules.l2 }, packing, this.#gains, this.#lefts, t === 0);
    }
    const hessian = total - gradientOf(total) * HESSIAN_UNIT;
    const { leastHessian, mostHessian } = leaf.packings[0]!;
    const { minLeafRows } = this.#rules;
    let best = nothing * ROUNDING;
    let bin = -1;
    let leftRows = counts !== undefined && missingLeft ? counts[missing]! : 0;
    for (let b = 0; b < bins; b += 1) {
      if (counts !== undefined) leftRows += counts[b]!;
      if (!(this.#gains[b]! > best)) continue;
      const left = this.#lefts[b]!;
      const tooFew =
        counts !== undefined
          ? Math.min(leftRows, leaf.rows.length - leftRows) < minLeafRows
          : Math.min(left, hessian - left) < minLeafRows * leastHessian;
      if (tooFew) continue;
      best = this.#gains[b]!;
      bin = b;
    }
    if (bin < 0) return undefined;
    const left = this.#lefts[bin]!;
    const enoughRows = counts !== undefined || Math.min(left, hessian - left) >= minLeafRows * mostHessian;
    return { column, bin, missingLeft, gain: best, enoughRows };
  }
}

/** The highest gain, the first of equal ones. */
function highest(found: readonly (Found | undefined)[]): Found | undefined {
  let winner: Found | undefined;
  for (const one of found) if (one !== undefined && (winner === undefined || one.gain > winner.gain)) winner = one;
  return winner;
}

function sumOfColumn(sums: Float64Array, from: number, missing: number): number {
  let total = 0;
  for (let place = from; place <= from + missing; place += 1) total += sums[place]!;
  return total;
}

/**
 * Gains of one target by bin, in units of the loss: written, or added to those of the targets before. A side without weight gains nothing.
 * Gives the score of the leaf as it is.
 */
function addGains(
  sums: Float64Array,
  at: { readonly from: number; readonly bins: number; readonly start: number; readonly total: number; readonly l2: number },
  { gradientScale, hessianScale }: Packing,
  gains: Float64Array,
  lefts: Float64Array,
  isFirst: boolean,
): number {
  const { from, bins, total } = at;
  const l2 = at.l2 * hessianScale;
  const unit = (0.5 * hessianScale) / (gradientScale * gradientScale);
  const gradient = gradientOf(total);
  const hessian = total - gradient * HESSIAN_UNIT;
  const whole = hessian + l2 > 0 ? (gradient * gradient) / (hessian + l2) : 0;
  let left = at.start;
  for (let b = 0; b < bins; b += 1) {
    left += sums[from + b]!;
    const g = gradientOf(left);
    const h = left - g * HESSIAN_UNIT;
    const other = gradient - g;
    const weight = h + l2;
    const otherWeight = hessian - h + l2;
    const product = weight * otherWeight;
    const gain = product > 0 ? unit * ((g * g * otherWeight + other * other * weight) / product - whole) : 0;
    gains[b] = isFirst ? gain : gains[b]! + gain;
    lefts[b] = h;
  }
  return unit * whole;
}
