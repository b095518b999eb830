import { asOfRow } from '../as-of.ts';
import type { BarColumns } from '../bars.ts';
import type { TradingCalendar } from '../calendars/calendar.ts';
import { priceStep } from './clean-rows.ts';
import type { CorporateEvent } from './source-bars.ts';

/** One line of a factor file: the factors hold for raw prices dated after the line before and not after `day`. */
export interface FactorRow {
  readonly day: number;
  readonly priceFactor: number;
  readonly splitFactor: number;
  /** Raw close of that day; 0 or 1 where the file does not say. */
  readonly referencePrice: number;
}

/** Events found, and what speaks against the prices being raw. */
export interface EventFindings {
  readonly events: readonly CorporateEvent[];
  /** Splits that the prices do not show: they are adjusted already, and the split is left out. */
  readonly splitsNotInPrices: number;
}

const NONE: EventFindings = { events: [], splitsNotInPrices: 0 };

/** Columns with a cash dividend and a split ratio on the row of the ex-date; 0, 1 and empty cells mean none. */
export function eventsFromColumns(
  bars: BarColumns,
  dividend: Float64Array | undefined,
  split: Float64Array | undefined,
  calendar: TradingCalendar,
): EventFindings {
  const events: CorporateEvent[] = [];
  for (let i = 0; i < bars.length; i += 1) {
    const amount = dividend?.[i] ?? 0;
    const ratio = split?.[i] ?? 1;
    const exDay = calendar.dateOf(bars.time[i]!);
    if (amount > 0) events.push({ kind: 'dividend', exDay, amount });
    if (ratio > 0 && ratio !== 1) events.push({ kind: 'split', exDay, amount: ratio });
  }
  return eventsFromList(events, bars, calendar);
}

/**
 * Dividends hidden in a vendor's adjusted close: where adjusted / raw grows from one bar to the next by more than printing noise, the
 * holder got `previous close × (1 - previous ratio / ratio)`. The raw prices of such files are adjusted for splits already.
 */
export function eventsFromAdjustedClose(bars: BarColumns, adjusted: Float64Array, calendar: TradingCalendar): EventFindings {
  const events: CorporateEvent[] = [];
  const step = Math.max(priceStep(adjusted), priceStep(bars.close));
  for (let i = 1; i < bars.length; i += 1) {
    const before = adjusted[i - 1]! / bars.close[i - 1]!;
    const now = adjusted[i]! / bars.close[i]!;
    const noise = step * (1 / adjusted[i - 1]! + 1 / adjusted[i]! + 1 / bars.close[i - 1]! + 1 / bars.close[i]!);
    const share = 1 - before / now;
    if (!(share > Math.max(1e-5, 2 * noise)) || share >= 1) continue;
    events.push({ kind: 'dividend', exDay: calendar.dateOf(bars.time[i]!), amount: bars.close[i - 1]! * share });
  }
  return { events, splitsNotInPrices: 0 };
}

/**
 * Events from a factor file (price and split factor in force up to a date). A change of the split factor is a split on the next
 * session, a change of the price factor a dividend of `reference price × (1 - old / new)`: of the amounts that the seven printed digits
 * allow, the one with the fewest decimals.
 */
export function eventsFromFactors(rows: readonly FactorRow[], bars: BarColumns, calendar: TradingCalendar): EventFindings {
  const events: CorporateEvent[] = [];
  for (let i = 0; i + 1 < rows.length; i += 1) {
    const row = rows[i]!;
    const next = rows[i + 1]!;
    const exDay = calendar.sessionFrom(row.day + 1);
    const reference =
      row.referencePrice > 1 ? row.referencePrice : closeOnOrBefore(bars, calendar.close(calendar.sessionUntil(row.day)));
    const share = 1 - row.priceFactor / next.priceFactor;
    if (share > 2e-7 && reference !== undefined) {
      const error = reference * FACTOR_ROUNDING * (1 / row.priceFactor + 1 / next.priceFactor);
      events.push({ kind: 'dividend', exDay, amount: fewestDecimals(reference * share, error) });
    }
    const ratio = next.splitFactor / row.splitFactor;
    if (Math.abs(ratio - 1) > 1e-4) events.push({ kind: 'split', exDay, amount: simpleRatio(ratio) });
  }
  return eventsFromList(
    events.filter((event) => event.amount > 0),
    bars,
    calendar,
  );
}

/**
 * Share of the reference prices of a factor file that differ from the closes by more than 2 %: near 0 when the file belongs to these
 * prices. Undefined when no date can be compared.
 */
export function factorMismatch(rows: readonly FactorRow[], bars: BarColumns, calendar: TradingCalendar): number | undefined {
  let compared = 0;
  let wrong = 0;
  for (const row of rows) {
    if (row.referencePrice <= 1 || !calendar.isSession(row.day)) continue;
    const at = asOfRow(bars.time, calendar.close(row.day));
    if (at < 0 || calendar.dateOf(bars.time[at]!) !== row.day) continue;
    compared += 1;
    if (Math.abs(bars.close[at]! / row.referencePrice - 1) > 0.02) wrong += 1;
  }
  return compared === 0 ? undefined : wrong / compared;
}

/**
 * Events that a source names beside its prices. A split belongs to raw prices when the price moves by about its ratio; otherwise the
 * prices are adjusted for it already, and it is refused.
 */
export function eventsFromList(events: readonly CorporateEvent[], bars: BarColumns, calendar: TradingCalendar): EventFindings {
  if (events.length === 0) return NONE;
  let refused = 0;
  const kept = events.filter((event) => {
    if (event.kind === 'dividend') return true;
    const row = firstRowOfDay(bars, event.exDay, calendar);
    if (row <= 0 || row >= bars.length) return true;
    const moved = bars.close[row - 1]! / bars.open[row]!;
    const isInPrices = timesLarger(moved, event.amount) < timesLarger(moved, 1);
    if (!isInPrices) refused += 1;
    return isInPrices;
  });
  return { events: kept, splitsNotInPrices: refused };
}

/** How many times larger the larger of two positive numbers is. */
export function timesLarger(a: number, b: number): number {
  return a > b ? a / b : b / a;
}

/** First bar of the session of a day or of a later one. */
export function firstRowOfDay(bars: BarColumns, day: number, calendar: TradingCalendar): number {
  return asOfRow(bars.time, calendar.open(calendar.sessionFrom(day))) + 1;
}

function closeOnOrBefore(bars: BarColumns, time: number): number | undefined {
  const row = asOfRow(bars.time, time);
  return row < 0 ? undefined : bars.close[row];
}

/** Factors are printed with seven decimals. */
const FACTOR_ROUNDING = 0.5e-7;

/** The number with the fewest decimals, at least two and at most six, that is no further away than `error`. */
export function fewestDecimals(value: number, error: number): number {
  for (let scale = 100; scale < 1_000_000; scale *= 10) {
    const rounded = Math.round(value * scale) / scale;
    if (Math.abs(rounded - value) <= error) return rounded;
  }
  return Math.round(value * 1_000_000) / 1_000_000;
}

/** Ratios of splits are fractions of small whole numbers, printed with few digits. */
function simpleRatio(ratio: number): number {
  for (let denominator = 1; denominator <= 20; denominator += 1) {
    const numerator = Math.round(ratio * denominator);
    if (numerator > 0 && Math.abs(numerator / denominator / ratio - 1) < 2e-5) return numerator / denominator;
  }
  const inverse = Math.round(1 / ratio);
  return inverse > 0 && Math.abs(1 / inverse / ratio - 1) < 1e-3 ? 1 / inverse : ratio;
}
