import { DAY_MS, MINUTE_MS, type Timeframe, timeframeMs } from '../../base/index.ts';
import type { BarColumns } from '../bars.ts';
import { type TradingCalendar, weekStart } from '../calendars/calendar.ts';
import { type BadRow, type BadRowCode, QUALITY_LIST_LIMIT } from '../quality.ts';
import { BAD_ROW_LIMIT, type RawRows } from './raw-rows.ts';
import type { ImportReport } from './source-bars.ts';

export interface CleanOptions {
  readonly timeframe: Timeframe;
  readonly calendar: TradingCalendar;
  readonly stampsAre: 'open' | 'close';
  readonly order: 'ascending' | 'descending' | 'any';
  readonly negativePrices: boolean;
}

/** Bars in order, with the columns that corporate actions are made from, by bar. */
export interface CleanBars {
  readonly bars: BarColumns;
  readonly dividend: Float64Array | undefined;
  readonly split: Float64Array | undefined;
  readonly adjustedClose: Float64Array | undefined;
  readonly report: ImportReport;
  /** All bad rows that are listed, in file order. */
  readonly badRows: readonly BadRow[];
}

/** Prices printed with 6 or 7 digits may lie this far (as a fraction) on the wrong side of the high or low. */
const ROUNDING = 2e-6;
const EXTENDED_FROM_MINUTE = 4 * 60;
const EXTENDED_TO_MINUTE = 20 * 60;

/** Rows as read → bars stamped with their close, oldest first, one per stamp, without bad rows. The columns of `raw` are reused. */
export function cleanRows(raw: RawRows, options: CleanOptions): CleanBars {
  const bad = new BadRows(raw);
  const direction = directionOf(raw, options.order);
  const placed = placeRows(raw, options, direction, bad);
  const columns = columnsOf(raw);
  sortKept(raw.stamp, raw.line, columns, placed.kept);
  const unique = dropDuplicates(raw.stamp, raw.line, columns, placed.kept);
  const cut = (column: Float64Array): Float64Array => column.subarray(0, unique.kept);
  const cutMaybe = (column: Float64Array | undefined): Float64Array | undefined =>
    column === undefined ? undefined : cut(column);
  const bars: BarColumns = {
    length: unique.kept,
    time: cut(raw.stamp),
    open: cut(raw.open),
    high: cut(raw.high),
    low: cut(raw.low),
    close: cut(raw.close),
    volume: cut(raw.volume),
    ...(raw.availableAt === undefined ? {} : { availableAt: cut(raw.availableAt) }),
  };
  const badRows = bad.listed();
  return {
    bars,
    dividend: cutMaybe(raw.dividend),
    split: cutMaybe(raw.split),
    adjustedClose: cutMaybe(raw.adjustedClose),
    badRows,
    report: {
      rows: raw.length + raw.badRowCount,
      duplicates: unique.duplicates,
      duplicateLines: unique.lines,
      disorder: placed.disorder,
      disorderLines: placed.disorderLines,
      badRows: badRows.slice(0, QUALITY_LIST_LIMIT),
      badRowCount: bad.count,
      outsideSession: placed.outside,
      extendedHours: placed.extended,
      closeOnly: raw.closeOnly,
      priceStep: priceStep(bars.close),
    },
  };
}

function columnsOf(raw: RawRows): readonly Float64Array[] {
  const optional = [raw.availableAt, raw.dividend, raw.split, raw.adjustedClose].filter((column) => column !== undefined);
  return [raw.open, raw.high, raw.low, raw.close, raw.volume, ...optional];
}

class BadRows {
  readonly #rows: BadRow[];
  count: number;

  constructor(raw: RawRows) {
    this.#rows = [...raw.badRows];
    this.count = raw.badRowCount;
  }

