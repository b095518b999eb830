import type { Warning } from '../base/index.ts';
import type { LabelSettings } from './config.ts';
import { labelEntry } from './make.ts';

/** How many rows a class has. */
export interface ClassShare {
  readonly value: number;
  readonly rows: number;
  readonly share: number;
}

/** Rows of each class among these, in the order of the classes; a class that does not occur has 0. */
export function classShares(
  value: Float64Array,
  classes: readonly number[],
  rows: Iterable<number> = value.keys(),
): readonly ClassShare[] {
  const counts = new Map(classes.map((one) => [one, 0]));
  let all = 0;
  for (const row of rows) {
    const one = value[row]!;
    if (Number.isNaN(one)) continue;
    counts.set(one, (counts.get(one) ?? 0) + 1);
    all += 1;
  }
  return classes.map((one) => {
    const count = counts.get(one) ?? 0;
    return { value: one, rows: count, share: all === 0 ? 0 : count / all };
  });
}

/** `-1: 120, 0: 400, 1: 3` */
export const sharesText = (shares: readonly ClassShare[]): string =>
  shares.map(({ value, rows }) => `${value}: ${rows}`).join(', ');

/** A class with a smaller share, or a larger share of ambiguous labels, is worth a warning. */
const SMALL_CLASS = 0.1;
const MANY_AMBIGUOUS = 0.05;

/** What is worth knowing about labels before a model is trained on them. */
export interface LabelFacts {
  readonly settings: LabelSettings;
  /** Of all rows; empty for a regressor. */
  readonly shares: readonly ClassShare[];
  /** Labels in which one bar held both barriers, of all. */
  readonly ambiguous: number;
  readonly labels: number;
  readonly horizon: number;
  /** `research.backtest.hold`, and when its orders fill. */
  readonly hold: 'signal' | 'overlap';
  readonly fill: 'next_open' | 'same_close' | 'next_close';
}

/** Warnings about labels (RESEARCH 4), in a fixed order. */
export function labelWarnings(facts: LabelFacts): readonly Warning[] {
  const { settings, shares, ambiguous, labels, horizon, hold, fill } = facts;
  const found: Warning[] = [];
  const add = (code: string, message: string): void => {
    found.push({ code, message, path: 'research.labels' });
  };
  for (const { value, rows, share } of shares) {
    if (share < SMALL_CLASS)
      add('LABEL_CLASS_RARE', `class ${value} has ${percent(share)} of the rows (${rows}): ${sharesText(shares)}`);
  }
  if (ambiguous > MANY_AMBIGUOUS * labels) {
    const share = `${percent(ambiguous / labels)} of the labels (${ambiguous} of ${labels})`;
    add('LABEL_AMBIGUOUS', `target and stop lie inside one bar in ${share}; each counts as a stop`);
  }
  if (hold === 'signal' && horizon > 1) {
    add(
      'LABEL_OUTLIVES_HOLD',
      `labels look ${horizon} bars ahead and hold: signal may close after one; see the result under hold: overlap`,
    );
  }
  if (labelEntry(settings) === 'close' && fill === 'next_open') {
    add(
      'LABEL_ENTRY_CLOSE',
      'labels begin at the close and orders fill at the next open; the information coefficient is told for both',
    );
  }
  return found;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
