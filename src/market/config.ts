import { z } from 'zod';
import { fields } from '../base/index.ts';
import { ASSET_CLASSES, CALENDARS } from './instrument.ts';

/** Sections `data` and `news` of project.yaml (docs/reference/config.md). */

export const DATA_SOURCES = ['sample', 'csv', 'parquet', 'yahoo', 'alpaca', 'ccxt'] as const;
export type DataSource = (typeof DATA_SOURCES)[number];

/** Those of them whose bars are fetched over the network and kept. */
export const ONLINE_SOURCES = ['yahoo', 'alpaca', 'ccxt'] as const satisfies readonly DataSource[];
export type OnlineSource = (typeof ONLINE_SOURCES)[number];

export function isOnline(source: DataSource): source is OnlineSource {
  return ONLINE_SOURCES.some((online) => online === source);
}

export const SERIES_SOURCES = ['sample', 'csv', 'fred', 'cftc', 'eia', 'lbma', 'openbb'] as const;
export type SeriesSource = (typeof SERIES_SOURCES)[number];

const instrumentSchema = z.strictObject({
  ticker: fields.symbol(),
  source: z.enum(DATA_SOURCES).optional(),
  asset_class: z.enum(ASSET_CLASSES).optional(),
  sector: z.string().min(1).optional(),
  currency: fields.currency().optional(),
  tick_size: z.number().positive().optional(),
  lot_size: z.number().positive().optional(),
  multiplier: z.number().positive().default(1),
  shortable: z.boolean().default(true),
  borrow_rate_bps: fields.bps().optional(),
  path: fields.path().optional(),
});

/** One entry of `data.symbols`: a ticker, or a ticker with what differs from the defaults. */
export const symbolEntry = z.union([fields.symbol(), instrumentSchema]);
export type SymbolEntry = z.output<typeof symbolEntry>;

const qualitySchema = fields.section({
  on_gap: z.enum(['error', 'warn', 'ignore']).default('warn'),
  max_missing_pct: fields.fraction().default(0.02),
  on_bad_bar: z.enum(['quarantine', 'error']).default('quarantine'),
  max_jump_sigma: z.number().positive().default(10),
});

const csvSchema = fields.section({
  path: fields.path().default('data/{symbol}_{timeframe}.csv'),
  columns: z
    .strictObject({
      time: z.string().optional(),
      open: z.string().min(1).optional(),
      high: z.string().min(1).optional(),
      low: z.string().min(1).optional(),
      close: z.string().min(1).optional(),
      volume: z.string().min(1).optional(),
      available_at: z.string().min(1).optional(),
    })
    .prefault({}),
  timezone: fields.zone().default('UTC'),
  timestamp: z.enum(['open', 'close']).default('open'),
  order: z.enum(['ascending', 'descending', 'any']).default('any'),
  layout: z.enum(['long', 'wide']).default('long'),
});

const availabilitySchema = z.strictObject({
  rule: z.enum(['next_business_day', 'cot', 'eia_petroleum', 'eia_gas', 'lbma_am', 'lbma_pm', 'lag']),
  lag: fields.duration().optional(),
  time: fields.clock().optional(),
  timezone: fields.zone().optional(),
});

/** One entry of `data.series`. */
export const seriesEntry = z.strictObject({
  id: fields.symbol(),
  source: z.enum(SERIES_SOURCES),
  code: z.string().min(1).optional(),
  path: fields.path().optional(),
  frequency: z.enum(['daily', 'weekly', 'monthly']).default('daily'),
  max_age: fields.duration().optional(),
  available: availabilitySchema.optional(),
});
export type SeriesEntry = z.output<typeof seriesEntry>;

const replaySchema = fields.section({
  enabled: z.boolean().default(false),
  start_date: fields.date().optional(),
  end_date: fields.date().optional(),
  pace_delay_ms: z.int().min(0).max(60_000).default(0),
});

const streamingSchema = fields.section({
  enabled: z.boolean().default(false),
  provider: z.enum(['alpaca', 'ccxt', 'sample']).optional(),
  websocket_url: streamUrl().optional(),
  auth_method: z.enum(['api_key', 'none']).default('api_key'),
  symbols: z.array(fields.symbol()).optional(),
  channels: z.array(z.enum(['trades', 'quotes', 'bars'])).optional(),
  buffer_size: z.int().min(1).max(10_000_000).default(1000),
  reconnect_attempts: z.int().min(0).max(1_000_000).default(10),
  health_check_interval: fields.duration().default('30s'),
  thresholds: fields.section({
    max_latency_ms: z.int().min(1).default(2000),
    max_queue_depth: z.int().min(1).default(10_000),
    min_messages_per_minute: z.number().min(0).default(0),
  }),
  replay: replaySchema,
});