  add(line: number, code: BadRowCode, fact: string): void {
    this.count += 1;
    if (this.#rows.length < BAD_ROW_LIMIT) this.#rows.push({ line, column: undefined, code, fact });
  }

  listed(): readonly BadRow[] {
    return this.#rows.sort((a, b) => a.line - b.line);
  }
}

/** +1 oldest first, -1 newest first: as the setting says, else as most rows stand. */
function directionOf(raw: RawRows, order: CleanOptions['order']): 1 | -1 {
  if (order !== 'any') return order === 'ascending' ? 1 : -1;
  let rises = 0;
  for (let i = 1; i < raw.length; i += 1) rises += Math.sign(raw.stamp[i]! - raw.stamp[i - 1]!);
  return rises >= 0 ? 1 : -1;
}

interface Placed {
  readonly kept: number;
  readonly outside: number;
  readonly extended: number;
  readonly disorder: number;
  readonly disorderLines: readonly number[];
}

/** Turns stamps into closes and moves the rows that stay to the front. */
function placeRows(raw: RawRows, options: CleanOptions, direction: 1 | -1, bad: BadRows): Placed {
  const { stamp, line } = raw;
  const columns = columnsOf(raw);
  const close = closeOf(raw.dated, options);
  const disorderLines: number[] = [];
  let kept = 0;
  let outside = 0;
  let extended = 0;
  let disorder = 0;
  let before = direction === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let i = 0; i < raw.length; i += 1) {
    const at = stamp[i]!;
    const isDisorder = direction === 1 ? at < before : at > before;
    if (isDisorder) {
      disorder += 1;
      if (disorderLines.length < QUALITY_LIST_LIMIT) disorderLines.push(line[i]!);
      if (options.order !== 'any') {
        bad.add(line[i]!, 'OUT_OF_ORDER', `the row stands out of order and csv.order is ${options.order}`);
        continue;
      }
    } else before = at;
    const end = close(at);
    if (Number.isNaN(end)) {
      outside += 1;
      if (!raw.dated && isExtended(at, options.calendar)) extended += 1;
      continue;
    }
    if (!isSound(raw, i, options.negativePrices, bad)) continue;
    stamp[kept] = end;
    line[kept] = line[i]!;
    for (const column of columns) column[kept] = column[i]!;
    kept += 1;
  }
  return { kept, outside, extended, disorder, disorderLines };
}

/** Stamp of a row → close of its bar; NaN outside the calendar. */
function closeOf(dated: boolean, { timeframe, calendar, stampsAre }: CleanOptions): (stamp: number) => number {
  if (timeframe === '1w') {
    const dayOf = dated
      ? (stamp: number) => stamp / DAY_MS
      : (stamp: number) => calendar.dateOf(stampsAre === 'open' ? stamp + 1 : stamp);
    return (stamp) => calendar.close(calendar.sessionUntil(weekStart(dayOf(stamp)) + 6));
  }
  if (dated) return (stamp) => calendar.close(stamp / DAY_MS);
  if (timeframe === '1d') return (stamp) => calendar.close(calendar.dateOf(stampsAre === 'open' ? stamp + 1 : stamp));
  const length = timeframeMs(timeframe);
  return stampsAre === 'open'
    ? (stamp) => calendar.barClose(stamp, length)
    : (stamp) => {
        const end = calendar.sessionOf(stamp);
        return Number.isNaN(end) ? calendar.barClose(stamp - length, length) : stamp;
      };
}

/** Between 04:00 and 20:00 of a session's date: trading before and after the session. */
function isExtended(stamp: number, calendar: TradingCalendar): boolean {
  const local = calendar.zone.toLocal(stamp);
  const day = Math.floor(local / DAY_MS);
  const minute = (local - day * DAY_MS) / MINUTE_MS;
  return minute >= EXTENDED_FROM_MINUTE && minute <= EXTENDED_TO_MINUTE && calendar.isSession(day);
}

