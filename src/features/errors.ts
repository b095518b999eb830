import { AppError, didYouMean } from '../base/index.ts';

/** A project names a feature that no definition declares. */
export class UnknownFeatureError extends AppError {
  readonly code = 'FEATURE_UNKNOWN';
  readonly asked: string;
  constructor(asked: string, declared: Iterable<string>) {
    super(`no feature is named "${asked}"`, { hint: didYouMean(asked, declared) });
    this.asked = asked;
  }
}

/** A value across symbols that something asks for at the bars of one other symbol, or of another timeframe. */
export class FeaturePlaceError extends AppError {
  readonly code = 'FEATURE_PARAMS';
  constructor(name: string, place: string) {
    super(`feature "${name}" compares all symbols at data.timeframe and cannot be read at ${place}`);
  }
}

/** Bars that a feature reads beside the agent's own are not there. */
export class FeatureBarsMissingError extends AppError {
  readonly code = 'SYMBOL_UNKNOWN';
  constructor(symbol: string, timeframe: string) {
    super(`a feature reads ${symbol} at ${timeframe}, and no such bars were loaded`, {
      hint: `add ${symbol} to data.symbols`,
    });
  }
}

/** A feature reads a series that nobody loaded. */
export class FeatureSeriesMissingError extends AppError {
  readonly code = 'SERIES_UNKNOWN';
  constructor(id: string) {
    super(`a feature reads the series ${id}, and no such series was loaded`, { hint: `add ${id} to data.series` });
  }
}
