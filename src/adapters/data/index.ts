export { type CachedResult, type CacheSettings, cachedBars, hashFile } from './cache/bar-cache.ts';
export { type ColumnContent, HEADER_BYTES, readColumnFile, type TakeBytes, writeColumnFile } from './cache/column-file.ts';
export { csvBars, csvFile } from './csv-source.ts';
export { dataFile, findDataFile } from './data-files.ts';
export {
  CalendarMismatchError,
  CsvColumnMissingError,
  CsvRowBadError,
  DataFormatError,
  FileMissingError,
  ReaderMissingError,
  SourceInactiveError,
  TimeframeUnavailableError,
} from './errors.ts';
export { refuseBadRows } from './import-rows.ts';
export type { OnlineConfig } from './online/contract.ts';
export type { Revision } from './online/fetched-store.ts';
export { onlineBars } from './online/load.ts';
export type { DataPin } from './online/stored-rows.ts';
export type { OnlineWorld } from './online/world.ts';
export { parquetBars } from './parquet-source.ts';
export { writeQuarantine } from './quarantine.ts';
export { type RecognisedFile, recogniseFile } from './recognise-file.ts';
export { sampleBars } from './sample/sample-source.ts';
export { SYNTHETIC_FIRST, SYNTHETIC_LAST } from './sample/synthetic-days.ts';
export { readSeries, type SeriesRequest } from './series-source.ts';
export type { SourceRequest, SourceResult, SourceWarning } from './source.ts';
