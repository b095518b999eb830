import { AppError, type ExitCode } from '../../base/index.ts';

/** A file that the configuration names does not exist. */
export class FileMissingError extends AppError {
  readonly code = 'FILE_MISSING';
  readonly path: string;

  constructor(path: string, hint?: string) {
    super(`there is no file ${path}`, { hint, place: { file: path } });
    this.path = path;
  }
}

/** A file lacks a column that bars cannot be made without. */
export class CsvColumnMissingError extends AppError {
  readonly code = 'CSV_COLUMN_MISSING';
  readonly column: string;
  readonly found: readonly string[];

  constructor(file: string, column: string, found: readonly string[], detail?: string) {
    const list = found.length === 0 ? 'nothing' : found.map((name) => `"${name}"`).join(', ');
    super(`no column holds the ${column}: ${detail ?? `the header has ${list}`}`, {
      hint: `name it: data.csv.columns: { ${column.replace(/ .*/, '')}: <header> }`,
      place: { file, line: 1 },
    });
    this.column = column;
    this.found = found;
  }
}

/** A row that is no bar, where bad rows are errors (`data.quality.on_bad_bar: error`). */
export class CsvRowBadError extends AppError {
  readonly code = 'CSV_ROW_BAD';
  readonly line: number;

  constructor(
    place: { readonly file: string; readonly line: number; readonly column: number | undefined },
    fact: string,
    more: number,
  ) {
    const rest = more > 0 ? ` (and ${more} more bad row${more === 1 ? '' : 's'})` : '';
    super(`${fact}${rest}`, {
      hint: 'mend the row, or set bad rows aside with data.quality.on_bad_bar: quarantine',
      place: { file: place.file, line: place.line, ...(place.column === undefined ? {} : { column: place.column }) },
    });
    this.line = place.line;
  }
}

/** A file that is no text or table of the kind its name says. */
export class DataFormatError extends AppError {
  readonly code = 'DATA_FORMAT';

  constructor(file: string, fact: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(fact, { ...options, place: { file } });
  }
}

/** A package that reads this format or source is not installed. */
export class ReaderMissingError extends AppError {
  readonly code = 'DATA_READER_MISSING';
  override readonly exitCode: ExitCode = 3;

  constructor(what: string, { name, instead }: { readonly name: string; readonly instead: string }, cause?: unknown) {
    super(`${what} cannot be read: the package ${name} is not installed`, {
      hint: `npm install --ignore-scripts ${name}, or use ${instead}`,
      cause,
    });
  }
}

/** Bars of a wanted timeframe can neither be read nor made from finer ones. */
export class TimeframeUnavailableError extends AppError {
  readonly code = 'TIMEFRAME_UNAVAILABLE';

  constructor(
    facts: { readonly source: string; readonly timeframe: string; readonly symbol: string; readonly file?: string },
    has: string,
  ) {
    super(`source ${facts.source} has no ${facts.timeframe} bars for ${facts.symbol}: ${has}`, {
      hint: 'set data.timeframe to what the source has, or a multiple of it',
      place: facts.file === undefined ? undefined : { file: facts.file },
    });
  }
}

/** Most bars lie outside the sessions of the calendar. */
export class CalendarMismatchError extends AppError {
  readonly code = 'CALENDAR_MISMATCH';
  readonly likely: string;

  constructor(
    file: string,
    facts: { readonly symbol: string; readonly calendar: string; readonly outside: number; readonly rows: number },
    likely: string,
  ) {
    const share = ((100 * facts.outside) / facts.rows).toFixed(0);
    const better = likely === facts.calendar ? '' : `, they look like ${likely}`;
    super(`${share} % of the bars of ${facts.symbol} lie outside the sessions of calendar ${facts.calendar}${better}`, {
      hint:
        likely === facts.calendar
          ? 'check data.csv.timezone and data.csv.timestamp'
          : `set data.calendar: ${likely} (or asset_class of the symbol), or check data.csv.timezone`,
      place: { file },
    });
    this.likely = likely;
  }
}

/** The source of a symbol needs the network and is not part of this version. */
export class SourceInactiveError extends AppError {
  readonly code = 'DATA_SOURCE_INACTIVE';

  constructor(source: string, symbol: string) {
    super(`source ${source} of ${symbol} is accepted, not active in this version`, {
      hint: 'use source csv, parquet or sample',
    });
  }
}