/** The `data` section. Dates are inclusive session dates in the zone of the symbol's calendar. */
export const dataSection = z
  .strictObject({
    source: z.enum(DATA_SOURCES).default('sample'),
    symbols: z.array(symbolEntry).min(1).max(5000),
    tags: z.record(fields.symbol(), z.array(z.string().min(1))).default({}),
    start_date: fields.date(),
    end_date: fields.date().optional(),
    timeframe: fields.timeframe().default('1d'),
    secondary_timeframes: z.array(fields.timeframe()).default([]),
    test_start: fields.date().optional(),
    test_end: fields.date().optional(),
    calendar: z.enum(CALENDARS).optional(),
    adjustment: z.enum(['none', 'splits', 'splits_dividends']).default('splits_dividends'),
    cache_dir: fields.path().default('data/cache'),
    cache_expiration_days: z.int().min(0).max(36_500).default(7),
    use_cache: z.boolean().default(true),
    refresh: z.boolean().default(false),
    max_workers: z.int().min(1).max(32).default(4),
    quality: qualitySchema,
    csv: csvSchema,
    yahoo: fields.section({ base_url: fields.secureUrl().optional() }),
    ccxt: fields.section({ exchange: z.string().min(1).default('binance'), base_url: fields.secureUrl().optional() }),
    series: z.array(seriesEntry).default([]),
    streaming: streamingSchema,
  })
  .check((ctx) => {
    for (const problem of [...duplicateProblems(ctx.value), ...windowProblems(ctx.value)]) {
      ctx.issues.push({
        code: 'custom',
        input: ctx.value,
        message: problem.message,
        path: [...problem.path],
        params: { code: problem.code },
      });
    }
  });
export type DataConfig = z.output<typeof dataSection>;
export type Adjustment = DataConfig['adjustment'];
export type CsvConfig = DataConfig['csv'];
export type QualityConfig = DataConfig['quality'];

/** The `news` section. */
export const newsSection = z.strictObject({
  enabled: z.boolean().default(false),
  provider: z.enum(['alpaca', 'csv', 'sample']),
  symbols: z.array(fields.symbol()).optional(),
  path: fields.path().optional(),
  max_per_symbol: z.int().min(1).max(10_000).default(50),
});
export type NewsConfig = z.output<typeof newsSection>;

/** The ticker of an entry of `data.symbols`. */
export function tickerOf(entry: SymbolEntry): string {
  return typeof entry === 'string' ? entry : entry.ticker;
}

interface SectionProblem {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Windows {
  readonly start_date: string;
  readonly end_date?: string | undefined;
  readonly test_start?: string | undefined;
  readonly test_end?: string | undefined;
}

function duplicateProblems(data: {
  readonly symbols: readonly SymbolEntry[];
  readonly series: readonly SeriesEntry[];
}): readonly SectionProblem[] {
  return [
    ...duplicates(data.symbols.map(tickerOf)).map(({ index, text }) => ({
      code: 'NAME_DUPLICATE',
      path: ['symbols', index],
      message: `two symbols are named "${text}"`,
    })),
    ...duplicates(data.series.map((entry) => entry.id)).map(({ index, text }) => ({
      code: 'NAME_DUPLICATE',
      path: ['series', index, 'id'],
      message: `two series are named "${text}"`,
    })),
  ];
}

function duplicates(texts: readonly string[]): readonly { readonly index: number; readonly text: string }[] {
  const seen = new Set<string>();
  return texts.flatMap((text, index) => {
    if (seen.has(text)) return [{ index, text }];
    seen.add(text);
    return [];
  });
}

/** ISO dates compare as texts. */
function windowProblems(data: Windows): readonly SectionProblem[] {
  const problems: SectionProblem[] = [];
  const { start_date: start, end_date: end, test_start: testStart, test_end: testEnd } = data;
  if (end !== undefined && start >= end) {
    problems.push({ code: 'DATA_WINDOW', path: ['end_date'], message: `start_date ${start} is not before end_date ${end}` });
  }
  if (testStart === undefined && testEnd === undefined) return problems;
  if (testStart === undefined || testEnd === undefined) {
    const [absent, present] = testStart === undefined ? ['test_start', 'test_end'] : ['test_end', 'test_start'];
    problems.push({ code: 'DATA_TEST_WINDOW', path: [present], message: `${present} is set and ${absent} is not` });
  } else if (testStart >= testEnd || testStart < start || (end !== undefined && testEnd > end)) {
    problems.push({
      code: 'DATA_TEST_WINDOW',
      path: ['test_start'],
      message: `the test window ${testStart} … ${testEnd} is not inside the data window ${start} … ${end ?? 'newest bar'}`,
    });
  }
  return problems;
}

function streamUrl(): z.ZodString {
  return fields
    .url()
    .refine(
      (text) => /^wss:\/\/[^/\s]+/.test(text) || /^ws:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/]|$)/.test(text),
      'must begin with wss://, or with ws:// to this machine',
    );
}
