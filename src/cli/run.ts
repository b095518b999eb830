import { writeSync } from 'node:fs';
import type { ExitCode } from '../base/index.ts';
import type { CommandContext } from './command.ts';
import { failureOf } from './failure.ts';
import { ProgressLine, SILENT } from './progress.ts';
import { styleFor } from './style.ts';
import { VERSION } from './version.ts';

/** Runs one command line: a use case, one text or JSON document on stdout, an exit code. Errors end here, once. */
export async function main(words: readonly string[]): Promise<ExitCode> {
  endQuietlyWithoutReader();
  process.on('uncaughtException', endWithBug);
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const asJson = words.includes('--json');
  const errorStyle = styleFor(process.stderr, process.env);
  try {
    const { readCommandLine } = await import('./program.ts');
    const outcome = readCommandLine(words, VERSION);
    if (outcome.kind === 'text') {
      process.stdout.write(outcome.text);
      return outcome.exitCode;
    }
    const action = await outcome.spec.load();
    const result = await action(contextOf(outcome.options.flag('json')), outcome.options);
    process.stdout.write(outcome.options.flag('json') ? `${JSON.stringify(result.json, null, 2)}\n` : result.text);
    return result.exitCode;
  } catch (error) {
    const failure = failureOf(error, errorStyle);
    if (asJson) process.stdout.write(`${JSON.stringify(failure.json, null, 2)}\n`);
    if (!asJson || failure.exitCode === 70) process.stderr.write(failure.text);
    return failure.exitCode;
  }
}

function contextOf(json: boolean): CommandContext {
  const onTerminal = process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  return {
    cwd: process.cwd(),
    env: process.env,
    json,
    style: styleFor(process.stdout, process.env),
    width: process.stdout.columns,
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
    progress: () => (onTerminal ? new ProgressLine(process.stderr, () => performance.now()) : SILENT),
  };
}

/** `quanttradeai … | head` closes the pipe early: nobody reads on, so there is nothing more to say. */
function endQuietlyWithoutReader(): void {
  const onError = (error: Error & { readonly code?: string }): void => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    // Output sent to a full disk, for example.
    writeSync(2, `error OUTPUT_WRITE\n  cannot write the output: ${error.message}\n`);
    process.exit(3);
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', () => process.exit(process.exitCode ?? 0));
}

/** What escaped every promise, for example in a user's module: said as any other bug. */
function endWithBug(error: unknown): void {
  writeSync(2, failureOf(error, styleFor(process.stderr, process.env)).text);
  process.exit(70);
}