/** Widens high and low by rounding noise; anything beyond is a bad row. */
function isSound(raw: RawRows, i: number, negativePrices: boolean, bad: BadRows): boolean {
  const open = raw.open[i]!;
  const high = raw.high[i]!;
  const low = raw.low[i]!;
  const close = raw.close[i]!;
  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  if (!(Math.abs(open) + Math.abs(high) + Math.abs(low) + Math.abs(close) < Number.POSITIVE_INFINITY)) {
    bad.add(raw.line[i]!, 'PRICE_MISSING', `a price is missing or not finite: ${shown(raw, i)}`);
    return false;
  }
  if (!negativePrices && Math.min(low, bottom) <= 0) {
    bad.add(raw.line[i]!, 'PRICE_NOT_POSITIVE', `a price is 0 or below: ${shown(raw, i)}`);
    return false;
  }
  if (raw.volume[i]! < 0) {
    bad.add(raw.line[i]!, 'VOLUME_NEGATIVE', `the volume is ${raw.volume[i]!}`);
    return false;
  }
  const slack = ROUNDING * Math.max(Math.abs(top), Math.abs(bottom));
  if (high < top - slack || low > bottom + slack || low > high + slack) {
    bad.add(raw.line[i]!, 'OHLC_ORDER', `high and low do not enclose open and close: ${shown(raw, i)}`);
    return false;
  }
  if (high < top) raw.high[i] = top;
  if (low > bottom) raw.low[i] = bottom;
  return true;
}

function shown(raw: RawRows, i: number): string {
  const cell = (column: Float64Array): string => (Number.isNaN(column[i]!) ? 'empty' : String(column[i]!));
  return `open ${cell(raw.open)}, high ${cell(raw.high)}, low ${cell(raw.low)}, close ${cell(raw.close)}`;
}

/** Brings the kept rows in order of their stamp, rows of one stamp in the order of the file. */
function sortKept(stamp: Float64Array, line: Uint32Array, columns: readonly Float64Array[], kept: number): void {
  let rising = true;
  for (let i = 1; i < kept && rising; i += 1) rising = stamp[i]! >= stamp[i - 1]!;
  if (rising) return;
  const order = new Uint32Array(kept);
  for (let i = 0; i < kept; i += 1) order[i] = i;
  order.sort((a, b) => stamp[a]! - stamp[b]! || line[a]! - line[b]!);
  const spare = new Float64Array(kept);
  for (const column of [stamp, ...columns]) {
    for (let i = 0; i < kept; i += 1) spare[i] = column[order[i]!]!;
    column.set(spare);
  }
  for (let i = 0; i < kept; i += 1) spare[i] = line[order[i]!]!;
  line.set(spare);
}

interface Unique {
  readonly kept: number;
  readonly duplicates: number;
  readonly lines: readonly number[];
}

/** Of rows with one stamp the last of the file stays. */
function dropDuplicates(stamp: Float64Array, line: Uint32Array, columns: readonly Float64Array[], rows: number): Unique {
  const lines: number[] = [];
  let kept = 0;
  for (let i = 0; i < rows; i += 1) {
    if (kept > 0 && stamp[i] === stamp[kept - 1]) {
      if (lines.length < QUALITY_LIST_LIMIT) lines.push(line[kept - 1]!);
      kept -= 1;
    }
    if (kept !== i) {
      stamp[kept] = stamp[i]!;
      line[kept] = line[i]!;
      for (const column of columns) column[kept] = column[i]!;
    }
    kept += 1;
  }
  return { kept, duplicates: rows - kept, lines };
}

/** Finest power of ten, from 0.01 down to 1e-8, that all prices are multiples of (within rounding). */
export function priceStep(prices: Float64Array): number {
  let scale = 100;
  for (let i = 0; i < prices.length && scale < 1e8; i += 1) {
    while (scale < 1e8 && !isMultiple(prices[i]! * scale)) scale *= 10;
  }
  return 1 / scale;
}

function isMultiple(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= Math.abs(value) * 1e-12 + 1e-9;
}
