import { AppError } from '../base/index.ts';
import { classShares, sharesText } from './balance.ts';
import type { LabelSettings } from './config.ts';

/** Fewest training rows of a class. */
export const MIN_CLASS_ROWS = 10;

/** Two thresholds under which every class has enough rows. */
export interface WorkingThresholds {
  readonly buy: number;
  readonly sell: number;
}

/** A fold trains on too few rows of a class. */
export class LabelClassTooSmallError extends AppError {
  readonly code = 'LABEL_CLASS_TOO_SMALL';
  readonly thresholds: WorkingThresholds | undefined;
  constructor(
    facts: {
      readonly fold: string;
      readonly class: number;
      readonly rows: number;
      readonly counts: string;
      readonly needs: number;
    },
    help: { readonly hint: string; readonly thresholds: WorkingThresholds | undefined },
  ) {
    super(
      `${facts.fold} trains on ${facts.rows} rows of class ${facts.class}, needs ${facts.needs} (rows by class ${facts.counts})`,
      {
        hint: help.hint,
      },
    );
    this.thresholds = help.thresholds;
  }
}

/** The rows that a fold trains on. */
export interface TrainedRows {
  /** `fold 2`, `the final fit`. */
  readonly name: string;
  readonly rows: Int32Array;
}

/**
 * Every class has enough rows in every training set.
 * @param table value and label return of all rows
 * @throws LabelClassTooSmallError for the first fold that has not, with thresholds that would do, where there are any
 */
export function requireClassRows(
  table: { readonly value: Float64Array; readonly labelReturn: Float64Array },
  folds: readonly TrainedRows[],
  label: { readonly settings: LabelSettings; readonly classes: readonly number[]; readonly minRows?: number },
): void {
  const needs = label.minRows ?? MIN_CLASS_ROWS;
  for (const { name, rows } of folds) {
    const shares = classShares(table.value, label.classes, rows);
    const small = shares.find((one) => one.rows < needs);
    if (small === undefined) continue;
    const facts = { fold: name, class: small.value, rows: small.rows, counts: sharesText(shares), needs };
    throw new LabelClassTooSmallError(facts, helpFor(table.labelReturn, folds, label.settings, needs));
  }
}

function helpFor(
  labelReturn: Float64Array,
  folds: readonly TrainedRows[],
  settings: LabelSettings,
  needs: number,
): { readonly hint: string; readonly thresholds: WorkingThresholds | undefined } {
  const longer = 'begin data.start_date earlier';
  if (settings.type === 'triple_barrier') {
    const other = 'smaller take_profit_sigma and stop_loss_sigma for classes 1 and -1, larger ones or fewer max_bars for class 0';
    return { hint: `${other}, or ${longer}`, thresholds: undefined };
  }
  if (settings.type !== 'forward_return' || settings.thresholds === 'none') return { hint: longer, thresholds: undefined };
  const thresholds = workingThresholds(labelReturn, folds, { settings, needs });
  if (thresholds === undefined) return { hint: longer, thresholds };
  const { buy, sell } = thresholds;
  const instead = settings.threshold === undefined ? '' : ' in place of labels.threshold';
  return {
    hint: `buy_threshold: ${buy} and sell_threshold: ${sell}${instead} give every class ${needs} rows and more`,
    thresholds,
  };
}

/**
 * Thresholds near the configured ones under which each class has enough rows in every fold; undefined where none is found. The buy
 * threshold comes down to the return that enough rows reach in the poorest fold, the sell threshold goes up likewise; where the middle
 * class is the small one, both move apart.
 */
export function workingThresholds(
  labelReturn: Float64Array,
  folds: readonly TrainedRows[],
  { settings, needs }: { readonly settings: LabelSettings; readonly needs: number },
): WorkingThresholds | undefined {
  const sorted = folds.map(({ rows }) => Float64Array.from(rows, (row) => labelReturn[row]!).sort());
  if (sorted.some(({ length }) => length < 3 * needs)) return undefined;
  const highest = rounded(Math.min(...sorted.map((returns) => returns.at(-needs)!)), Math.floor);
  const lowest = rounded(Math.max(...sorted.map((returns) => returns[needs - 1]!)), Math.ceil);
  const buy = Math.min(settings.buy_threshold, highest);
  const sell = Math.max(settings.sell_threshold, lowest);
  const works = (one: WorkingThresholds): boolean => sorted.every((returns) => enough(returns, one, needs));
  const tried = [
    { buy, sell },
    ...WIDER.map((factor) => ({ buy: rounded(buy * factor, Math.floor), sell: rounded(sell * factor, Math.ceil) })),
  ];
  return tried.find((one) => one.buy > one.sell && works(one)) ?? [{ buy: highest, sell: lowest }].find(works);
}

const WIDER = [1.25, 1.5, 2, 3, 5, 8];

function enough(returns: Float64Array, { buy, sell }: WorkingThresholds, needs: number): boolean {
  let [up, down] = [0, 0];
  for (const r of returns) {
    if (1 + r >= 1 + buy) up += 1;
    else if (1 + r <= 1 + sell) down += 1;
  }
  return up >= needs && down >= needs && returns.length - up - down >= needs;
}

/** Four decimals are as exact as anybody writes a threshold. */
function rounded(value: number, to: (value: number) => number): number {
  return to(value * 10_000) / 10_000;
}
