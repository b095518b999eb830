import { AppError } from '../../base/index.ts';

/** A source has no bars in the window. */
export class DataRangeError extends AppError {
  readonly code = 'DATA_RANGE_UNAVAILABLE';

  constructor(symbol: string, has: { readonly first: string; readonly last: string } | undefined, wanted: string) {
    super(
      has === undefined
        ? `${symbol} has no bars at all`
        : `${symbol} has bars from ${has.first} to ${has.last} only, ${wanted} is wanted`,
      {
        hint: has === undefined ? 'check the source' : `choose start_date and end_date between ${has.first} and ${has.last}`,
      },
    );
  }
}

/** Bars are bad or missing beyond what `data.quality` allows. */
export class DataQualityError extends AppError {
  readonly code = 'DATA_QUALITY';

  constructor(message: string, hint: string, file: string | undefined) {
    super(message, { hint, place: file === undefined ? undefined : { file } });
  }
}

/** `start_date` does not lie before `end_date`. */
export class DataWindowError extends AppError {
  readonly code = 'DATA_WINDOW';

  constructor(start: string, end: string) {
    super(`start_date ${start} is not before end_date ${end}`);
  }
}

/** A symbol is asked for that `data.symbols` does not name. */
export class UnknownSymbolError extends AppError {
  readonly code = 'SYMBOL_UNKNOWN';

  constructor(symbol: string, hint: string | undefined) {
    super(`"${symbol}" is not in data.symbols`, { hint });
  }
}

/** The window is not inside the real part of the sample data. */
export class SampleRangeError extends AppError {
  readonly code = 'DATA_RANGE_UNAVAILABLE';

  constructor(part: string) {
    super(`SPX of source sample has bars ${part} in this window`, {
      hint: 'SPX has bars from 2000-01-03 to 2020-04-17; choose start_date and end_date between them',
    });
  }
}

/** A feature names a series that `data.series` does not declare. */
export class UnknownSeriesError extends AppError {
  readonly code = 'SERIES_UNKNOWN';
  constructor(id: string, hint: string | undefined) {
    super(`no series is named "${id}"`, { hint: hint ?? 'declare it in data.series' });
  }
}
