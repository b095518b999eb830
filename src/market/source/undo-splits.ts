import { fewestDecimals, timesLarger } from './corporate-events.ts';
import type { CorporateEvent } from './source-bars.ts';
import { mapColumns, type StampedRows } from './stamped-rows.ts';

/** Half a unit in the last place of a number of 32 bits, as a fraction of it. */
const SINGLE_ROUNDING = 1 / 16_777_216;
const PRINTED_ROUNDING = 0.5e-6;
/** Smaller splits are lost among ordinary moves. */
const CLEAR_RATIO = 1.5;

/**
 * Raw prices and volumes out of a vendor's that are adjusted for all splits until today: before the ex-date of a split by n, price × n
 * and volume ÷ n. `splits` must hold every split from the first row until the day the rows were sent.
 */
export function undoSplits(rows: StampedRows, splits: readonly CorporateEvent[], dayOf: (stamp: number) => number): StampedRows {
  const ratio = Float64Array.from(rows.stamp, (stamp) => ratioAfter(dayOf(stamp), splits));
  return mapColumns(rows.length, (name) => {
    if (name === 'stamp') return rows.stamp;
    if (name === 'volume') return rows.volume.map((value, row) => (ratio[row] === 1 ? value : Math.round(value / ratio[row]!)));
    return rows[name].map((value, row) => rawAmount(value, ratio[row]!));
  });
}

/** Dividends per unit as it was then, out of amounts per unit as it is today, which are printed with six decimals. */
export function undoSplitsOfDividends(
  dividends: readonly CorporateEvent[],
  splits: readonly CorporateEvent[],
): readonly CorporateEvent[] {
  return dividends.map((event) => {
    const ratio = ratioAfter(event.exDay, splits);
    return ratio === 1 ? event : { ...event, amount: fewestDecimals(event.amount * ratio, PRINTED_ROUNDING * ratio) };
  });
}

/**
 * Whether the prices before a split are adjusted for it: then they go on behind it, else they jump by its ratio. Ratios too near to 1 to be
 * told from an ordinary move count as adjusted for, and so does a split with no price before it. Undefined when no price follows it.
 */
export function isAdjustedFor(split: CorporateEvent, rows: StampedRows, dayOf: (stamp: number) => number): boolean | undefined {
  let before = Number.NaN;
  let after = Number.NaN;
  for (let row = 0; row < rows.length && Number.isNaN(after); row += 1) {
    if (dayOf(rows.stamp[row]!) < split.exDay) before = Number.isNaN(rows.close[row]!) ? before : rows.close[row]!;
    else after = rows.open[row]!;
  }
  if (Number.isNaN(before) || timesLarger(split.amount, 1) < CLEAR_RATIO) return true;
  if (Number.isNaN(after)) return undefined;
  return timesLarger(before / after, 1) < timesLarger(before / after, split.amount);
}

/** The decimal number with the fewest digits that is the same number of 32 bits; other numbers stay as they are. */
export function shortestDecimal(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 0; digits <= 12; digits += 1) {
    const candidate = Number(value.toFixed(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

function ratioAfter(day: number, events: readonly CorporateEvent[]): number {
  return events.reduce((ratio, { kind, exDay, amount }) => (kind === 'split' && exDay > day ? ratio * amount : ratio), 1);
}

function rawAmount(value: number, ratio: number): number {
  const amount = shortestDecimal(value);
  if (ratio === 1 || Number.isNaN(amount)) return amount;
  return fewestDecimals(amount * ratio, 2 * SINGLE_ROUNDING * Math.abs(amount * ratio));
}
