import { createHash } from 'node:crypto';
import { type Revision, type SourceResult, TimeframeUnavailableError } from '../../adapters/data/index.ts';
import { Arena, columnBytes, didYouMean, type Timeframe, timeframeMs, type Warning } from '../../base/index.ts';
import {
  type Allocator,
  actionsOf,
  type BarColumns,
  buildDataset,
  calendarOf,
  canResample,
  type Dataset,
  factorOf,
  type Hasher,
  isOnline,
  type Lineage,
  type QualityReport,
  type ResolvedSymbol,
  resample,
  resolveSymbols,
  SAMPLE_SYMBOL,
  type SymbolBars,
  sliceBars,
} from '../../market/index.ts';
import { SampleRangeError, UnknownSymbolError } from './errors.ts';
import { inOrder } from './in-order.ts';
import { machineWarnings } from './machine.ts';
import { judgeQuality } from './quality.ts';
import { type ReadResult, readSource } from './read-source.ts';
import type { DataRequest, LoadedData } from './request.ts';
import { cutWindow, type DateWindow, dateText, partOfWindow, windowOf } from './window.ts';

/** One symbol with its bars of the wanted timeframe, cut to the window. */
export interface Member {
  readonly resolved: ResolvedSymbol;
  readonly result: ReadResult;
  readonly bars: BarColumns;
  /** Warm-up rows before the window. */
  readonly warmup: number;
  /** What the bars leave of the window; undefined when they fill it. */
  readonly part: string | undefined;
}

/**
 * Loads the bars that a run needs: every symbol of one timeframe on one time index, slower timeframes made from it, finer ones beside
 * it, with the report of what was wrong with them.
 * @throws AppError with a code of docs/reference/errors.md when a source is missing, unreadable, or worse than `data.quality` allows
 */
export async function loadDataset(request: DataRequest): Promise<LoadedData> {
  const timeframe = request.timeframe ?? request.data.timeframe;
  const symbols = wantedSymbols(request);
  const warnings: Warning[] = [];
  const quality: QualityReport[] = [];
  const revisions = new Map<string, Revision>();
  const members = await loadMembers(symbols, timeframe, request, (member) => {
    const { revision } = member.result;
    if (revision !== undefined) revisions.set(member.resolved.instrument.symbol, revision);
    const judged = judgeQuality(member, timeframe, request.data);
    quality.push(judged.report);
    warnings.push(...judged.warnings);
  });
  const slower = slowerTimeframes(request, timeframe);
  const dataset = assemble(members, timeframe, request);
  const higher = new Map<Timeframe, Dataset>();
  for (const other of slower)
    higher.set(
      other,
      assemble(
        members.map((member) => slowMember(member, other)),
        other,
        request,
      ),
    );
  const finer = request.finer === undefined ? undefined : await loadFiner(symbols, request.finer, request);
  const first = members.reduce((least, { bars, warmup }) => Math.min(least, bars.time[warmup]!), Number.POSITIVE_INFINITY);
  const calendar = calendarOf(members[0]!.resolved.calendar);
  const last = dataset.time[dataset.time.length - 1]!;
  return {
    dataset,
    firstRow: dataset.time.findIndex((time) => time >= first),
    higher,
    finer,
    quality,
    lineage: members.map((member) => lineageOf(member, timeframe)),
    warnings: [...warnings, ...machineWarnings()],
    window: { start: dateText(first, calendar), end: dateText(last, calendar), from: first, to: last },
    revisions,
    synthetic: members.some(({ result }) => result.synthetic),
  };
}

function wantedSymbols(request: DataRequest): readonly ResolvedSymbol[] {
  const all = resolveSymbols(request.data, request.currency);
  if (request.symbols === undefined) return all;
  return request.symbols.map((name) => {
    const found = all.find(({ instrument }) => instrument.symbol === name);
    if (found !== undefined) return found;
    const hint = didYouMean(
      name,
      all.map(({ instrument }) => instrument.symbol),
    );
    throw new UnknownSymbolError(name, hint);
  });
}

async function loadMembers(
  symbols: readonly ResolvedSymbol[],
  timeframe: Timeframe,
  request: DataRequest,
  onMember: (member: Member) => void,
): Promise<readonly Member[]> {
  const window = windowOf(request.data);
  const members: Member[] = [];
  for await (const { resolved, result } of readAll(symbols, timeframe, request, window)) {
    const { symbol } = resolved.instrument;
    const calendar = calendarOf(resolved.calendar);
    const own = result.source.timeframe;
    const bars = own === timeframe ? result.source.bars : resample(result.source.bars, timeframe, calendar);
    const rows = cutWindow(bars, window, { calendar, warmupBars: request.warmupBars ?? 0, symbol });
    const part = partOfWindow(bars, rows, window, calendar);
    if (part !== undefined && symbol === SAMPLE_SYMBOL && resolved.source === 'sample') throw new SampleRangeError(part);
    const member = {
      resolved: withTick(resolved, result),
      result,
      bars: sliceBars(bars, rows.from, rows.to),
      warmup: rows.start - rows.from,
      part,
    };
    onMember(member);
    members.push(member);
  }
  request.onProgress?.({ symbol: '', done: symbols.length, total: symbols.length });
  return members;
}

