export { BAR_FIELDS, type Bar, type BarColumns, type BarField, type CorporateAction, PRICE_FIELDS } from './bars.ts';
export { calendarOf, type TradingCalendar, weekStart } from './calendars/calendar.ts';
export {
  type Adjustment,
  type CsvConfig,
  DATA_SOURCES,
  type DataConfig,
  type DataSource,
  dataSection,
  type NewsConfig,
  newsSection,
  type QualityConfig,
  SERIES_SOURCES,
  type SeriesEntry,
  type SeriesSource,
  type SymbolEntry,
  seriesEntry,
  symbolEntry,
  tickerOf,
} from './config.ts';
export type { Dataset, SymbolData } from './dataset.ts';
export { ASSET_CLASSES, type AssetClass, CALENDARS, type CalendarName, type Instrument } from './instrument.ts';
export type { Lineage } from './lineage.ts';
export { type BadRow, type BadRowCode, type Gap, type Jump, QUALITY_LIST_LIMIT, type QualityReport } from './quality.ts';
export {
  mayBeNegative,
  type ResolvedSymbol,
  resolveSymbol,
  resolveSymbols,
  SAMPLE_SYMBOL,
  tagsOf,
} from './resolve-instrument.ts';
export type { CorporateEvent, ImportReport, SourceBars } from './source-bars.ts';
