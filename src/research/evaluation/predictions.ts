import type { Predictions } from '../../metrics/index.ts';
import { gather, type TrainingTable, targetsOf } from '../training/table.ts';
import type { Scored } from '../training/unit.ts';

/** Number of the test window among the folds. */
export const TEST_WINDOW = 0;

/** What each unit predicted of rows that it had not seen. */
export interface OutOfSample {
  /** Rows sorted by (time, symbol); `fold` 0 is the test window. */
  readonly predictions: Predictions;
  /** Row of each prediction in its unit's table, and the unit. */
  readonly row: Int32Array;
  readonly unit: Int32Array;
}

/** What was said of rows that were not trained on: by a fold's model, or by one that comes from a file. */
export type Spoken = Pick<Scored, 'fold' | 'raw' | 'scores' | 'baselines'>;

/** The folds of a unit and its test window. */
export interface SpokenUnit {
  readonly result: { readonly folds: readonly Spoken[]; readonly final: Spoken };
  readonly table: TrainingTable;
}

/** Whose scores: the model's, after or before calibration, or a baseline's. */
export type Speaker = 'own' | 'raw' | 'constant' | 'linear';

/**
 * Out-of-sample predictions of all units: their folds, then the test window. The score is p_up − p_down of a classifier and the
 * prediction of a regressor; the outcome is the return that the label describes.
 */
export function outOfSample(
  units: readonly SpokenUnit[],
  speaker: Speaker,
  segment: 'folds' | 'test' | 'all' = 'all',
): OutOfSample {
  const parts = units.flatMap(({ result, table }, unit) => {
    const scored = [...(segment === 'test' ? [] : result.folds), ...(segment === 'folds' ? [] : [result.final])];
    return scored.map((one) => ({ unit, table, one, fold: one === result.final ? TEST_WINDOW : one.fold.index }));
  });
  const rows = parts.flatMap(({ unit, table, one, fold }, part) =>
    [...one.fold.test].map((row, at) => ({ part, at, unit, row, fold, time: table.time[row]!, symbol: symbolOf(table, row) })),
  );
  const names = [...new Set(rows.map(({ symbol }) => symbol))].sort();
  const numberOf = new Map(names.map((name, index) => [name, index]));
  rows.sort((a, b) => a.time - b.time || numberOf.get(a.symbol)! - numberOf.get(b.symbol)! || a.unit - b.unit);
  const scores = parts.map(({ one }) => scoresOf(one, speaker));
  const classes = units[0]?.table.classes ?? [];
  const outcomes = parts.map(({ one, table }) => gather(table.labelReturn, one.fold.test));
  const actual = parts.map(({ one, table }) => targetsOf(table, one.fold.test));
  const column = (value: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, value);
  const whole = (value: (row: (typeof rows)[number]) => number): Int32Array => Int32Array.from(rows, value);
  return {
    row: whole(({ row }) => row),
    unit: whole(({ unit }) => unit),
    predictions: {
      time: column(({ time }) => time),
      symbol: whole(({ symbol }) => numberOf.get(symbol)!),
      fold: whole(({ fold }) => fold),
      score: column(({ part, at }) => scoreOf(classes, scores[part]!, at)),
      outcome: column(({ part, at }) => outcomes[part]![at]!),
      classified:
        classes.length === 0
          ? undefined
          : {
              probabilities: classes.map((_, k) => column(({ part, at }) => scores[part]![k]![at]!)),
              actual: whole(({ part, at }) => actual[part]![at]!),
            },
    },
  };
}

function symbolOf({ symbols, symbol }: TrainingTable, row: number): string {
  return symbols[symbol[row]!]!;
}

function scoresOf({ scores, raw, baselines }: Spoken, speaker: Speaker): readonly Float64Array[] {
  if (speaker === 'own') return scores;
  return speaker === 'raw' ? raw : baselines[speaker];
}

/** Chance of the highest class less that of the lowest; the prediction of a regressor. */
function scoreOf(classes: readonly number[], columns: readonly Float64Array[], at: number): number {
  if (classes.length === 0) return columns[0]![at]!;
  return columns.at(-1)![at]! - columns[0]![at]!;
}
