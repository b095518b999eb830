import { z } from 'zod';
import { DAY_MS, dateOfDay, HOUR_MS, SECOND_MS, type Timeframe, Zone } from '../../../base/index.ts';
import {
  type CorporateEvent,
  calendarOf,
  isAdjustedFor,
  mergeRows,
  rowsWithin,
  type StampedRows,
  shortestDecimal,
  stampedRows,
  type TimeRange,
  undoSplits,
  undoSplitsOfDividends,
} from '../../../market/index.ts';
import { checked } from './checked.ts';
import type { DayRange, Page, PlanRequest, SourcePlan } from './contract.ts';
import type { Conversation } from './conversation.ts';
import { type Asked, SourceAnswerError, SourceRefusedError, SourceSymbolError } from './errors.ts';
import { nativeTimeframe } from './native-timeframe.ts';

const HOST = 'https://query1.finance.yahoo.com';
/** The service answers programs without the name of a browser with 429. */
const AGENT = 'Mozilla/5.0 (compatible; quanttradeai)';

/** Volumes of a session grow and its close may be corrected until the hours after it have ended. */
const DAY_SETTLES_MS = 5 * HOUR_MS;

interface Interval {
  readonly name: string;
  /** Longest range of one request, and how far back bars are kept. */
  readonly pageDays: number;
  readonly keptDays: number;
}

/** As the service's own refusals state them: "1m data … must be within the last 30 days", "… within the last 60 days", "… 730 days". */
const INTERVALS: Readonly<Partial<Record<Timeframe, Interval>>> = {
  '1m': { name: '1m', pageDays: 7, keptDays: 29 },
  '5m': { name: '5m', pageDays: 59, keptDays: 59 },
  '15m': { name: '15m', pageDays: 59, keptDays: 59 },
  '30m': { name: '30m', pageDays: 59, keptDays: 59 },
  '1h': { name: '1h', pageDays: 729, keptDays: 729 },
  '1d': { name: '1d', pageDays: Number.POSITIVE_INFINITY, keptDays: Number.POSITIVE_INFINITY },
};
const OWN: readonly Timeframe[] = ['1m', '5m', '15m', '30m', '1h', '1d'];

const cells = z.array(z.number().nullable());
const eventsSchema = z.object({
  dividends: z.record(z.string(), z.object({ amount: z.number(), date: z.number() })).optional(),
  capitalGains: z.record(z.string(), z.object({ amount: z.number(), date: z.number() })).optional(),
  splits: z.record(z.string(), z.object({ date: z.number(), numerator: z.number(), denominator: z.number() })).optional(),
});
const resultSchema = z.object({
  meta: z.object({ symbol: z.string(), exchangeTimezoneName: z.string(), dataGranularity: z.string().optional() }),
  timestamp: z.array(z.number()).optional(),
  events: eventsSchema.optional(),
  indicators: z.object({
    quote: z
      .array(
        z.object({
          open: cells.optional(),
          high: cells.optional(),
          low: cells.optional(),
          close: cells.optional(),
          volume: cells.optional(),
        }),
      )
      .min(1),
  }),
});
type Chart = z.output<typeof resultSchema>;
const chartSchema = z.object({
  chart: z.object({
    result: z.array(resultSchema).nullish(),
    error: z.object({ code: z.string().nullish(), description: z.string().nullish() }).nullish(),
  }),
});

/**
 * Bars of Yahoo Finance's chart service. Its prices are adjusted for all splits until today; the splits are undone here, so that what is
 * stored never changes when a later one comes.
 */
