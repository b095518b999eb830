export { readCsvHead } from './csv/read-csv.ts';
export { csvBars, csvFile } from './csv-source.ts';
export { dataFile, fillPath, findDataFile } from './data-files.ts';
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
export { sampleBars } from './sample/sample-source.ts';
export { SYNTHETIC_FIRST, SYNTHETIC_LAST } from './sample/synthetic-days.ts';
export type { SourceRequest, SourceResult, SourceWarning } from './source.ts';
