import { didYouMean, type Timeframe, timeframeMs } from '../../../base/index.ts';
import { mergeRows, rowsWithin, type StampedRows, stampedRows, type TimeRange } from '../../../market/index.ts';
import { optionalPackage } from '../../optional-package.ts';
import { ReaderMissingError, TimeframeUnavailableError } from '../errors.ts';
import type { Page, PlanRequest, SourcePlan } from './contract.ts';
import type { Conversation, TryOutcome } from './conversation.ts';
import {
  type Asked,
  SourceAnswerError,
  SourceLimitError,
  SourceRefusedError,
  SourceSymbolError,
  SourceUnreachableError,
} from './errors.ts';
import { nativeTimeframe } from './native-timeframe.ts';
import { retryAfterMs } from './rate-limit.ts';

/** What we use of an exchange object of the package ccxt. */
interface Exchange {
  readonly timeframes?: Readonly<Record<string, unknown>>;
  readonly has: Readonly<Record<string, unknown>>;
  readonly symbols?: readonly string[];
  readonly last_response_headers?: Readonly<Record<string, unknown>>;
  urls: { api?: unknown };
  loadMarkets(): Promise<unknown>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<unknown>;
}

const OWN: readonly Timeframe[] = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d'];
/** Rows asked for at a time; exchanges give fewer where their limit is lower. */
const PAGE_ROWS = 1000;
/** Exchanges that answer for a window instead of a count have none shorter than this: an empty answer speaks for so many candles. */
const EMPTY_ROWS = 100;

/** Candles of an exchange through the package ccxt, which the user installs. Candles begin at their stamp, UTC. */
export function ccxtPlan(request: PlanRequest): SourcePlan {
  const { symbol } = request.symbol.instrument;
  const { exchange, base_url: baseUrl } = request.config.ccxt;
  const timeframe = nativeTimeframe(request.timeframe, OWN, request.symbol);
  const candles = new Candles({ symbol, exchange, baseUrl, timeframe, projectDir: request.projectDir });
  return {
    source: 'ccxt',
    symbol,
    variant: exchange,
    timeframe,
    dated: timeframe === '1d',
    baseUrl,
    limit: { perMinute: 1200, burst: 10 },
    settleMs: 60_000,
    secrets: [],
    oldest: () => Number.NEGATIVE_INFINITY,
    pages: (range, conversation) => candles.pages(range, conversation),
    notes: [`exchange ${exchange}`],
  };
}

interface CandleParts {
  readonly symbol: string;
  readonly exchange: string;
  readonly baseUrl: string | undefined;
  readonly timeframe: Timeframe;
  readonly projectDir: string;
}

class Candles {
  readonly #parts: CandleParts;
  readonly #asked: Asked;

  constructor(parts: CandleParts) {
    this.#parts = parts;
    this.#asked = { source: `ccxt ${parts.exchange}`, symbol: parts.symbol, address: parts.baseUrl ?? `ccxt:${parts.exchange}` };
  }

