import { AppError, type ExitCode, InvariantError, type Place } from '../base/index.ts';
import type { Style } from './style.ts';

/** An error as `--json` prints it. */
export interface FailureDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly place: Place | null;
    /** All problems of a configuration, in the order of its text. */
    readonly problems?: readonly unknown[];
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
    const problems = configProblems(error);
    if (problems !== undefined) {
      const json = { error: { code, message, hint, place, problems: problems.list } };
      return { exitCode, json, text: `${problems.rendered}${style.red('error')} ${style.bold(code)}\n  ${message}\n` };
    }
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

const PROBLEM_KEYS = ['code', 'severity', 'path', 'file', 'line', 'column', 'message', 'hint', 'related'] as const;

/** Errors that carry many problems show each at its place. */
function configProblems(error: AppError): { readonly rendered: string; readonly list: readonly unknown[] } | undefined {
  if (!('rendered' in error && 'problems' in error)) return undefined;
  const { rendered, problems } = error;
  if (typeof rendered !== 'string' || !Array.isArray(problems)) return undefined;
  return { rendered, list: problems.map(problemDocument) };
}

function problemDocument(problem: unknown): unknown {
  if (typeof problem !== 'object' || problem === null) return problem;
  const facts = new Map<string, unknown>(Object.entries(problem));
  return Object.fromEntries(PROBLEM_KEYS.flatMap((key) => (facts.has(key) ? [[key, facts.get(key)]] : [])));
}
