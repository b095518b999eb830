import type { Timeframe, UnixMs } from '../../../base/index.ts';
import type { CorporateEvent, OnlineSource, ResolvedSymbol, StampedRows, TimeRange } from '../../../market/index.ts';
import type { Conversation } from './conversation.ts';
import type { RateLimitSettings } from './rate-limit.ts';

/** Settings of the sources that need the network: `data.yahoo`, `data.ccxt`, `operations.connections.alpaca`. */
export interface OnlineConfig {
  readonly yahoo: { readonly base_url?: string | undefined };
  readonly ccxt: { readonly exchange: string; readonly base_url?: string | undefined };
  readonly alpaca: {
    readonly paper_key_id_env: string;
    readonly paper_secret_key_env: string;
    readonly feed: 'iex' | 'sip';
    readonly data_url?: string | undefined;
  };
}

/** What one symbol's bars are asked from, before anything is asked. */
export interface PlanRequest {
  readonly symbol: ResolvedSymbol;
  readonly timeframe: Timeframe;
  readonly config: OnlineConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; optional packages are looked for here first. */
  readonly projectDir: string;
}

/** A page of rows, and the stamps that it answers for: no bar is missing in them. */
export interface Page {
  readonly covered: TimeRange;
  readonly rows: StampedRows;
}

/** Ex-dates, as days since 1970-01-01, both inclusive. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/**
 * How one source gives one symbol's bars. Stamps are beginnings of bars, or dates as multiples of 24 h where `dated`; prices are raw, as
 * traded. Whatever is asked for has closed: the newest, unfinished bar of a source is never part of a range.
 */
export interface SourcePlan {
  readonly source: OnlineSource;
  readonly symbol: string;
  /** Feed or exchange: rows of another one are other rows. */
  readonly variant: string;
  /** Of the bars that are fetched; the wanted ones are made from these. */
  readonly timeframe: Timeframe;
  readonly dated: boolean;
  /** Where requests go when it is not the source's own address. */
  readonly baseUrl: string | undefined;
  readonly limit: RateLimitSettings;
  /** How long after the close of a session the source may still change its bars. */
  readonly settleMs: number;
  readonly secrets: readonly string[];
  /** Bars that began earlier are not given any more. */
  oldest(now: UnixMs): UnixMs;
  /** Dividends and splits in raw terms; absent where the source has none. Asked for before the first page, from its day until today. */
  readonly actions?: (days: DayRange, conversation: Conversation) => Promise<readonly CorporateEvent[]>;
  /** Pages, oldest first, whose covered ranges follow each other and fill the range. */
  pages(range: TimeRange, conversation: Conversation): AsyncGenerator<Page, void, undefined>;
  /** Facts about all bars of the source, for the report. */
  readonly notes: readonly string[];
}
