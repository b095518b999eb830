import { canonicalJson, parseDate } from '../../../base/index.ts';
import { type BarColumns, calendarOf, priceStep, SAMPLE_SYMBOL } from '../../../market/index.ts';
import { bundledSpx } from '../../assets/index.ts';
import { sha256 } from '../../fs/index.ts';
import { csvBars } from '../csv-source.ts';
import type { SourceRequest, SourceResult } from '../source.ts';
import { SYNTHETIC_FIRST, SYNTHETIC_LAST, type SyntheticDays, syntheticDays } from './synthetic-days.ts';
import { syntheticMinutes } from './synthetic-minutes.ts';

/** Version of the generator: other bars from the same seed mean another number. */
const GENERATOR = 1;

export interface SampleOptions {
  readonly seed: number;
  /** Sessions wanted, as days since 1970-01-01. */
  readonly fromDay: number;
  readonly toDay: number;
}

/** Source `sample`: SPX is real and daily, every other symbol is made up. */
export function sampleBars(request: SourceRequest, options: SampleOptions): SourceResult {
  const { symbol } = request.symbol.instrument;
  return symbol === SAMPLE_SYMBOL ? realSpx(request) : madeUp(request, options);
}

function realSpx(request: SourceRequest): SourceResult {
  const { file } = bundledSpx();
  const csv = { ...request.csv, columns: {}, layout: 'long' as const, order: 'ascending' as const };
  const shown = 'sample SPX';
  const result = csvBars({ ...request, csv }, { shown, path: file, timeframe: '1d' });
  return {
    ...result,
    file: undefined,
    notes: ['S&P 500 index, daily, from the vega-datasets package', ...result.notes],
  };
}

function madeUp(request: SourceRequest, { seed, fromDay, toDay }: SampleOptions): SourceResult {
  const { symbol, assetClass } = request.symbol.instrument;
  const calendar = calendarOf(request.symbol.calendar);
  const first = parseDate(SYNTHETIC_FIRST)!;
  const last = Math.min(toDay, parseDate(SYNTHETIC_LAST)!);
  const all = syntheticDays({ seed, symbol, assetClass, calendar, firstDay: first, lastDay: last });
  const days = since(all, Math.max(fromDay, first));
  const isDaily = request.timeframe === '1d' || request.timeframe === '1w';
  const timeframe = isDaily ? '1d' : '1m';
  const bars = isDaily ? dailyBars(days, (day) => calendar.close(day)) : syntheticMinutes(days, calendar, { seed, symbol });
  const key = { generator: GENERATOR, seed, symbol, assetClass, calendar: calendar.name, timeframe, fromDay, toDay: last };
  return {
    source: { timeframe, bars, events: [], report: cleanReport(bars) },
    file: undefined,
    contentHash: sha256(canonicalJson(key)),
    columns: {},
    stamps: 'bar close',
    actions: undefined,
    synthetic: true,
    notes: [`SYNTHETIC DATA: made up from seed ${seed}`],
    warnings: [],
    badRows: [],
  };
}

function since(days: SyntheticDays, fromDay: number): SyntheticDays {
  let first = 0;
  while (first < days.length && days.day[first]! < fromDay) first += 1;
  const cut = (column: Float64Array): Float64Array => column.subarray(first, days.length);
  return {
    length: days.length - first,
    day: days.day.subarray(first, days.length),
    open: cut(days.open),
    high: cut(days.high),
    low: cut(days.low),
    close: cut(days.close),
    volume: cut(days.volume),
    perUnit: days.perUnit,
  };
}

function dailyBars(days: SyntheticDays, closeOf: (day: number) => number): BarColumns {
  const { length, open, high, low, close, volume } = days;
  const time = Float64Array.from({ length }, (_, i) => closeOf(days.day[i]!));
  return { length, time, open, high, low, close, volume };
}

function cleanReport(bars: BarColumns): SourceResult['source']['report'] {
  return {
    rows: bars.length,
    duplicates: 0,
    duplicateLines: [],
    disorder: 0,
    disorderLines: [],
    badRows: [],
    badRowCount: 0,
    outsideSession: 0,
    extendedHours: 0,
    closeOnly: false,
    priceStep: priceStep(bars.close),
  };
}