  /**
   * Pages by `since`: the next one begins behind the last candle. An exchange may answer a time before its first candle with nothing; the
   * range is then tried further on, a page at a time.
   */
  async *pages(range: TimeRange, conversation: Conversation): AsyncGenerator<Page, void, undefined> {
    const { symbol, timeframe } = this.#parts;
    const step = timeframeMs(timeframe);
    const exchange = await this.#open(conversation);
    for (let from = range.from; from < range.to; ) {
      const limit = Math.min(PAGE_ROWS, Math.ceil((range.to - from) / step) + 1);
      const answer = await this.#call(exchange, conversation, () => exchange.fetchOHLCV(symbol, timeframe, from, limit));
      const rows = rowsWithin(mergeRows([this.#rows(answer)]), { from, to: range.to });
      const last = rows.stamp[rows.length - 1];
      const to = Math.min(range.to, last === undefined ? from + EMPTY_ROWS * step : last + step);
      yield { covered: { from, to }, rows };
      from = to;
    }
  }

  #rows(answer: unknown): StampedRows {
    if (!Array.isArray(answer)) throw new SourceAnswerError(this.#asked, 'the candles are no list');
    return stampedRows(
      answer.map((row: unknown, index) => {
        if (!Array.isArray(row) || row.length < 6 || typeof row[0] !== 'number' || !Number.isInteger(row[0])) {
          throw new SourceAnswerError(this.#asked, `candle ${index} is no row of stamp, open, high, low, close and volume`);
        }
        return row.slice(0, 6).map((cell: unknown) => {
          if (typeof cell === 'number') return cell;
          if (cell === undefined || cell === null) return Number.NaN;
          throw new SourceAnswerError(this.#asked, `candle ${index} holds a value that is no number`);
        });
      }),
    );
  }

  async #open(conversation: Conversation): Promise<Exchange> {
    const { symbol, exchange: name, baseUrl, timeframe, projectDir } = this.#parts;
    const make = exchangeClass(await loadCcxt(projectDir), name, this.#asked);
    const exchange = new make({ enableRateLimit: true, timeout: conversation.world.timeoutMs });
    if (baseUrl !== undefined) exchange.urls.api = moved(exchange.urls.api, baseUrl);
    if (exchange.has['fetchOHLCV'] !== true)
      throw new SourceRefusedError(this.#asked, 0, 'it gives no candles', 'choose another data.ccxt.exchange');
    if (exchange.timeframes?.[timeframe] === undefined) {
      const has = Object.keys(exchange.timeframes ?? {}).join(', ');
      throw new TimeframeUnavailableError({ source: `ccxt ${name}`, timeframe, symbol }, `it has ${has}`);
    }
    await this.#call(exchange, conversation, () => exchange.loadMarkets());
    const { symbols } = exchange;
    if (symbols !== undefined && !symbols.includes(symbol)) {
      throw new SourceSymbolError(this.#asked, 'it is none of its markets', didYouMean(symbol, symbols));
    }
    return exchange;
  }

  /** A call of the package, repeated where it failed for reasons outside; the signal and the time limit end our waiting for it. */
  #call<T>(exchange: Exchange, conversation: Conversation, call: () => Promise<T>): Promise<T> {
    return conversation.repeat(this.#asked, async (signal): Promise<TryOutcome<T>> => {
      try {
        return { kind: 'done', value: await ended(call, signal) };
      } catch (error) {
        return this.#failed(error, exchange, conversation);
      }
    });
  }

  #failed(error: unknown, exchange: Exchange, conversation: Conversation): TryOutcome<never> {
    const asked = this.#asked;
    const kinds = classNames(error);
    if (!(error instanceof Error)) throw error;
    const said = conversation.clean(error.message);
    if (kinds.includes('RateLimitExceeded') || kinds.includes('DDoSProtection')) {
      const headers = new Headers();
      for (const [name, value] of Object.entries(exchange.last_response_headers ?? {})) headers.set(name, String(value));
      const waitMs = retryAfterMs(headers, conversation.world.now());
      return { kind: 'again', error: new SourceLimitError(asked, waitMs), waitMs };
    }
    if (kinds.includes('BadSymbol')) throw new SourceSymbolError(asked, said);
    if (kinds.includes('AuthenticationError') || kinds.includes('PermissionDenied')) {
      throw new SourceRefusedError(asked, 0, said, 'candles need no key at most exchanges: choose another data.ccxt.exchange');
    }
    if (kinds.includes('NetworkError')) {
      const reason = kinds[0] ?? 'NetworkError';
      return { kind: 'again', error: new SourceUnreachableError(asked, said, reason, error) };
    }
    if (error.name === 'TimeoutError' || error.name === 'AbortError') return conversation.failed(error, asked);
    if (kinds.length === 0) throw new SourceAnswerError(asked, `the package ccxt fails with "${said}"`, error);
    return { kind: 'again', error: new SourceAnswerError(asked, said, error), tries: 2 };
  }
}

/** The error classes of the package that an error belongs to, its own first; empty for errors of others. */
function classNames(error: unknown): readonly string[] {
  const names: string[] = [];
  for (let each: unknown = error; typeof each === 'object' && each !== null; each = Object.getPrototypeOf(each)) {
    const { name } = each.constructor;
    if (name === 'BaseError') return names;
    if (names.at(-1) !== name) names.push(name);
  }
  return [];
}

/** The package takes no signal: we stop waiting, and what it still does is of no interest. */
async function ended<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call(), stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The package of the project, else the one beside the program. @throws ReaderMissingError */
async function loadCcxt(projectDir: string): Promise<Readonly<Record<string, unknown>>> {
  const found = await optionalPackage('ccxt', projectDir);
  if (found === undefined)
    throw new ReaderMissingError('source ccxt', { name: 'ccxt', instead: 'source csv, parquet or sample' });
  return found;
}

type MakeExchange = new (settings: Readonly<Record<string, unknown>>) => Exchange;

function exchangeClass(ccxt: Readonly<Record<string, unknown>>, name: string, asked: Asked): MakeExchange {
  const known = Array.isArray(ccxt['exchanges']) ? ccxt['exchanges'].map(String) : [];
  const found = known.includes(name) ? ccxt[name] : undefined;
  if (isClass(found)) return found;
  throw new SourceSymbolError(
    { ...asked, symbol: `the exchange "${name}"`, source: 'ccxt' },
    'it is none of its exchanges',
    didYouMean(name, known) ?? 'data.ccxt.exchange is the id of an exchange, as binance or kraken',
  );
}

function isClass(value: unknown): value is MakeExchange {
  return typeof value === 'function';
}

/** The addresses of an exchange with another scheme, host and port. */
function moved(api: unknown, baseUrl: string): unknown {
  if (typeof api === 'string') return api.replace(/^https?:\/\/[^/]+/, baseUrl.replace(/\/+$/, ''));
  if (typeof api !== 'object' || api === null) return api;
  return Object.fromEntries(Object.entries(api).map(([name, value]) => [name, moved(value, baseUrl)]));
}