/** Reads the symbols in their order; sources that need the network several at a time. */
function readAll(
  symbols: readonly ResolvedSymbol[],
  timeframe: Timeframe,
  request: DataRequest,
  window: DateWindow,
): AsyncGenerator<{ readonly resolved: ResolvedSymbol; readonly result: ReadResult }, void, undefined> {
  const workers = symbols.some(({ source }) => isOnline(source)) ? request.data.max_workers : 1;
  return inOrder(symbols, { workers, signal: request.signal }, async (resolved, index, signal) => {
    request.onProgress?.({ symbol: resolved.instrument.symbol, done: index, total: symbols.length });
    return { resolved, result: await readSource(resolved, timeframe, { request, window, signal }) };
  });
}

/** The default tick is a cent; where prices of coins, currencies and futures have finer steps, their step is the tick. */
function withTick(resolved: ResolvedSymbol, { source }: SourceResult): ResolvedSymbol {
  const { assetClass, tickSize } = resolved.instrument;
  const isShare = assetClass === 'equity' || assetClass === 'etf' || assetClass === 'index';
  if (resolved.tickIsWritten || isShare || source.report.priceStep >= tickSize) return resolved;
  return { ...resolved, instrument: { ...resolved.instrument, tickSize: source.report.priceStep } };
}

function slowerTimeframes(request: DataRequest, base: Timeframe): readonly Timeframe[] {
  const wanted = new Set([...(request.higher ?? []), ...request.data.secondary_timeframes]);
  wanted.delete(base);
  const list = [...wanted].sort((a, b) => timeframeMs(a) - timeframeMs(b));
  for (const timeframe of list) {
    if (canResample(base, timeframe)) continue;
    throw new TimeframeUnavailableError(
      { source: 'of the base bars', timeframe, symbol: 'every symbol' },
      `they are made from ${base} bars and are no multiple of these`,
    );
  }
  return list;
}

function slowMember(member: Member, timeframe: Timeframe): Member {
  const bars = resample(member.bars, timeframe, calendarOf(member.resolved.calendar));
  return { ...member, bars };
}

async function loadFiner(symbols: readonly ResolvedSymbol[], timeframe: Timeframe, request: DataRequest): Promise<Dataset> {
  const members = await loadMembers(symbols, timeframe, { ...request, timeframe, warmupBars: 0 }, () => undefined);
  return assemble(members, timeframe, request);
}

/** Copies the members into one arena and puts them on one time index. */
function assemble(members: readonly Member[], timeframe: Timeframe, request: DataRequest): Dataset {
  const arena = roomOf(members) ?? new Arena(bytesOf(members));
  const symbols: SymbolBars[] = members.map(({ resolved, result, bars }) => {
    const calendar = calendarOf(resolved.calendar);
    const columns = bars.time.buffer === arena.memory.buffer ? bars : intoArena(bars, arena);
    const actions = actionsOf(result.source.events, columns, calendar);
    return {
      instrument: resolved.instrument,
      calendar: resolved.calendar,
      bars: columns,
      actions,
      factor: factorOf(actions, columns, request.data.adjustment, (length) => arena.float64(length)),
      synthetic: result.synthetic,
    };
  });
  return buildDataset(symbols, timeframe, { allocator: arena, hasher: sha256Hasher() });
}

/** The arena of a single symbol's bars when they lie in one already, just read from the column cache. */
function roomOf(members: readonly Member[]): Arena | undefined {
  const [only] = members;
  const arena = members.length === 1 ? only?.result.arena : undefined;
  return arena !== undefined && only?.bars.time.buffer === arena.memory.buffer ? arena : undefined;
}

/** Room for all columns, factors, rows, the union of times and the sessions. */
function bytesOf(members: readonly Member[]): number {
  const rows = members.reduce((sum, { bars }) => sum + bars.length, 0);
  const own = members.reduce((sum, { bars }) => sum + columnBytes(bars.length, 9), 0);
  return own + columnBytes(rows, 2) + 4096;
}

function intoArena(bars: BarColumns, arena: Allocator): BarColumns {
  const copy = (column: Float64Array): Float64Array => {
    const target = arena.float64(column.length);
    target.set(column);
    return target;
  };
  const columns = {
    length: bars.length,
    time: copy(bars.time),
    open: copy(bars.open),
    high: copy(bars.high),
    low: copy(bars.low),
    close: copy(bars.close),
    volume: copy(bars.volume),
  };
  return bars.availableAt === undefined ? columns : { ...columns, availableAt: copy(bars.availableAt) };
}

function sha256Hasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (data) => void hash.update(data), digest: () => `sha256:${hash.digest('hex')}` };
}

function lineageOf({ resolved, result }: Member, timeframe: Timeframe): Lineage {
  const own = result.source.timeframe;
  return {
    symbol: resolved.instrument.symbol,
    source: resolved.source,
    file: result.file,
    contentHash: result.contentHash,
    sourceTimeframe: own,
    timeframe,
    columns: result.columns,
    stamps: result.stamps,
    actions: result.actions,
    synthetic: result.synthetic,
    fromCache: result.fromCache,
    notes: own === timeframe ? result.notes : [...result.notes, `${timeframe} bars are made from ${own} bars`],
  };
}
