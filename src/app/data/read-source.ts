import { join, resolve } from 'node:path';
import {
  type CachedResult,
  cachedBars,
  csvBars,
  csvFile,
  onlineBars,
  parquetBars,
  type Revision,
  refuseBadRows,
  type SourceRequest,
  type SourceResult,
  sampleBars,
  writeQuarantine,
} from '../../adapters/data/index.ts';
import { invariant, type Timeframe, unreachable } from '../../base/index.ts';
import { calendarOf, isOnline, type OnlineSource, type ResolvedSymbol } from '../../market/index.ts';
import type { DataRequest } from './request.ts';
import type { DateWindow } from './window.ts';

/** Days of calendar time that surely hold one session. */
const DAYS_PER_SESSION = 2;

export interface ReadResult extends CachedResult {
  /** Relative to the project; undefined when no row was set aside. */
  readonly quarantineFile: string | undefined;
  /** What fetching again changed; undefined when nothing was stored before, or was not asked for. */
  readonly revision?: Revision | undefined;
}

/** The bars of one symbol from its source, through the column cache where the source is a file. */
export async function readSource(
  symbol: ResolvedSymbol,
  timeframe: Timeframe,
  context: { readonly request: DataRequest; readonly window: DateWindow; readonly signal?: AbortSignal },
): Promise<ReadResult> {
  const { request, window } = context;
  const { data, projectDir } = request;
  const wanted: SourceRequest = { symbol, timeframe, csv: data.csv, quality: data.quality, projectDir };
  switch (symbol.source) {
    case 'sample': {
      const fromDay = window.startDay - warmupDays(symbol, timeframe, request.warmupBars ?? 0);
      const made = sampleBars(wanted, { seed: request.seed, fromDay, toDay: window.endDay ?? Number.MAX_SAFE_INTEGER });
      return { ...made, fromCache: false, quarantineFile: undefined };
    }
    case 'csv':
    case 'parquet':
      return readFile(wanted, request);
    default:
      if (!isOnline(symbol.source)) return unreachable(symbol.source);
      return readOnline(wanted, symbol.source, context);
  }
}

async function readOnline(
  wanted: SourceRequest,
  source: OnlineSource,
  { request, window, signal }: { readonly request: DataRequest; readonly window: DateWindow; readonly signal?: AbortSignal },
): Promise<ReadResult> {
  const { data, online, projectDir, seed, warmupBars = 0 } = request;
  invariant(online !== undefined, 'a request for a source that needs the network says how to read it');
  const { symbol, timeframe } = wanted;
  const ends = [window.endDay, online.untilDay].filter((day) => day !== undefined);
  const result = await onlineBars(wanted, {
    source,
    config: { yahoo: data.yahoo, ccxt: data.ccxt, alpaca: online.alpaca },
    window: {
      fromDay: window.startDay - warmupDays(symbol, timeframe, warmupBars),
      endDay: ends.length === 0 ? undefined : Math.min(...ends),
    },
    cacheDir: resolve(projectDir, data.cache_dir),
    shownCacheDir: data.cache_dir,
    useCache: data.use_cache,
    refresh: data.refresh,
    expirationDays: data.cache_expiration_days,
    seed,
    signal,
    mode: online.stored === undefined ? 'fetch' : online.stored === 'any' ? 'listed' : 'stored',
    pin: online.pins?.get(symbol.instrument.symbol),
    world: online.world,
  });
  refuseBadRows(result, wanted);
  return { ...result, quarantineFile: setAside(result, wanted, data, undefined) };
}

async function readFile(wanted: SourceRequest, { data, projectDir }: DataRequest): Promise<ReadResult> {
  const file = csvFile(wanted);
  const cacheDir = join(projectDir, data.cache_dir);
  const read = () => (wanted.symbol.source === 'csv' ? csvBars(wanted, file) : parquetBars(wanted, file));
  const result = await cachedBars(wanted, file, { dir: cacheDir, use: data.use_cache, refresh: data.refresh }, read);
  refuseBadRows(result, wanted);
  return { ...result, quarantineFile: setAside(result, wanted, data, file.path) };
}

/** Writes bad rows into the quarantine file, with their text where a CSV file has them. @returns its path from the project */
function setAside(
  { badRows }: SourceResult,
  { symbol, timeframe, projectDir }: SourceRequest,
  data: DataRequest['data'],
  sourcePath: string | undefined,
): string | undefined {
  if (badRows.length === 0) return undefined;
  const name = `${symbol.instrument.symbol}_${timeframe}`;
  const lines = symbol.source === 'csv' ? sourcePath : undefined;
  return `${data.cache_dir}/${writeQuarantine(join(projectDir, data.cache_dir), name, { badRows, linesFrom: lines })}`;
}

/** Days before the window in which so many bars lie for sure. */
function warmupDays(symbol: ResolvedSymbol, timeframe: Timeframe, bars: number): number {
  const calendar = calendarOf(symbol.calendar);
  const perSession = timeframe === '1w' ? 1 / 5 : calendar.periodsPerYear(timeframe) / calendar.periodsPerYear('1d');
  return bars === 0 ? 0 : Math.ceil((bars / perSession) * DAYS_PER_SESSION) + 7;
}
