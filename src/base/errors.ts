/** A place in a text file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Something the user should know that stops nothing; `path` is the place in the configuration, where there is one. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly path?: string | undefined;
}

/** What the process says when it ends: 1 the answer is no, 2 the user's input, 3 the outside world, 70 our bug. */
export type ExitCode = 0 | 1 | 2 | 3 | 70;

export interface AppErrorOptions {
  /** One sentence that says how to mend it. */
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  readonly cause?: unknown;
}

/**
 * A failure of the user's input or of the outside world. Caught once, at the top of the program.
 * The message is one sentence without place and hint: the renderer adds both.
 */
export abstract class AppError extends Error {
  /** For programs; never changes; listed in docs/reference/errors.md. */
  abstract readonly code: string;
  readonly exitCode: ExitCode = 2;
  readonly hint: string | undefined;
  readonly place: Place | undefined;

  constructor(message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
    this.place = options.place;
  }
}

/** A bug of ours: a rule that must always hold did not. Stops the run with exit code 70. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** @throws InvariantError when the rule does not hold. */
export function invariant(condition: unknown, rule: string): asserts condition {
  if (!condition) throw new InvariantError(rule);
}

/** The end of a switch that must know every case. */
export function unreachable(value: never): never {
  throw new InvariantError(`no case for ${JSON.stringify(value)}`);
}
