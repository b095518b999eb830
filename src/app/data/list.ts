import { readSeries } from '../../adapters/data/index.ts';
import { AppError, isoDate, isoTime } from '../../base/index.ts';
import {
  type CatalogueEntry,
  calendarOf,
  type ResolvedSymbol,
  resample,
  resolveSymbols,
  type Series,
  tagsOf,
} from '../../market/index.ts';
import { readSource } from './read-source.ts';
import type { DataRequest } from './request.ts';
import { dateText, windowOf } from './window.ts';

/** One line of `data list`: an entry of the catalogue, or why it could not be read. */
export interface DataListRow extends Omit<CatalogueEntry, 'first' | 'last'> {
  /** Dates of the first and last session; of periods for other series. */
  readonly first: string | null;
  readonly last: string | null;
  /** Relative to the project; null for sources without files. */
  readonly file: string | null;
  readonly calendar: string | null;
  /** Read from the column cache. */
  readonly stored: boolean;
  readonly quality: { readonly badRows: number; readonly duplicates: number; readonly outsideSession: number } | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface DataList {
  readonly schema_version: 1;
  readonly rows: readonly DataListRow[];
}

/** The catalogue of a project: every symbol's bars and every series, as far as their sources can be read. */
export async function dataList(request: DataRequest): Promise<DataList> {
  const rows: DataListRow[] = [];
  // A list says what is there; it fetches nothing.
  const stored = request.online === undefined ? request : { ...request, online: { ...request.online, stored: 'any' as const } };
  const symbols = resolveSymbols(request.data, request.currency);
  for (const [index, symbol] of symbols.entries()) {
    request.signal?.throwIfAborted();
    request.onProgress?.({ symbol: symbol.instrument.symbol, done: index, total: symbols.length });
    rows.push(await barsRow(symbol, stored));
  }
  for (const entry of request.data.series) rows.push(seriesRow(request, entry));
  return { schema_version: 1, rows };
}

async function barsRow(symbol: ResolvedSymbol, request: DataRequest): Promise<DataListRow> {
  const { data } = request;
  const name = symbol.instrument.symbol;
  const timeframe = request.timeframe ?? data.timeframe;
  const base = {
    id: `${name}:${timeframe}`,
    kind: 'bars' as const,
    symbol: name,
    interval: timeframe,
    source: symbol.source,
    tags: tagsOf(symbol, data.tags[name] ?? []),
    available: 'at the close of the bar',
    calendar: symbol.calendar,
  };
  try {
    const result = await readSource(symbol, timeframe, { request, window: windowOf(data) });
    const calendar = calendarOf(symbol.calendar);
    const own = result.source.bars;
    const bars = result.source.timeframe === timeframe ? own : resample(own, timeframe, calendar);
    const { badRowCount: badRows, duplicates, outsideSession } = result.source.report;
    return {
      ...base,
      first: bars.length === 0 ? null : dateText(bars.time[0]!, calendar),
      last: bars.length === 0 ? null : dateText(bars.time[bars.length - 1]!, calendar),
      rows: bars.length,
      synthetic: result.synthetic,
      file: result.file ?? null,
      stored: result.fromCache,
      quality: { badRows, duplicates, outsideSession },
      problem: null,
    };
  } catch (error) {
    return { ...base, ...unread(error), synthetic: false, file: null };
  }
}

function seriesRow(request: DataRequest, entry: DataRequest['data']['series'][number]): DataListRow {
  const tags = [...new Set([entry.id, entry.source, ...(request.data.tags[entry.id] ?? [])])];
  const base = {
    id: entry.id,
    kind: 'series' as const,
    symbol: null,
    interval: entry.frequency,
    source: entry.source,
    tags,
    calendar: null,
    file: entry.path ?? null,
    synthetic: entry.source === 'sample',
  };
  try {
    const { seed, projectDir, data } = request;
    return { ...base, ...readRow(readSeries({ entry, csv: data.csv, tags, seed, projectDir })) };
  } catch (error) {
    return { ...base, ...unread(error), available: 'unknown' };
  }
}

function readRow(series: Series): Pick<DataListRow, 'first' | 'last' | 'rows' | 'available' | 'stored' | 'quality' | 'problem'> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const period of series.period) {
    first = Math.min(first, period);
    last = Math.max(last, period);
  }
  const known = series.length > 0;
  return {
    first: known ? isoDate(first) : null,
    last: known ? isoDate(last) : null,
    rows: series.length,
    available: known ? `${series.availability}; last ${isoTime(series.availableAt[series.length - 1]!)}` : series.availability,
    stored: false,
    quality: null,
    problem: null,
  };
}

/** A row that could not be read says why; bugs pass through. */
function unread(error: unknown): Pick<DataListRow, 'first' | 'last' | 'rows' | 'stored' | 'quality' | 'problem'> {
  if (!(error instanceof AppError) || error.exitCode !== 2) throw error;
  const { code, message } = error;
  return { first: null, last: null, rows: null, stored: false, quality: null, problem: { code, message } };
}
