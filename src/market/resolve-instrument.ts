import { type DataConfig, type DataSource, type SymbolEntry, tickerOf } from './config.ts';
import type { AssetClass, CalendarName, Instrument } from './instrument.ts';

/** The one real series of source `sample`. */
export const SAMPLE_SYMBOL = 'SPX';

/** A symbol of the project with every default filled in. */
export interface ResolvedSymbol {
  readonly instrument: Instrument;
  readonly source: DataSource;
  readonly calendar: CalendarName;
  /** Pattern of the file for sources csv and parquet: `{symbol}` and `{timeframe}` are filled in. */
  readonly path: string;
  /** False: the tick is a default, which data with finer prices makes finer (crypto, forex, futures, commodities). */
  readonly tickIsWritten: boolean;
}

const CALENDAR_OF_CLASS: Readonly<Record<AssetClass, CalendarName>> = {
  equity: 'XNYS',
  etf: 'XNYS',
  index: 'XNYS',
  crypto: '24x7',
  forex: '24x5',
  future: 'CMES',
  commodity: 'CMES',
};

const LOT_OF_CLASS: Readonly<Partial<Record<AssetClass, number>>> = { index: 0.01, crypto: 0.000_000_01 };
const DEFAULT_TICK = 0.01;

/** Fills in what an entry of `data.symbols` leaves open. `currency` is the project's. */
export function resolveSymbol(entry: SymbolEntry, data: DataConfig, currency: string): ResolvedSymbol {
  const written = typeof entry === 'string' ? undefined : entry;
  const symbol = tickerOf(entry);
  const source = written?.source ?? data.source;
  const assetClass = written?.asset_class ?? defaultClass(symbol, source);
  return {
    instrument: {
      symbol,
      assetClass,
      currency: written?.currency ?? currency,
      sector: written?.sector,
      tickSize: written?.tick_size ?? DEFAULT_TICK,
      lotSize: written?.lot_size ?? LOT_OF_CLASS[assetClass] ?? 1,
      multiplier: written?.multiplier ?? 1,
      shortable: written?.shortable ?? true,
      borrowRateBps: written?.borrow_rate_bps,
    },
    source,
    calendar: data.calendar ?? CALENDAR_OF_CLASS[assetClass],
    path: written?.path ?? data.csv.path,
    tickIsWritten: written?.tick_size !== undefined,
  };
}

/** All of `data.symbols`, in the order written. */
export function resolveSymbols(data: DataConfig, currency: string): readonly ResolvedSymbol[] {
  return data.symbols.map((entry) => resolveSymbol(entry, data, currency));
}

function defaultClass(symbol: string, source: DataSource): AssetClass {
  if (symbol.startsWith('^') || (source === 'sample' && symbol === SAMPLE_SYMBOL)) return 'index';
  return source === 'ccxt' || symbol.includes('/') ? 'crypto' : 'equity';
}

/** Asset classes whose prices may be 0 or below. */
export function mayBeNegative(assetClass: AssetClass): boolean {
  return assetClass === 'future' || assetClass === 'commodity';
}

/** Automatic tags of a symbol's bars and those of `data.tags`, without duplicates. */
export function tagsOf(resolved: ResolvedSymbol, extra: readonly string[]): readonly string[] {
  const { symbol, assetClass } = resolved.instrument;
  const slash = symbol.indexOf('/');
  const base = slash > 0 ? [symbol.slice(0, slash)] : [];
  return [...new Set([symbol, ...base, assetClass, resolved.source, 'price', ...extra])];
}
