import { AppError, type ExitCode } from '../../../base/index.ts';

/** What a failed request was about, for messages: never a query, a header or a key. */
export interface Asked {
  /** `yahoo` */
  readonly source: string;
  readonly symbol: string;
  /** Scheme, host and path. */
  readonly address: string;
}

const KEPT = 'what was fetched before is kept; run the command again later, or use source csv, parquet or sample';

/** The network or the service of a source did not answer, or answered with an error of its own, after several tries. */
export class SourceUnreachableError extends AppError {
  readonly code = 'DATA_SOURCE_UNREACHABLE';
  override readonly exitCode: ExitCode = 3;
  /** The system's code or the status: ENOTFOUND, 503. */
  readonly reason: string;

  constructor(asked: Asked, fact: string, reason: string, cause?: unknown) {
    super(`${asked.symbol} cannot be fetched from ${asked.source}: ${fact} (${reason})`, {
      hint: /^\d+$/.test(reason) ? KEPT : `check the network; ${KEPT}`,
      place: { file: asked.address },
      cause,
    });
    this.reason = reason;
  }
}

/** A source wants fewer requests, for longer than a command waits. */
export class SourceLimitError extends AppError {
  readonly code = 'DATA_SOURCE_LIMIT';
  override readonly exitCode: ExitCode = 3;

  constructor(asked: Asked, waitMs: number | undefined) {
    const until = waitMs === undefined ? '' : `, the next one may come in ${Math.ceil(waitMs / 1000)} s`;
    super(`${asked.source} refuses more requests for now, at ${asked.symbol}${until}`, {
      hint: `what was fetched is kept; run the command again later, or lower data.max_workers`,
      place: { file: asked.address },
    });
  }
}

/** A source refused the request: keys that it does not accept, data that the account may not have. */
export class SourceRefusedError extends AppError {
  readonly code = 'DATA_SOURCE_REFUSED';
  override readonly exitCode: ExitCode = 3;
  readonly status: number;

  constructor(asked: Asked, status: number, said: string, hint: string) {
    super(`${asked.source} refuses ${asked.symbol} with status ${status}: ${said}`, { hint, place: { file: asked.address } });
    this.status = status;
  }
}

/** A source answered with something else than it documents: a web page, a changed form, another symbol. */
export class SourceAnswerError extends AppError {
  readonly code = 'DATA_SOURCE_ANSWER';
  override readonly exitCode: ExitCode = 3;

  constructor(asked: Asked, fact: string, cause?: unknown) {
    super(`the answer of ${asked.source} for ${asked.symbol} cannot be used: ${fact}`, {
      hint: 'nothing of it was stored; run the command again, and report it if it stays',
      place: { file: asked.address },
      cause,
    });
  }
}

/** A source does not know a symbol. */
export class SourceSymbolError extends AppError {
  readonly code = 'DATA_SOURCE_SYMBOL';

  constructor(asked: Asked, said: string, hint = 'write the symbol as the source does') {
    super(`${asked.source} does not know ${asked.symbol}: ${said}`, { hint, place: { file: asked.address } });
  }
}

/** A variable that holds a key of a data source is not set. */
export class SourceKeyMissingError extends AppError {
  readonly code = 'DATA_KEY_MISSING';

  constructor(source: string, symbol: string, names: readonly string[]) {
    super(`${symbol} comes from ${source}, and ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not set`, {
      hint: `export ${names.map((name) => `${name}=…`).join(' ')} (the names stand in operations.connections.${source})`,
    });
  }
}

/** Bars are wanted without the network, and the store does not hold all of them. */
export class DataNotStoredError extends AppError {
  readonly code = 'DATA_NOT_STORED';

  constructor(what: string, missing: string, hint: string) {
    super(`the store does not hold ${what} ${missing}`, { hint });
  }
}

/** A source has no bars of a symbol between two dates. */
export class SourceEmptyError extends AppError {
  readonly code = 'DATA_RANGE_UNAVAILABLE';

  constructor(what: string, range: string) {
    super(`${what} has no bars ${range}`, { hint: 'choose start_date and end_date where the source has bars' });
  }
}
