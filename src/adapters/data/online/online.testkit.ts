import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../base/index.ts';
import { calendarOf, dataSection, resolveSymbols } from '../../../market/index.ts';
import type { SourceRequest } from '../source.ts';
import type { OnlineConfig } from './contract.ts';
import { type OnlineOptions, type OnlineResult, onlineBars } from './online-bars.ts';
import type { OnlineWorld } from './world.ts';

/** What goes wrong with one request. `none` answers as the service would. */
export type Fault =
  | 'none'
  | 'limit'
  | 'limit with Retry-After'
  | 'limit with reset'
  | 'error 500'
  | 'error 503 as HTML'
  | 'silence'
  | 'reset'
  | 'cut body'
  | 'cut JSON'
  | 'HTML page'
  | 'redirect'
  | 'changed form'
  | 'wrong symbol';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A service on this machine that answers from a function and fails where it is told to. */
export class ReplayService {
  /** Every request, failed ones included. */
  readonly asked: URL[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** Fault of the request with this number, counted from 0. */
  fault: (index: number) => Fault = () => 'none';
  url = '';

  static async start(answer: (url: URL, service: ReplayService) => Reply): Promise<ReplayService> {
    const service = new ReplayService();
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', service.url);
      const index = service.asked.length;
      service.asked.push(url);
      service.headers.push(request.headers);
      failOrAnswer(service.fault(index), response, () => answer(url, service));
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    service.url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
    return service;
  }
}

/** An address of this machine where nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

function failOrAnswer(fault: Fault, response: ServerResponse, answer: () => Reply): void {
  const send = (status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { 'content-type': type, 'content-length': String(Buffer.byteLength(text)), ...headers });
    response.end(text);
  };
  const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void =>
    send(status, 'application/json', JSON.stringify(body), headers);
  const html = '<!doctype html><html><head><title>Sorry</title></head><body>later, please</body></html>';
  const { status, body } = answer();
  switch (fault) {
    case 'none':
      json(status, body);
      break;
    case 'limit':
      json(429, { message: 'too many requests.' });
      break;
    case 'limit with Retry-After':
      json(429, { message: 'too many requests.' }, { 'retry-after': '7' });
      break;
    case 'limit with reset':
      json(429, { message: 'too many requests.' }, { 'x-ratelimit-reset': String(NOW / 1000 + 11) });
      break;
    case 'error 500':
      json(500, { message: 'internal server error' });
      break;
    case 'error 503 as HTML':
      send(503, 'text/html', html);
      break;
    case 'silence':
      break;
    case 'reset':
      response.socket?.resetAndDestroy();
      break;
    case 'cut body': {
      const text = JSON.stringify(body);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length) });
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
      break;
    }
    case 'cut JSON':
      send(200, 'application/json', JSON.stringify(body).slice(0, -9));
      break;
    case 'HTML page':
      send(200, 'text/html; charset=utf-8', html);
      break;
    case 'redirect':
      send(302, 'text/html', '', { location: 'https://consent.example.org/' });
      break;
    case 'changed form':
      json(200, { data: [body], version: 9 });
      break;
    case 'wrong symbol':
      json(status, JSON.parse(JSON.stringify(body).replaceAll('"ACME"', '"OTHER"')));
      break;
  }
}

/** 2024-06-20 12:00 in New York: the sessions until the 18th have closed (the 19th is a holiday). */
export const NOW = Date.UTC(2024, 5, 20, 16);

/** A clock that only sleeping and the test move. */
export class TestWorld implements OnlineWorld {
  time = NOW;
  readonly slept: number[] = [];
  env: Readonly<Record<string, string | undefined>> = {
    APCA_PAPER_KEY_ID: 'PK-test-id',
    APCA_PAPER_SECRET_KEY: 'test-secret-0123456789',
  };
  timeoutMs = 5000;
  readonly now = (): number => this.time;
  readonly sleep = (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    return Promise.resolve();
  };
}

/** One bar as it was traded. */
export interface TrueBar {
  readonly stamp: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const XNYS = calendarOf('XNYS');
export const FIRST_DAY = Date.UTC(2024, 5, 3) / DAY_MS;
export const LAST_DAY = Date.UTC(2024, 5, 18) / DAY_MS;
/** Ten for one. */
export const SPLIT_DAY = Date.UTC(2024, 5, 10) / DAY_MS;
export const DIVIDEND_DAY = Date.UTC(2024, 5, 5) / DAY_MS;
/** Per share of before the split. */
export const DIVIDEND = 0.4;

export const SESSIONS: readonly number[] = Array.from({ length: LAST_DAY - FIRST_DAY + 1 }, (_, i) => FIRST_DAY + i).filter(
  (day) => XNYS.isSession(day),
);

/** Made by hand-set steps: 1201.07, 1204.10 … before the split, a tenth of it after. */
function priceOf(day: number, step: number): number {
  const cents = 120_107 + (day - FIRST_DAY) * 303 + step * 30;
  return (day < SPLIT_DAY ? cents : Math.round(cents / 10)) / 100;
}

function bar(stamp: number, day: number, step: number): TrueBar {
  const open = priceOf(day, step);
  const close = priceOf(day, step + 1);
  return {
    stamp,
    open,
    high: Math.max(open, close),
    low: Math.min(open, close),
    close,
    volume: 1000 * (day - FIRST_DAY + 1) + 10 * step,
  };
}

/** Daily bars, stamped with their date. */
export const DAYS: readonly TrueBar[] = SESSIONS.map((day) => bar(day * DAY_MS, day, 0));

/** Four minutes of each session, stamped with their beginning. */
export const MINUTES: readonly TrueBar[] = SESSIONS.flatMap((day) =>
  [0, 1, 2, 389].map((minute, step) => bar(XNYS.open(day) + minute * MINUTE_MS, day, step)),
);

export const CONFIG: OnlineConfig = {
  yahoo: {},
  ccxt: { exchange: 'binance' },
  alpaca: { paper_key_id_env: 'APCA_PAPER_KEY_ID', paper_secret_key_env: 'APCA_PAPER_SECRET_KEY', feed: 'iex' },
};

export function requestFor(projectDir: string, section: Readonly<Record<string, unknown>>): SourceRequest {
  const data = dataSection.parse({ symbols: ['ACME'], start_date: '2024-06-03', ...section });
  return { symbol: resolveSymbols(data, 'USD')[0]!, timeframe: data.timeframe, csv: data.csv, quality: data.quality, projectDir };
}

/** Options of a fetch of 2024-06-03 to 2024-06-18. */
export function optionsFor(
  projectDir: string,
  more: Partial<OnlineOptions> & Pick<OnlineOptions, 'source' | 'world'>,
): OnlineOptions {
  return {
    config: CONFIG,
    window: { fromDay: FIRST_DAY, endDay: LAST_DAY },
    cacheDir: `${projectDir}/cache`,
    shownCacheDir: 'cache',
    useCache: true,
    refresh: false,
    expirationDays: 7,
    seed: 42,
    mode: 'fetch',
    ...more,
  };
}

/** The bars of a result in the form of the truth: stamps stay closes. */
export function barsOf({ source: { bars } }: OnlineResult): readonly Omit<TrueBar, 'stamp'>[] {
  return Array.from({ length: bars.length }, (_, i) => ({
    open: bars.open[i]!,
    high: bars.high[i]!,
    low: bars.low[i]!,
    close: bars.close[i]!,
    volume: bars.volume[i]!,
  }));
}

export function valuesOf(bars: readonly TrueBar[]): readonly Omit<TrueBar, 'stamp'>[] {
  return bars.map(({ stamp: _stamp, ...values }) => values);
}

export { onlineBars };

/** Yahoo's chart document: prices for today's shares as 32-bit numbers, dates at the session's opening. */
export function yahooAnswer(url: URL): Reply {
  const [from, to] = ['period1', 'period2'].map((name) => Number(url.searchParams.get(name)) * 1000) as [number, number];
  const isDaily = url.searchParams.get('interval') === '1d';
  const all = isDaily ? DAYS.map((one) => ({ ...one, stamp: XNYS.open(one.stamp / DAY_MS) })) : MINUTES;
  const rows = all.filter(({ stamp }) => stamp >= from && stamp < to);
  const adjusted = (price: number, stamp: number): number => Math.fround(XNYS.dateOf(stamp + 1) < SPLIT_DAY ? price / 10 : price);
  const column = (name: 'open' | 'high' | 'low' | 'close'): number[] => rows.map((row) => adjusted(row[name], row.stamp));
  const at = (day: number): number => XNYS.open(day) / 1000;
  const has = (day: number): boolean => XNYS.open(day) >= from && XNYS.open(day) < to && url.searchParams.get('events') !== null;
  return {
    status: 200,
    body: {
      chart: {
        result: [
          {
            meta: {
              currency: 'USD',
              symbol: 'ACME',
              exchangeTimezoneName: 'America/New_York',
              gmtoffset: -14400,
              dataGranularity: url.searchParams.get('interval'),
            },
            ...(rows.length === 0 ? {} : { timestamp: rows.map(({ stamp }) => stamp / 1000) }),
            events: {
              ...(has(DIVIDEND_DAY)
                ? { dividends: { [at(DIVIDEND_DAY)]: { amount: Math.fround(DIVIDEND / 10), date: at(DIVIDEND_DAY) } } }
                : {}),
              ...(has(SPLIT_DAY)
                ? { splits: { [at(SPLIT_DAY)]: { date: at(SPLIT_DAY), numerator: 10, denominator: 1, splitRatio: '10:1' } } }
                : {}),
            },
            indicators: {
              quote: [
                rows.length === 0
                  ? {}
                  : {
                      open: column('open'),
                      high: column('high'),
                      low: column('low'),
                      close: column('close'),
                      volume: rows.map(({ volume, stamp }) => (XNYS.dateOf(stamp + 1) < SPLIT_DAY ? volume * 10 : volume)),
                    },
              ],
            },
          },
        ],
        error: null,
      },
    },
  };
}

/** Alpaca's bars and corporate actions, a few rows a page. */
export function alpacaAnswer(url: URL, pageRows = 3): Reply {
  if (url.pathname === '/v1/corporate-actions') return { status: 200, body: alpacaActions() };
  const isDaily = url.searchParams.get('timeframe') === '1Day';
  const all = isDaily ? DAYS.map((one) => ({ ...one, stamp: one.stamp + 4 * 3_600_000 })) : MINUTES;
  const [from, to] = ['start', 'end'].map((name) => Date.parse(url.searchParams.get(name) ?? '')) as [number, number];
  const token = url.searchParams.get('page_token');
  const first = token === null ? 0 : Number(Buffer.from(token, 'base64').toString());
  const rows = all.filter(({ stamp }) => stamp >= from && stamp <= to);
  const page = rows.slice(first, first + pageRows);
  const isLast = first + pageRows >= rows.length;
  const bars = page.map(({ stamp, open, high, low, close, volume }) => ({
    t: new Date(stamp).toISOString().replace('.000', ''),
    o: open,
    h: high,
    l: low,
    c: close,
    v: volume,
    n: 7,
    vw: open,
  }));
  return {
    status: 200,
    body: {
      bars: bars.length === 0 ? {} : { ACME: bars },
      next_page_token: isLast ? null : Buffer.from(String(first + pageRows)).toString('base64'),
    },
  };
}

function alpacaActions(): unknown {
  const text = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
  return {
    corporate_actions: {
      cash_dividends: [
        {
          id: 'a',
          symbol: 'ACME',
          cusip: '1',
          rate: DIVIDEND,
          special: false,
          foreign: false,
          ex_date: text(DIVIDEND_DAY),
          process_date: '2024-06-28',
        },
      ],
      forward_splits: [
        {
          id: 'b',
          symbol: 'ACME',
          cusip: '1',
          new_rate: 10,
          old_rate: 1,
          ex_date: text(SPLIT_DAY),
          process_date: text(SPLIT_DAY),
        },
      ],
    },
    next_page_token: null,
  };
}
