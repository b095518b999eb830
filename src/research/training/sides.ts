import { averageRanks } from '../../base/index.ts';
import { sideOfRank } from '../../models/index.ts';
import type { TrainingTable } from './table.ts';

/** How scores become sides. */
export interface SideSettings {
  readonly kind: 'classes' | 'number' | 'rank' | 'meta';
  /** Cost of one side of a trade, basis points. */
  readonly costBps: number;
  readonly allowShort: boolean;
}

/**
 * The side that scores take in each row, −1, 0 or 1: the most likely class (ties: 0); the sign of a predicted return that is larger than
 * one round trip of costs; the top and the bottom fifth of a date by predicted rank. A short side is flat where shorts are not allowed.
 */
export function sideOfScores(
  table: Pick<TrainingTable, 'classes' | 'time'>,
  rows: Int32Array,
  scores: readonly Float64Array[],
  settings: SideSettings,
): Float64Array {
  const sides =
    settings.kind === 'rank'
      ? fifths(table.time, rows, scores[0]!)
      : settings.kind === 'number'
        ? signs(scores[0]!, (2 * settings.costBps) / 10_000)
        : likeliest(table.classes, scores);
  if (!settings.allowShort) for (let i = 0; i < sides.length; i += 1) if (sides[i]! < 0) sides[i] = 0;
  return sides;
}

function likeliest(classes: readonly number[], scores: readonly Float64Array[]): Float64Array {
  const sides = new Float64Array(scores[0]!.length);
  for (let row = 0; row < sides.length; row += 1) {
    let best = 0;
    let ties = 0;
    for (let index = 1; index < classes.length; index += 1) {
      const difference = scores[index]![row]! - scores[best]![row]!;
      if (difference > 0) best = index;
      ties = difference > 0 ? 0 : difference === 0 ? ties + 1 : ties;
    }
    sides[row] = ties > 0 ? 0 : classes[best]!;
  }
  return sides;
}

function signs(scores: Float64Array, roundTrip: number): Float64Array {
  return scores.map((score) => (Math.abs(score) > roundTrip ? Math.sign(score) : 0));
}

/** Within each date: 1 in the top fifth, −1 in the bottom fifth. */
function fifths(time: Float64Array, rows: Int32Array, scores: Float64Array): Float64Array {
  const sides = new Float64Array(scores.length);
  for (let from = 0; from < rows.length; ) {
    let to = from + 1;
    while (to < rows.length && time[rows[to]!] === time[rows[from]!]) to += 1;
    const ranks = averageRanks(scores.subarray(from, to));
    for (let i = from; i < to; i += 1) {
      sides[i] = sideOfRank((ranks[i - from]! - 0.5) / (to - from) - 0.5);
    }
    from = to;
  }
  return sides;
}
