import { DAY_MS } from '../../../base/index.ts';
import { calendarOf, isEmptyRow, type OnlineSource, type RawRows, rowsWhere, type StampedRows } from '../../../market/index.ts';
import { importRows } from '../import-rows.ts';
import type { SourceRequest, SourceResult } from '../source.ts';
import type { OnlineConfig, SourcePlan } from './contract.ts';
import { DataNotStoredError, SourceEmptyError } from './errors.ts';
import { fetchRows } from './fetch-rows.ts';
import { FetchedStore, type Revision } from './fetched-store.ts';
import { planOf } from './plan.ts';
import { rangeText } from './range-text.ts';
import { actionsWithin, contentHash, type DataPin, storedRows } from './stored-rows.ts';
import type { DayWindow } from './wanted.ts';
import { type OnlineWorld, WALL } from './world.ts';

export interface OnlineOptions {
  readonly source: OnlineSource;
  readonly config: OnlineConfig;
  readonly window: DayWindow;
  /** Absolute path of `data.cache_dir`, and as it is shown. */
  readonly cacheDir: string;
  readonly shownCacheDir: string;
  readonly useCache: boolean;
  readonly refresh: boolean;
  readonly expirationDays: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** `fetch`: what the store lacks is fetched. `stored`: the network is not used. `listed`: nor need the window be complete. */
  readonly mode: 'fetch' | 'stored' | 'listed';
  readonly pin?: DataPin | undefined;
  readonly world?: OnlineWorld | undefined;
}

export interface OnlineResult extends SourceResult {
  readonly fromCache: boolean;
  readonly revision: Revision | undefined;
}

/**
 * The bars of one symbol from a source that needs the network, through the store of fetched bars.
 * @throws SourceUnreachableError, SourceLimitError, SourceRefusedError, SourceAnswerError, SourceSymbolError, SourceKeyMissingError,
 *   SourceEmptyError, DataNotStoredError, ReaderMissingError, TimeframeUnavailableError, StoreWriteError, the signal's reason
 */
export async function onlineBars(request: SourceRequest, options: OnlineOptions): Promise<OnlineResult> {
  const { window } = options;
  const world = options.world ?? WALL;
  const plan = planOf(options.source, {
    symbol: request.symbol,
    timeframe: request.timeframe,
    config: options.config,
    env: world.env,
    projectDir: request.projectDir,
  });
  const calendar = calendarOf(request.symbol.calendar);
  const store = new FetchedStore(options.cacheDir, plan);
  const found =
    options.mode === 'fetch'
      ? await fetchRows({
          plan,
          calendar,
          window,
          store,
          settings: { useCache: options.useCache, refresh: options.refresh, expirationMs: options.expirationDays * DAY_MS },
          world,
          seed: options.seed,
          signal: options.signal,
        })
      : {
          ...fromStore(options, () =>
            storedRows({ plan, calendar, window, store, anyPart: options.mode === 'listed', pin: options.pin }),
          ),
          fromCache: true,
          revision: undefined,
        };
  const traded = rowsWhere(found.rows, (row) => !isEmptyRow(found.rows, row));
  if (traded.length === 0) throw new SourceEmptyError(`${plan.source} ${plan.symbol}`, rangeText(window));
  const actions = actionsWithin(found.actions, found.rows, { plan, calendar });
  const result = importRows(
    {
      raw: rawRows(traded, plan),
      names: {},
      shown: `${plan.source} ${plan.symbol} ${plan.timeframe}`,
      contentHash: contentHash(found.rows, actions, plan),
      factors: undefined,
      known: { timeframe: plan.timeframe, actions, actionsFrom: `${plan.source}, ex-dates` },
    },
    { ...request, csv: { ...request.csv, timestamp: 'open', order: 'any' } },
  );
  const empty = found.rows.length - traded.length;
  return {
    ...result,
    file: options.useCache ? `${options.shownCacheDir}/${store.name}` : undefined,
    stamps: plan.dated ? 'session dates' : 'bar open, UTC',
    notes: [...plan.notes, ...(empty === 0 ? [] : [`${empty} rows without prices are left out`]), ...result.notes],
    fromCache: found.fromCache,
    revision: found.revision,
  };
}

/** A run with `use_cache: false` stored nothing that could be read again. */
function fromStore<T>({ useCache, shownCacheDir }: OnlineOptions, read: () => T): T {
  if (useCache) return read();
  throw new DataNotStoredError(
    'any bars',
    'because data.use_cache is false',
    `set data.use_cache: true to keep them in ${shownCacheDir}`,
  );
}

/** Copies: cleaning works in place. */
function rawRows(rows: StampedRows, { dated }: SourcePlan): RawRows {
  return {
    length: rows.length,
    stamp: rows.stamp.slice(),
    dated,
    open: rows.open.slice(),
    high: rows.high.slice(),
    low: rows.low.slice(),
    close: rows.close.slice(),
    volume: rows.volume.slice(),
    availableAt: undefined,
    dividend: undefined,
    split: undefined,
    adjustedClose: undefined,
    line: Uint32Array.from({ length: rows.length }, (_, row) => row + 1),
    badRows: [],
    badRowCount: 0,
    closeOnly: false,
  };
}
