import { AppError, type ExitCode } from '../base/index.ts';
import type { Progress } from './progress.ts';
import type { Style } from './style.ts';

/** A flag of a command as help, completion and the reference page show it. */
export interface OptionSpec {
  /** As in `-c, --config <path>`. */
  readonly flags: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** The value is a whole number from 1. */
  readonly count?: boolean;
  /** The flag may be given several times; its values are collected. */
  readonly repeated?: boolean;
  readonly required?: boolean;
}

export interface ArgumentSpec {
  /** As in `<id>` or `[name]`. */
  readonly name: string;
  readonly summary: string;
  readonly choices?: readonly string[];
}

/** One command: everything but its work is known without loading the code that does it. */
export interface CommandSpec {
  /** Words after the program's name. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Whole command lines that run as written. */
  readonly examples: readonly string[];
  readonly load: () => Promise<CommandAction>;
}

/** What a command did: one JSON document for programs, one text for people. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  readonly json: unknown;
  /** Printed as it is; ends with a line end. */
  readonly text: string;
}

export type CommandAction = (context: CommandContext, options: Options) => Promise<CommandResult>;

/** What a command sees of the world. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  readonly style: Style;
  /** Columns of the terminal; undefined in a pipe. */
  readonly width: number | undefined;
  /** A line for the person at the terminal: on stderr, also with --json. */
  note(text: string): void;
  /** Shows long work with its rest time on a terminal; silent in a pipe. */
  progress(): Progress;
}

/** Values of flags and arguments by name (`sortBy`), checked when the line was read. */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** For flags and arguments with a default or that must be given. */
  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new ArgumentMissingError(`"${name}" is needed`);
    return value;
  }

  count(name: string): number | undefined {
    const value = this.#values[name];
    return typeof value === 'number' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  list(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }

  /** One of the words, or undefined when the flag is absent. */
  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.#values[name];
    return words.find((word) => word === value);
  }
}

/** The command line does not say what we can do. */
export abstract class UsageError extends AppError {}

/** The command line names a command that does not exist. */
export class CommandUnknownError extends UsageError {
  readonly code = 'COMMAND_UNKNOWN';
}

/** The command line has a flag that its command does not know. */
export class OptionUnknownError extends UsageError {
  readonly code = 'OPTION_UNKNOWN';
}

/** A flag or an argument has a value that it does not take. */
export class OptionValueError extends UsageError {
  readonly code = 'OPTION_VALUE';
}

/** The command line lacks a flag or an argument that its command needs. */
export class ArgumentMissingError extends UsageError {
  readonly code = 'ARGUMENT_MISSING';
}

/** The command line has more words than its command takes. */
export class ArgumentExcessError extends UsageError {
  readonly code = 'ARGUMENT_EXCESS';
}

/** The product has this, a later version does it. */
export class NotActiveError extends AppError {
  readonly code = 'NOT_ACTIVE';

  constructor(what: string, hint?: string) {
    super(`${what} is not active in this version`, { hint });
  }
}
