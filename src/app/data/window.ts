import { dateOfDay, parseDate } from '../../base/index.ts';
import { asOfRow, type BarColumns, type DataConfig, type TradingCalendar } from '../../market/index.ts';
import { DataRangeError, DataWindowError } from './errors.ts';

/** Session dates, both inclusive, as days since 1970-01-01. */
export interface DateWindow {
  readonly startDay: number;
  readonly endDay: number | undefined;
}

export function windowOf(data: DataConfig): DateWindow {
  const { start_date: start, end_date: end } = data;
  if (end !== undefined && start >= end) throw new DataWindowError(start, end);
  return { startDay: parseDate(start) ?? 0, endDay: end === undefined ? undefined : parseDate(end) };
}

/** Rows of a symbol's bars: warm-up `[from, start)`, window `[start, to)`. */
export interface RowWindow {
  readonly from: number;
  readonly start: number;
  readonly to: number;
}

/** Cuts a window out of bars by session date. @throws DataRangeError when no bar lies in it */
export function cutWindow(
  bars: BarColumns,
  window: DateWindow,
  options: { readonly calendar: TradingCalendar; readonly warmupBars: number; readonly symbol: string },
): RowWindow {
  const { calendar, warmupBars, symbol } = options;
  const start = asOfRow(bars.time, beginning(window.startDay, calendar)) + 1;
  const to = window.endDay === undefined ? bars.length : asOfRow(bars.time, beginning(window.endDay + 1, calendar)) + 1;
  if (start >= to) {
    const has =
      bars.length === 0
        ? undefined
        : { first: dateText(bars.time[0]!, calendar), last: dateText(bars.time[bars.length - 1]!, calendar) };
    const end = window.endDay === undefined ? 'the newest bar' : dateOfDay(window.endDay);
    throw new DataRangeError(symbol, has, `${dateOfDay(window.startDay)} to ${end}`);
  }
  return { from: Math.max(0, start - warmupBars), start, to };
}

/** Days by which bars may begin later or end earlier than the window without a word: holidays, and the last days before today. */
const TOLERATED_DAYS = 10;

/** What a window lacks because a symbol's bars begin later or end earlier, in words; undefined when they fill it. */
export function partOfWindow(
  bars: BarColumns,
  rows: RowWindow,
  window: DateWindow,
  calendar: TradingCalendar,
): string | undefined {
  const first = calendar.dateOf(bars.time[rows.start]!);
  const last = calendar.dateOf(bars.time[rows.to - 1]!);
  const isLate = first - window.startDay > TOLERATED_DAYS;
  const isShort = window.endDay !== undefined && window.endDay - last > TOLERATED_DAYS;
  if (!isLate && !isShort) return undefined;
  return `from ${dateOfDay(first)} to ${dateOfDay(last)} only`;
}

/** The instant at which a date begins in the calendar's sense: bars that close later belong to it or to a later one. */
function beginning(day: number, calendar: TradingCalendar): number {
  return calendar.open(calendar.sessionFrom(day));
}

export function dateText(time: number, calendar: TradingCalendar): string {
  return dateOfDay(calendar.dateOf(time));
}
