import { join } from 'node:path';
import {
  type CachedResult,
  cachedBars,
  csvBars,
  csvFile,
  parquetBars,
  refuseBadRows,
  SourceInactiveError,
  type SourceRequest,
  sampleBars,
  writeQuarantine,
} from '../../adapters/data/index.ts';
import type { Timeframe } from '../../base/index.ts';
import { calendarOf, type ResolvedSymbol } from '../../market/index.ts';
import type { DataRequest } from './request.ts';
import type { DateWindow } from './window.ts';

/** Days of calendar time that surely hold one session. */
const DAYS_PER_SESSION = 2;

export interface ReadResult extends CachedResult {
  /** Relative to the project; undefined when no row was set aside. */
  readonly quarantineFile: string | undefined;
}

/** The bars of one symbol from its source, through the column cache where the source is a file. */
export async function readSource(
  symbol: ResolvedSymbol,
  timeframe: Timeframe,
  context: { readonly request: DataRequest; readonly window: DateWindow },
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
      throw new SourceInactiveError(symbol.source, symbol.instrument.symbol);
  }
}

async function readFile(wanted: SourceRequest, { data, projectDir }: DataRequest): Promise<ReadResult> {
  const file = csvFile(wanted);
  const cacheDir = join(projectDir, data.cache_dir);
  const read = () => (wanted.symbol.source === 'csv' ? csvBars(wanted, file) : parquetBars(wanted, file));
  const result = await cachedBars(wanted, file, { dir: cacheDir, use: data.use_cache, refresh: data.refresh }, read);
  refuseBadRows(result, wanted);
  if (result.badRows.length === 0) return { ...result, quarantineFile: undefined };
  const { symbol } = wanted.symbol.instrument;
  const name = `${symbol}_${wanted.timeframe}`;
  const quarantined = writeQuarantine(cacheDir, name, {
    badRows: result.badRows,
    sourcePath: file.path,
    hasLines: wanted.symbol.source === 'csv',
  });
  return { ...result, quarantineFile: `${data.cache_dir}/${quarantined}` };
}

/** Days before the window in which so many bars lie for sure. */
function warmupDays(symbol: ResolvedSymbol, timeframe: Timeframe, bars: number): number {
  const calendar = calendarOf(symbol.calendar);
  const perSession = timeframe === '1w' ? 1 / 5 : calendar.periodsPerYear(timeframe) / calendar.periodsPerYear('1d');
  return bars === 0 ? 0 : Math.ceil((bars / perSession) * DAYS_PER_SESSION) + 7;
}
