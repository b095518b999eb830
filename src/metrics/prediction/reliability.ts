import { invariant } from '../../base/index.ts';
import { known, missing, type Statistic } from '../statistic.ts';
import { NO_ROWS } from './classifier.ts';

/** Rows whose probability lies in [low, high); the last bin holds 1. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  /** Mean probability that was said, and share that happened; undefined without rows. */
  readonly said: number | undefined;
  readonly happened: number | undefined;
}

export interface Event {
  readonly probability: Float64Array;
  /** 1 where it happened, else 0. */
  readonly happened: Uint8Array;
  readonly weight?: Float64Array | undefined;
}

const BINS = 10;

/** What was said beside what happened, in bins of equal width. A. H. Murphy, R. L. Winkler (1977). */
export function reliability({
  probability,
  happened,
  weight,
  bins = BINS,
}: Event & { readonly bins?: number }): readonly ReliabilityBin[] {
  return sumsOf({ probability, happened, weight }, bins).map(({ rows, total, said, hits }, bin) => ({
    low: bin / bins,
    high: (bin + 1) / bins,
    rows,
    said: total > 0 ? said / total : undefined,
    happened: total > 0 ? hits / total : undefined,
  }));
}

/** Mean over rows of |said − happened| of their bin. M. P. Naeini, G. F. Cooper, M. Hauskrecht (2015). Missing without rows. */
export function calibrationError({ bins = BINS, ...event }: Event & { readonly bins?: number }): Statistic {
  const sums = sumsOf(event, bins);
  const total = sums.reduce((sum, bin) => sum + bin.total, 0);
  if (!(total > 0)) return missing(NO_ROWS);
  return known(sums.reduce((sum, { said, hits }) => sum + Math.abs(said - hits), 0) / total);
}

interface BinSums {
  rows: number;
  total: number;
  said: number;
  hits: number;
}

function sumsOf({ probability, happened, weight }: Event, bins: number): readonly BinSums[] {
  invariant(probability.length === happened.length, 'each probability has an outcome');
  const sums = Array.from({ length: bins }, (): BinSums => ({ rows: 0, total: 0, said: 0, hits: 0 }));
  for (let row = 0; row < probability.length; row += 1) {
    const p = probability[row]!;
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.floor(p * bins)))]!;
    const one = weight?.[row] ?? 1;
    bin.rows += 1;
    bin.total += one;
    bin.said += one * p;
    bin.hits += one * happened[row]!;
  }
  return sums;
}
