import { z } from 'zod';
import { DAY_MS, dateOfDay, HOUR_MS, isoTime, MINUTE_MS, parseDate, type Timeframe, Zone } from '../../../base/index.ts';
import {
  type CorporateEvent,
  mergeRows,
  rowsWithin,
  type StampedRows,
  stampedRows,
  type TimeRange,
} from '../../../market/index.ts';
import { checked } from './checked.ts';
import type { DayRange, Page, PlanRequest, SourcePlan } from './contract.ts';
import type { Conversation } from './conversation.ts';
import { type Asked, SourceAnswerError, SourceKeyMissingError, SourceRefusedError, SourceSymbolError } from './errors.ts';
import { nativeTimeframe } from './native-timeframe.ts';

const HOST = 'https://data.alpaca.markets';
const NEW_YORK = 'America/New_York';
const PAGE_ROWS = 10_000;
const PAGE_ACTIONS = 1000;
/** Pages of one range; more means that the service goes round in circles. */
const MAX_PAGES = 20_000;
/** Actions are listed by the day they are processed; dividends are paid up to some months after their ex-date. */
const PROCESSED_WITHIN_DAYS = 200;
/** Bars of the last quarter of an hour are for paying accounts only. */
const DELAY_MS = 16 * MINUTE_MS;
/** Trades of a session are reported and corrected until the hours after it have ended. */
const DAY_SETTLES_MS = 5 * HOUR_MS;

const NAMES: Readonly<Partial<Record<Timeframe, string>>> = {
  '1m': '1Min',
  '3m': '3Min',
  '5m': '5Min',
  '15m': '15Min',
  '30m': '30Min',
  '1h': '1Hour',
  '1d': '1Day',
};
/** Its hourly bars of shares stand on the clock, so that the one from 09:00 mixes trades before the session with trades of it. */
const OF_SHARES: readonly Timeframe[] = ['1m', '3m', '5m', '15m', '30m', '1d'];
/** Its days of coins do not begin at midnight UTC. */
const OF_COINS: readonly Timeframe[] = ['1m', '3m', '5m', '15m', '30m', '1h'];

const barSchema = z.object({ t: z.string(), o: z.number(), h: z.number(), l: z.number(), c: z.number(), v: z.number() });
const barsSchema = z.object({
  bars: z.record(z.string(), z.array(barSchema).nullable()).nullable(),
  next_page_token: z.string().nullable(),
});
const split = z.object({
  symbol: z.string(),
  ex_date: z.string(),
  new_rate: z.number().positive(),
  old_rate: z.number().positive(),
});
const rate = z.object({ symbol: z.string(), ex_date: z.string(), rate: z.number() });
const actionsSchema = z.object({
  corporate_actions: z.object({
    cash_dividends: z.array(rate).optional(),
    stock_dividends: z.array(rate).optional(),
    forward_splits: z.array(split).optional(),
    reverse_splits: z.array(split).optional(),
  }),
  next_page_token: z.string().nullable(),
});
const messageSchema = z.object({ message: z.string() });

/** Bars of Alpaca's market data service: raw prices of shares with their corporate actions, or of coins. */
export function alpacaPlan(request: PlanRequest): SourcePlan {
  const { instrument } = request.symbol;
  const { feed, data_url: baseUrl, paper_key_id_env: keyName, paper_secret_key_env: secretName } = request.config.alpaca;
  const isCoin = instrument.assetClass === 'crypto';
  const timeframe = nativeTimeframe(request.timeframe, isCoin ? OF_COINS : OF_SHARES, request.symbol);
  const keys = { id: request.env[keyName] ?? '', secret: request.env[secretName] ?? '' };
  const missing = [keyName, secretName].filter((name) => (request.env[name] ?? '') === '');
  const service = new DataService(
    { symbol: instrument.symbol, host: baseUrl ?? HOST, isCoin, feed },
    { 'apca-api-key-id': keys.id, 'apca-api-secret-key': keys.secret },
  );
  const withKeys = (): DataService => {
    if (missing.length > 0) throw new SourceKeyMissingError('alpaca', instrument.symbol, missing);
    return service;
  };
  return {
    source: 'alpaca',
    symbol: instrument.symbol,
    variant: isCoin ? 'us' : feed,
    timeframe,
    dated: timeframe === '1d',
    baseUrl,
    limit: { perMinute: 180, burst: 10 },
    settleMs: timeframe === '1d' ? DAY_SETTLES_MS : DELAY_MS,
    secrets: [keys.id, keys.secret],
    oldest: () => Number.NEGATIVE_INFINITY,
    pages: (range, conversation) => withKeys().pages(range, timeframe, conversation),
    ...(isCoin ? {} : { actions: (days, conversation) => withKeys().actions(days, conversation) }),
    notes: isCoin || feed === 'sip' ? [] : ['feed iex: trades of one exchange, a few percent of the volume'],
  };
}

interface Service {
  readonly symbol: string;
  readonly host: string;
  readonly isCoin: boolean;
  readonly feed: string;
}