export function yahooPlan(request: PlanRequest): SourcePlan {
  const { instrument, calendar } = request.symbol;
  const timeframe = nativeTimeframe(request.timeframe, OWN, request.symbol);
  const chart = new ChartService(instrument.symbol, request.config.yahoo.base_url ?? HOST);
  const days = calendarOf(calendar);
  const hasActions = instrument.assetClass === 'equity' || instrument.assetClass === 'etf';
  const dated = timeframe === '1d';
  const dayOf = (stamp: number): number => (dated ? stamp / DAY_MS : days.dateOf(stamp + 1));
  return {
    source: 'yahoo',
    symbol: instrument.symbol,
    variant: '',
    timeframe,
    dated,
    baseUrl: request.config.yahoo.base_url,
    limit: { perMinute: 60, burst: 5 },
    settleMs: dated ? DAY_SETTLES_MS : HOUR_MS,
    secrets: [],
    oldest: (now) => now - INTERVALS[timeframe]!.keptDays * DAY_MS,
    async *pages(range, conversation) {
      for await (const page of chart.pages(range, timeframe, conversation)) {
        yield hasActions ? { ...page, rows: undoSplits(page.rows, chart.splitsInPrices(), dayOf) } : page;
      }
    },
    ...(hasActions ? { actions: (wanted, conversation) => chart.actions(wanted, conversation) } : {}),
    notes: [],
  };
}

/** The requests for one symbol. */
class ChartService {
  readonly #symbol: string;
  readonly #address: string;
  readonly #asked: Asked;
  #undo: readonly CorporateEvent[] = [];

  constructor(symbol: string, baseUrl: string) {
    this.#symbol = symbol;
    this.#address = `${baseUrl.replace(/\/+$/, '')}/v8/finance/chart/${encodeURIComponent(symbol)}`;
    this.#asked = { source: 'yahoo', symbol, address: this.#address };
  }

  async *pages(range: TimeRange, timeframe: Timeframe, conversation: Conversation): AsyncGenerator<Page, void, undefined> {
    const { name, pageDays } = INTERVALS[timeframe]!;
    for (let from = range.from; from < range.to; ) {
      const to = Math.min(range.to, from + pageDays * DAY_MS);
      // Dates are those of the exchange: a day more on both sides, and the rest is cut off.
      const around = timeframe === '1d' ? DAY_MS : 0;
      const chart = await this.#chart(conversation, { from: from - around, to: to + around, interval: name, events: false });
      const rows = chart === undefined ? stampedRows([]) : this.#rows(chart, timeframe);
      yield { covered: { from, to }, rows: rowsWithin(mergeRows([rows]), { from, to }) };
      from = to;
    }
  }

  /** The splits that the prices of today's answers are adjusted for, as `actions` found them. */
  splitsInPrices(): readonly CorporateEvent[] {
    return this.#undo;
  }

