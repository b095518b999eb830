import { invariant, meanOf } from '../../base/index.ts';
import type { ResearchRows } from '../rows/contract.ts';
import { averageUniqueness, type OwnSpans } from './uniqueness.ts';

/** `research.weights`. */
export interface WeightSettings {
  /** auto: on where some label spans more than one bar. */
  readonly uniqueness: 'auto' | 'on' | 'off';
  /** Weight of the oldest row, of the newest being 1. */
  readonly decay: number;
  readonly class: 'none' | 'balanced';
}

export interface SampleWeights {
  /** One weight per row, in the order of the rows; their mean is 1. */
  readonly weight: Float64Array;
  /** Mean uniqueness of the rows, whether it is weighted with or not: the share of rows that a bootstrap draws. 1 for no rows. */
  readonly uniqueness: number;
}

/**
 * Weights of the rows of one training set, those left after purging: average uniqueness × decay × balance of classes, scaled to mean 1.
 *
 * - Decay: linear in time from `decay` at the oldest row to 1 at the newest.
 * - Balance: n / (K · n_k) for the n_k rows of class k, of K classes that occur; for classifiers.
 */
export function sampleWeights(
  table: OwnSpans & Pick<ResearchRows, 'time' | 'value'>,
  rows: Int32Array,
  settings: WeightSettings & { readonly kind: 'classifier' | 'regressor' },
): SampleWeights {
  const unique = averageUniqueness(table, rows);
  const weight = new Float64Array(rows.length).fill(1);
  if (settings.uniqueness === 'on' || (settings.uniqueness === 'auto' && overlaps(table, rows))) weight.set(unique);
  if (settings.decay !== 1) decay(weight, table.time, rows, settings.decay);
  if (settings.class === 'balanced' && settings.kind === 'classifier') balance(weight, table.value, rows);
  scaleToMeanOne(weight);
  return { weight, uniqueness: meanOf(unique) ?? 1 };
}

function overlaps({ ownBar, ownEnd }: OwnSpans, rows: Int32Array): boolean {
  return rows.some((row) => ownEnd[row]! - ownBar[row]! > 1);
}

function decay(weight: Float64Array, time: Float64Array, rows: Int32Array, oldest: number): void {
  let from = Infinity;
  let to = -Infinity;
  for (const row of rows) {
    from = Math.min(from, time[row]!);
    to = Math.max(to, time[row]!);
  }
  if (!(to > from)) return;
  for (let i = 0; i < rows.length; i += 1) {
    weight[i]! *= oldest + ((1 - oldest) * (time[rows[i]!]! - from)) / (to - from);
  }
}

function balance(weight: Float64Array, value: Float64Array, rows: Int32Array): void {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(value[row]!, (counts.get(value[row]!) ?? 0) + 1);
  for (let i = 0; i < rows.length; i += 1) weight[i]! *= rows.length / (counts.size * counts.get(value[rows[i]!]!)!);
}

function scaleToMeanOne(weight: Float64Array): void {
  const mean = meanOf(weight);
  if (mean === undefined) return;
  invariant(mean > 0, 'some row has a weight');
  for (let i = 0; i < weight.length; i += 1) weight[i]! /= mean;
}
