import { BIN_PLACES } from './histogram.ts';
import { gradientOf, hessianOf, type Packing } from './packing.ts';

/** The cuts of one column to try, with its missing cells on one side. */
export interface Scan {
  readonly column: number;
  /** How many cuts to try, from the lowest. */
  readonly bins: number;
  /** Bin of the missing cells. */
  readonly missing: number;
  readonly missingLeft: boolean;
  readonly l2: number;
}

/** Sums of one target over a leaf: by column and bin, and in all. */
export interface TargetSums {
  readonly sums: Float64Array;
  readonly total: number;
  readonly packing: Packing;
}

/** A way to cut a leaf in two: bins up to `bin` go left, the others right, missing cells where `missingLeft` says. */
export interface Split {
  readonly column: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  /** By the whole numbers of the histograms, in units of the loss. */
  readonly gain: number;
  /** False: it is not known whether both sides have enough rows. */
  readonly enoughRows: boolean;
}

/** Whether both sides of a cut have enough rows: by counts where there are any, else by what the hessians allow. */
export interface RowRule {
  readonly minLeafRows: number;
  readonly rows: number;
  /** Rows by bin of the column. */
  readonly counts: Int32Array | undefined;
}

/** A gain must be more than the rounding of the terms it is the difference of. */
const ROUNDING = 1e-12;

/**
 * The best of some cuts for one target: `½ [G²_L / (H_L + λ) + G²_R / (H_R + λ) − G² / (H + λ)]`, the lowest of equal ones. A side without
 * weight gains nothing. Undefined when none gains and has rows enough.
 */
export function bestForOne({ sums, total, packing }: TargetSums, scan: Scan, rule: RowRule): Split | undefined {
  const { column, bins, missing, missingLeft } = scan;
  const from = column * BIN_PLACES;
  const penalty = scan.l2 * packing.hessianScale;
  const gradient = gradientOf(total);
  const allWeight = hessianOf(total) + penalty;
  const whole = allWeight > 0 ? (gradient * gradient) / allWeight : 0;
  let left = missingLeft ? sums[from + missing]! : 0;
  let best = whole * (1 + ROUNDING);
  let bin = -1;
  let leftHessian = 0;
  for (let b = 0; b < bins; b += 1) {
    left += sums[from + b]!;
    const g = gradientOf(left);
    const h = hessianOf(left);
    const other = gradient - g;
    const weight = h + penalty;
    const otherWeight = allWeight - h;
    const product = weight * otherWeight;
    const score = (g * g * otherWeight + other * other * weight) / product;
    if (!(score > best && product > 0) || !mayHaveRows(rule, scan, packing, b, h, allWeight - penalty)) continue;
    best = score;
    bin = b;
    leftHessian = h;
  }
  if (bin < 0) return undefined;
  const enoughRows = rule.counts !== undefined || hasRows(rule, packing, leftHessian, allWeight - penalty);
  return { column, bin, missingLeft, gain: unitOf(packing) * (best - whole), enoughRows };
}

/** As {@link bestForOne} for several targets with the same hessians, by the sum of their gains. */
export function bestForMany(targets: readonly TargetSums[], scan: Scan, rule: RowRule): Split | undefined {
  const gains = new Float64Array(BIN_PLACES);
  const lefts = new Float64Array(BIN_PLACES);
  let best = 0;
  for (const target of targets) best += ROUNDING * addGains(target, scan, gains, lefts);
  const { total, packing } = targets[0]!;
  let cut: Split | undefined;
  for (let b = 0; b < scan.bins; b += 1) {
    if (!(gains[b]! > best) || !mayHaveRows(rule, scan, packing, b, lefts[b]!, hessianOf(total))) continue;
    best = gains[b]!;
    const enoughRows = rule.counts !== undefined || hasRows(rule, packing, lefts[b]!, hessianOf(total));
    cut = { column: scan.column, bin: b, missingLeft: scan.missingLeft, gain: best, enoughRows };
  }
  return cut;
}

/** Adds the gains of one target by bin, in units of the loss, and writes the hessian left of each cut. Gives the score of the whole leaf. */
function addGains({ sums, total, packing }: TargetSums, scan: Scan, gains: Float64Array, lefts: Float64Array): number {
  const penalty = scan.l2 * packing.hessianScale;
  const unit = unitOf(packing);
  const gradient = gradientOf(total);
  const allWeight = hessianOf(total) + penalty;
  const whole = allWeight > 0 ? (gradient * gradient) / allWeight : 0;
  const from = scan.column * BIN_PLACES;
  let left = scan.missingLeft ? sums[from + scan.missing]! : 0;
  for (let b = 0; b < scan.bins; b += 1) {
    left += sums[from + b]!;
    const g = gradientOf(left);
    const h = hessianOf(left);
    const other = gradient - g;
    const weight = h + penalty;
    const otherWeight = allWeight - h;
    const product = weight * otherWeight;
    if (product > 0) gains[b]! += unit * ((g * g * otherWeight + other * other * weight) / product - whole);
    lefts[b] = h;
  }
  return unit * whole;
}

/** One whole squared gradient over one whole hessian, halved, in units of the loss; a power of two. */
function unitOf({ gradientScale, hessianScale }: Packing): number {
  return (0.5 * hessianScale) / (gradientScale * gradientScale);
}

function mayHaveRows(
  { counts, rows, minLeafRows }: RowRule,
  { missingLeft, missing }: Scan,
  { leastHessian }: Packing,
  bin: number,
  left: number,
  hessian: number,
): boolean {
  if (counts === undefined) return Math.min(left, hessian - left) >= minLeafRows * leastHessian;
  let leftRows = missingLeft ? counts[missing]! : 0;
  for (let b = 0; b <= bin; b += 1) leftRows += counts[b]!;
  return Math.min(leftRows, rows - leftRows) >= minLeafRows;
}

/** True: no row has more than the highest hessian, so that these sums take enough rows. */
function hasRows({ minLeafRows }: RowRule, { mostHessian }: Packing, left: number, hessian: number): boolean {
  return Math.min(left, hessian - left) >= minLeafRows * mostHessian;
}
