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

/** A feature whose type this version accepts in the file but does not compute yet. */
export class FeatureNotAvailableError extends AppError {
  readonly code = 'FEATURE_KIND_UNKNOWN';
  readonly kind: string;
  constructor(name: string, kind: string) {
    super(`feature "${name}" is of type ${kind}, which is not computed in this version`);
    this.kind = kind;
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
