export { actionsOf, factorOf } from './adjust.ts';
export { asOfRow, asOfRows } from './as-of.ts';
export { BAR_FIELDS, type Bar, type BarColumns, type BarField, type CorporateAction, PRICE_FIELDS, sliceBars } from './bars.ts';
export { type Allocator, buildDataset, type Hasher, PLAIN, type SymbolBars } from './build-dataset.ts';
export { calendarOf, type TradingCalendar, weekStart } from './calendars/calendar.ts';
export { CALENDAR_FIELDS, type CalendarField, calendarField } from './calendars/calendar-fields.ts';
export { type CatalogueEntry, entriesWithTags } from './catalogue.ts';
export {
  type Adjustment,
  type CsvConfig,
  DATA_SOURCES,
  type DataConfig,
  type DataSource,
  dataSection,
  isOnline,
  type NewsConfig,
  newsSection,
  ONLINE_SOURCES,
  type OnlineSource,
  type QualityConfig,
  SERIES_SOURCES,
  type SeriesEntry,
  type SeriesSource,
  type SymbolEntry,
  seriesEntry,
  symbolEntry,
  tickerOf,
} from './config.ts';
export { dataFileNames, fetchedFolder, fillPath } from './data-path.ts';
export type { Dataset, SymbolData } from './dataset.ts';
export { federalDayAfter, isFederalBusinessDay } from './federal-days.ts';
export {
  countOpenEqualsClose,
  countZeroVolume,
  findGaps,
  findJumps,
  type GapFindings,
  type JumpFindings,
} from './gaps.ts';
export { ASSET_CLASSES, type AssetClass, CALENDARS, type CalendarName, type Instrument, shareOf } from './instrument.ts';
export type { Lineage } from './lineage.ts';
export { type BadRow, type BadRowCode, type Gap, type Jump, QUALITY_LIST_LIMIT, type QualityReport } from './quality.ts';
export { canResample, resample } from './resample.ts';
export {
  mayBeNegative,
  type ResolvedSymbol,
  resolveSymbol,
  resolveSymbols,
  SAMPLE_SYMBOL,
  tagsOf,
} from './resolve-instrument.ts';
export { findRollJumps, ROLL_JUMP_DEVIATIONS, type RollJumpFindings } from './roll-jumps.ts';
export { asOf, availabilityText, availableAt, type Series } from './series.ts';
export { type CleanBars, type CleanOptions, cleanRows, priceStep } from './source/clean-rows.ts';
export {
  type EventFindings,
  eventsFromAdjustedClose,
  eventsFromColumns,
  eventsFromFactors,
  eventsFromList,
  type FactorRow,
  factorMismatch,
} from './source/corporate-events.ts';
export { inferTimeframe } from './source/infer-timeframe.ts';
export { BAD_ROW_LIMIT, type RawRows } from './source/raw-rows.ts';
export type { CorporateEvent, ImportReport, SourceBars } from './source/source-bars.ts';
export {
  isEmptyRow,
  mapColumns,
  mergeRows,
  ROW_COLUMNS,
  type RowColumn,
  rowsWhere,
  rowsWithin,
  type StampedRows,
  stampedRows,
} from './source/stamped-rows.ts';
export { joinRanges, missingRanges, type TimeRange } from './source/time-ranges.ts';
export { isAdjustedFor, shortestDecimal, undoSplits, undoSplitsOfDividends } from './source/undo-splits.ts';