/** The requests for one symbol. */
class DataService {
  readonly #service: Service;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(service: Service, headers: Readonly<Record<string, string>>) {
    this.#service = { ...service, host: service.host.replace(/\/+$/, '') };
    this.#headers = headers;
  }

  /** A page answers for the stamps up to its last row, the last page up to the end of the range. */
  async *pages(range: TimeRange, timeframe: Timeframe, conversation: Conversation): AsyncGenerator<Page, void, undefined> {
    const { symbol, isCoin, feed } = this.#service;
    const dated = timeframe === '1d';
    const instant = (stamp: number): number => (dated ? Zone.of(NEW_YORK).toUtc(stamp) : stamp);
    const query = {
      symbols: symbol,
      timeframe: NAMES[timeframe]!,
      start: isoTime(instant(range.from)),
      end: isoTime(Math.min(instant(range.to) - 1, conversation.world.now() - DELAY_MS)),
      limit: String(PAGE_ROWS),
      sort: 'asc',
      ...(isCoin ? {} : { adjustment: 'raw', feed }),
    };
    const path = isCoin ? '/v1beta3/crypto/us/bars' : '/v2/stocks/bars';
    let from = range.from;
    for await (const { body, isLast, asked } of this.#all(path, query, conversation)) {
      const { bars } = checked(barsSchema, body, asked);
      const found = mergeRows([this.#rows(bars ?? {}, dated, asked)]);
      const rows = rowsWithin(found, { from, to: range.to });
      const last = rows.stamp[rows.length - 1];
      const to = isLast ? range.to : last === undefined ? from : last + (dated ? DAY_MS : 1);
      yield { covered: { from, to }, rows };
      from = to;
    }
  }

  async actions({ from, to }: DayRange, conversation: Conversation): Promise<readonly CorporateEvent[]> {
    const query = {
      symbols: this.#service.symbol,
      types: 'cash_dividend,stock_dividend,forward_split,reverse_split',
      start: dateOfDay(from),
      end: dateOfDay(to + PROCESSED_WITHIN_DAYS),
      limit: String(PAGE_ACTIONS),
      sort: 'asc',
    };
    const events: CorporateEvent[] = [];
    for await (const { body, asked } of this.#all('/v1/corporate-actions', query, conversation)) {
      const found = checked(actionsSchema, body, asked).corporate_actions;
      const add = (
        kind: CorporateEvent['kind'],
        row: { readonly symbol: string; readonly ex_date: string },
        amount: number,
      ): void => {
        const exDay = parseDate(row.ex_date);
        if (exDay === undefined) throw new SourceAnswerError(asked, `"${conversation.clean(row.ex_date)}" is no date`);
        if (row.symbol === this.#service.symbol && exDay >= from && exDay <= to && amount > 0)
          events.push({ kind, exDay, amount });
      };
      for (const row of found.cash_dividends ?? []) add('dividend', row, row.rate);
      for (const row of found.stock_dividends ?? []) add('split', row, 1 + row.rate);
      for (const row of [...(found.forward_splits ?? []), ...(found.reverse_splits ?? [])])
        add('split', row, row.new_rate / row.old_rate);
    }
    return events;
  }

  #rows(bars: Readonly<Record<string, readonly z.output<typeof barSchema>[] | null>>, dated: boolean, asked: Asked): StampedRows {
    const { symbol } = this.#service;
    const others = Object.keys(bars).filter((name) => name !== symbol);
    if (others.length > 0) throw new SourceAnswerError(asked, `it is about ${others.slice(0, 3).join(', ').slice(0, 60)}`);
    const zone = Zone.of(NEW_YORK);
    return stampedRows(
      (bars[symbol] ?? []).map(({ t, o, h, l, c, v }) => {
        const time = Date.parse(t);
        if (Number.isNaN(time)) throw new SourceAnswerError(asked, 'a stamp is no time');
        return [dated ? zone.localDay(time) * DAY_MS : time, o, h, l, c, v];
      }),
    );
  }

  /** Follows `next_page_token` to the end. */
  async *#all(
    path: string,
    query: Readonly<Record<string, string>>,
    conversation: Conversation,
  ): AsyncGenerator<{ readonly body: unknown; readonly isLast: boolean; readonly asked: Asked }, void, undefined> {
    const { symbol, host } = this.#service;
    const asked = { source: 'alpaca', symbol, address: `${host}${path}` };
    let token: string | null = null;
    const seen = new Set<string>();
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const url = new URL(`${host}${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      if (token !== null) url.searchParams.set('page_token', token);
      const { status, body } = await conversation.json(url, asked, this.#headers);
      if (status >= 400) throw refusal(asked, status, body, conversation);
      const next: string | null = checked(z.object({ next_page_token: z.string().nullable() }), body, asked).next_page_token;
      yield { body, isLast: next === null, asked };
      if (next === null) return;
      if (seen.has(next)) throw new SourceAnswerError(asked, 'its pages go round in a circle');
      seen.add(next);
      token = next;
    }
    throw new SourceAnswerError(asked, `it has more than ${MAX_PAGES} pages`);
  }
}

function refusal(
  asked: Asked,
  status: number,
  body: unknown,
  conversation: Conversation,
): SourceRefusedError | SourceSymbolError {
  const { data } = messageSchema.safeParse(body);
  const said = conversation.clean(data?.message ?? 'no reason given');
  if (/invalid symbol/i.test(said)) return new SourceSymbolError(asked, said);
  const hint =
    status === 401 || (status === 403 && !/subscription/i.test(said))
      ? 'check the keys that operations.connections.alpaca names'
      : /subscription/i.test(said)
        ? 'set operations.connections.alpaca.feed: iex, or end_date to an earlier day'
        : 'check symbol, dates and timeframe';
  return new SourceRefusedError(asked, status, said, hint);
}
