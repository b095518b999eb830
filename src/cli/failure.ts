import { AppError, type ExitCode, InvariantError, type Place } from '../base/index.ts';
import type { Style } from './style.ts';

/** An error as `--json` prints it. */
export interface FailureDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly place: Place | null;
  };
}

export interface Failure {
  readonly exitCode: ExitCode;
  readonly json: FailureDocument;
  /** For stderr; ends with a line end. */
  readonly text: string;
}

const REPORT = 'this is a bug of quanttradeai: please report it with the command and the lines below';

/** The one place where an error becomes words and an exit code: errors of ours are 70, all others say their own. */
export function failureOf(error: unknown, style: Style): Failure {
  if (error instanceof AppError) {
    const { code, message, exitCode } = error;
    const place = error.place ?? null;
    const hint = error.hint ?? null;
    const at = place === null ? '' : `${placeText(place)} `;
    const lines = [`${at}${style.red('error')} ${style.bold(code)}`, `  ${message}`];
    if (hint !== null) lines.push(`  ${style.cyan('hint:')} ${hint}`);
    return { exitCode, json: { error: { code, message, hint, place } }, text: `${lines.join('\n')}\n` };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : message;
  const rule = error instanceof InvariantError ? `a rule of the program does not hold: ${message}` : message;
  return {
    exitCode: 70,
    json: { error: { code: 'BUG', message: rule, hint: REPORT, place: null } },
    text: `${style.red('error')} ${style.bold('BUG')}\n  ${rule}\n  ${style.cyan('hint:')} ${REPORT}\n${stack}\n`,
  };
}

function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
