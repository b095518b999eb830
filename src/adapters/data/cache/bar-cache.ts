import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Arena, canonicalJson, columnBytes, type Json, type Timeframe } from '../../../base/index.ts';
import { type BarColumns, mayBeNegative } from '../../../market/index.ts';
import { ensureFolder, sha256, systemCode } from '../../fs/index.ts';
import type { DataFile } from '../data-files.ts';
import { readFactorFile } from '../factor-file.ts';
import type { SourceRequest, SourceResult } from '../source.ts';
import { type ColumnContent, readColumnFile, writeColumnFile } from './column-file.ts';

/** Raise it when reading a source gives other bars than before. */
const IMPORT_VERSION = 1;
/** Entries kept for one symbol and timeframe: settings that are tried in turn do not push each other out. */
const KEPT = 4;
/** Columns that a dataset of one symbol may add beside its bars: factor, rows, sessions, union of times. */
const SPARE_COLUMNS = 4;

export interface CacheSettings {
  /** Absolute path of `data.cache_dir`. */
  readonly dir: string;
  readonly use: boolean;
  /** Read the source again and replace the entry. */
  readonly refresh: boolean;
}

export interface CachedResult extends SourceResult {
  readonly fromCache: boolean;
  /** The arena that the bars lie in, with room for what a dataset adds; absent when they were just read from the source. */
  readonly arena?: Arena;
}

/**
 * The bars of a file through the column cache. The key is the hash of the source's bytes, of the factor file beside it, and of every
 * setting that changes what is read, so that a changed file or setting never meets an old entry. A damaged entry is made again.
 * @throws StoreWriteError when the cache folder cannot be written, and what `read` throws
 */
export async function cachedBars(
  request: SourceRequest,
  file: DataFile,
  cache: CacheSettings,
  read: () => SourceResult | Promise<SourceResult>,
): Promise<CachedResult> {
  if (!cache.use) return { ...(await read()), fromCache: false };
  const contentHash = hashFile(file.path);
  const key = cacheKey(request, file, contentHash);
  const folder = join(cache.dir, 'bars');
  const stem = `${request.symbol.instrument.symbol.replaceAll(/[^A-Za-z0-9.^=_-]/g, '-')}_${request.timeframe}_`;
  const path = join(folder, `${stem}${key.slice(7, 23)}.columns`);
  const found = cache.refresh ? undefined : load(path, key, file);
  if (found !== undefined) return found;
  const result = await read();
  ensureFolder(folder);
  writeColumnFile(path, { key, columns: columnsOf(result.source.bars), meta: metaOf(result) });
  tidy(folder, stem, path);
  return { ...result, fromCache: false };
}

function cacheKey({ symbol, timeframe, csv }: SourceRequest, file: DataFile, contentHash: string): string {
  const { instrument } = symbol;
  const factors = readFactorFile(file.path, instrument.symbol);
  const key = {
    version: IMPORT_VERSION,
    content: contentHash,
    factors: factors === undefined ? null : sha256(factors.text),
    format: symbol.source,
    symbol: instrument.symbol,
    calendar: symbol.calendar,
    assetClass: instrument.assetClass,
    negative: mayBeNegative(instrument.assetClass),
    timeframe,
    csv: { columns: csv.columns, timezone: csv.timezone, timestamp: csv.timestamp, order: csv.order, layout: csv.layout },
  };
  return sha256(canonicalJson(key));
}

/** `sha256:…` of a file's bytes, a piece at a time. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const count = readSync(file, piece, 0, piece.length, null);
      if (count === 0) return `sha256:${hash.digest('hex')}`;
      hash.update(piece.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}

type Meta = Omit<SourceResult, 'source'> & { readonly timeframe: Timeframe } & Pick<SourceResult['source'], 'events' | 'report'>;

function metaOf(result: SourceResult): Json {
  const { source, ...rest } = result;
  const meta: Meta = { ...rest, timeframe: source.timeframe, events: source.events, report: source.report };
  const json: Json = JSON.parse(JSON.stringify(meta));
  return json;
}

function load(path: string, key: string, file: DataFile): CachedResult | undefined {
  let arena: Arena | undefined;
  const content = readColumnFile(path, key, (bytes) => {
    arena = new Arena(bytes + columnBytes(Math.ceil(bytes / 48), SPARE_COLUMNS) + 4096);
    return arena.bytes(bytes);
  });
  const meta = content?.meta;
  if (content === undefined || arena === undefined || !isMeta(meta)) return undefined;
  const bars = barsOf(content);
  if (bars === undefined) return undefined;
  const { timeframe, events, report, ...rest } = meta;
  return {
    ...rest,
    actions: rest.actions,
    file: file.shown,
    source: { timeframe, bars, events, report },
    fromCache: true,
    arena,
  };
}

function isMeta(value: unknown): value is Meta {
  return typeof value === 'object' && value !== null && 'timeframe' in value && 'events' in value && 'report' in value;
}

function columnsOf(bars: BarColumns): ReadonlyMap<string, Float64Array> {
  const { time, open, high, low, close, volume, availableAt } = bars;
  const columns = new Map(Object.entries({ time, open, high, low, close, volume }));
  if (availableAt !== undefined) columns.set('available_at', availableAt);
  return columns;
}

function barsOf({ rows, columns }: ColumnContent): BarColumns | undefined {
  const [time, open, high] = [columns.get('time'), columns.get('open'), columns.get('high')];
  const [low, close, volume] = [columns.get('low'), columns.get('close'), columns.get('volume')];
  const availableAt = columns.get('available_at');
  if (time === undefined || open === undefined || high === undefined) return undefined;
  if (low === undefined || close === undefined || volume === undefined) return undefined;
  const bars = { length: rows, time, open, high, low, close, volume };
  return availableAt === undefined ? bars : { ...bars, availableAt };
}

/** Removes entries beyond the newest few of a symbol and timeframe, and what writers that are gone left behind. */
function tidy(folder: string, stem: string, newest: string): void {
  const own: { readonly path: string; readonly age: number }[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const writer = /\.columns\.(\d+)\.[0-9a-f]+\.tmp$/.exec(name);
    if (writer !== null && !isAlive(Number(writer[1]))) rmSync(path, { force: true });
    else if (name.startsWith(stem) && name.endsWith('.columns') && path !== newest) {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) own.push({ path, age: stats.mtimeMs });
    }
  }
  own.sort((a, b) => b.age - a.age);
  for (const { path } of own.slice(KEPT - 1)) rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
