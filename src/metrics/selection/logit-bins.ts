/** Logits of the splits of a cross-validation in bins of equal width. */
export interface LogitBins {
  /** The bins reach from −limit to limit; an edge lies at 0, between the two middle ones. */
  readonly limit: number;
  /** Splits by bin, the lowest logits first. What lies at an edge belongs to the bin below, the worse side. */
  readonly counts: Float64Array;
}

const BINS = 20;

/** Logits in {@link LogitBins}; the outermost bins hold the largest of either sign. */
export function logitBins(logits: ArrayLike<number>): LogitBins {
  let limit = 0.1;
  for (let i = 0; i < logits.length; i += 1) limit = Math.max(limit, Math.abs(logits[i]!));
  limit *= 1 + 1e-9;
  const width = (2 * limit) / BINS;
  const counts = new Float64Array(BINS);
  for (let i = 0; i < logits.length; i += 1) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil((logits[i]! + limit) / width - 1e-9) - 1));
    counts[bin]! += 1;
  }
  return { limit, counts };
}