  /**
   * Events of daily bars: with other intervals the service leaves some out. The bars beside them show for which of the splits the service
   * has adjusted its prices.
   */
  async actions({ from, to }: DayRange, conversation: Conversation): Promise<readonly CorporateEvent[]> {
    const range = { from: (from - 1) * DAY_MS, to: (to + 2) * DAY_MS, interval: '1d', events: true };
    const chart = await this.#chart(conversation, range);
    if (chart === undefined) return [];
    const dayOf = dateReader(chart, this.#asked);
    const { dividends, capitalGains, splits: splitTable } = chart.events ?? {};
    const paid = [...Object.values(dividends ?? {}), ...Object.values(capitalGains ?? {})];
    const events: CorporateEvent[] = [
      ...paid.map(({ amount, date }) => ({ kind: 'dividend' as const, exDay: dayOf(date), amount: shortestDecimal(amount) })),
      ...Object.values(splitTable ?? {}).map(({ date, numerator, denominator }) => {
        if (!(numerator > 0 && denominator > 0)) {
          throw new SourceAnswerError(this.#asked, `a split of ${numerator} for ${denominator} is none`);
        }
        return { kind: 'split' as const, exDay: dayOf(date), amount: numerator / denominator };
      }),
    ];
    const known = events.filter(({ exDay, amount }) => exDay >= from && exDay <= to && amount > 0);
    this.#undo = this.#adjustedFor(known, mergeRows([this.#rows(chart, '1d')]));
    const splits = known.filter(({ kind }) => kind === 'split');
    return [
      ...undoSplitsOfDividends(
        known.filter(({ kind }) => kind === 'dividend'),
        this.#undo,
      ),
      ...splits,
    ];
  }

  #adjustedFor(events: readonly CorporateEvent[], rows: StampedRows): readonly CorporateEvent[] {
    return events.filter((event) => {
      if (event.kind !== 'split') return false;
      const shown = isAdjustedFor(event, rows, (stamp) => stamp / DAY_MS);
      if (shown !== undefined) return shown;
      const date = dateOfDay(event.exDay);
      throw new SourceAnswerError(
        this.#asked,
        `no price since the split of ${date} says whether those before it are adjusted for it`,
      );
    });
  }

  #rows(chart: Chart, timeframe: Timeframe): StampedRows {
    const { timestamp = [], indicators } = chart;
    const [quote] = indicators.quote;
    const columns = [quote?.open, quote?.high, quote?.low, quote?.close, quote?.volume].map((column) => column ?? []);
    if (columns.some((column) => column.length !== timestamp.length)) {
      const lengths = columns.map((column) => column.length).join(', ');
      throw new SourceAnswerError(this.#asked, `${timestamp.length} stamps stand beside columns of ${lengths} values`);
    }
    const dayOf = dateReader(chart, this.#asked);
    const stampOf = timeframe === '1d' ? (seconds: number) => dayOf(seconds) * DAY_MS : (seconds: number) => seconds * SECOND_MS;
    return stampedRows(
      timestamp.map((seconds, row) => [stampOf(seconds), ...columns.map((column) => shortestDecimal(column[row] ?? Number.NaN))]),
    );
  }

  /** Undefined when the service says that the range holds nothing. */
  async #chart(
    conversation: Conversation,
    range: TimeRange & { readonly interval: string; readonly events: boolean },
  ): Promise<Chart | undefined> {
    const asked = this.#asked;
    const url = new URL(this.#address);
    url.searchParams.set('period1', String(Math.floor(range.from / SECOND_MS)));
    url.searchParams.set('period2', String(Math.floor(range.to / SECOND_MS)));
    url.searchParams.set('interval', range.interval);
    url.searchParams.set('includePrePost', 'false');
    if (range.events) url.searchParams.set('events', 'div,splits,capitalGains');
    const { status, body } = await conversation.json(url, asked, { 'user-agent': AGENT });
    if (status >= 400 && body === undefined) {
      throw new SourceRefusedError(asked, status, 'no reason given', 'try again later');
    }
    const { result, error } = checked(chartSchema, body, asked).chart;
    if (error !== null && error !== undefined) {
      const said = conversation.clean(error.description ?? error.code ?? '');
      if (/^Data doesn't exist for startDate/i.test(said)) return undefined;
      if (status === 404 || error.code === 'Not Found') throw new SourceSymbolError(asked, said);
      throw new SourceRefusedError(asked, status, said, 'ask for less: a later start_date or a longer timeframe');
    }
    const [chart] = result ?? [];
    if (chart === undefined) throw new SourceAnswerError(asked, 'it holds neither bars nor an error');
    const { symbol, dataGranularity } = chart.meta;
    if (symbol.toUpperCase() !== this.#symbol.toUpperCase())
      throw new SourceAnswerError(asked, `it is about ${conversation.clean(symbol)}`);
    if (
      dataGranularity !== undefined &&
      dataGranularity !== range.interval &&
      !(dataGranularity === '60m' && range.interval === '1h')
    ) {
      throw new SourceAnswerError(asked, `it holds ${conversation.clean(dataGranularity)} bars instead of ${range.interval}`);
    }
    return chart;
  }
}

/** Seconds → the date on the exchange's clock, as days since 1970-01-01. @throws SourceAnswerError for a zone that does not exist */
function dateReader({ meta }: Chart, asked: Asked): (seconds: number) => number {
  try {
    const zone = Zone.of(meta.exchangeTimezoneName);
    return (seconds) => zone.localDay(seconds * SECOND_MS);
  } catch (error) {
    if (error instanceof RangeError) throw new SourceAnswerError(asked, 'its time zone does not exist', error);
    throw error;
  }
}
