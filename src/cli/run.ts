import { writeSync } from 'node:fs';
import type { ExitCode } from '../base/index.ts';
import type { CommandContext } from './command.ts';
import { failureOf } from './failure.ts';
import { Output } from './output.ts';
import { ProgressLine, SILENT } from './progress.ts';
import { styleFor } from './style.ts';
import { VERSION } from './version.ts';

/** Runs one command line: a use case, one text or JSON document on stdout, an exit code. Errors end here, once. */
export async function main(words: readonly string[]): Promise<ExitCode> {
  const out = new Output(1, endWithoutOutput);
  const err = new Output(2, () => process.exit(process.exitCode ?? 0));
  process.on('uncaughtException', endWithBug);
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    out.write(`${VERSION}\n`);
    return 0;
  }
  const asJson = words.includes('--json');
  const errorStyle = styleFor(err, process.env);
  try {
    const { readCommandLine } = await import('./program.ts');
    const outcome = readCommandLine(words, VERSION);
    if (outcome.kind === 'text') {
      out.write(outcome.text);
      return outcome.exitCode;
    }
    const action = await outcome.spec.load();
    const result = await action(contextOf(outcome.options.flag('json'), out, err), outcome.options);
    out.write(outcome.options.flag('json') ? `${JSON.stringify(result.json, null, 2)}\n` : result.text);
    return result.exitCode;
  } catch (error) {
    const failure = failureOf(error, errorStyle);
    if (asJson) out.write(`${JSON.stringify(failure.json, null, 2)}\n`);
    if (!asJson || failure.exitCode === 70) err.write(failure.text);
    return failure.exitCode;
  }
}

function contextOf(json: boolean, out: Output, err: Output): CommandContext {
  const onTerminal = err.isTTY && process.env['TERM'] !== 'dumb';
  return {
    cwd: process.cwd(),
    env: process.env,
    json,
    style: styleFor(out, process.env),
    width: out.columns,
    note: (text) => {
      err.write(`${text}\n`);
    },
    progress: () => (onTerminal ? new ProgressLine(err, () => performance.now()) : SILENT),
  };
}

/** `quanttradeai … | head` closes the pipe early: nobody reads on, so there is nothing more to say. */
function endWithoutOutput(error: Error & { readonly code?: string }): never {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  // Output sent to a full disk, for example.
  writeSync(2, `error OUTPUT_WRITE\n  cannot write the output: ${error.message}\n`);
  process.exit(3);
}

/** What escaped every promise, for example in a user's module: said as any other bug. */
function endWithBug(error: unknown): void {
  writeSync(2, failureOf(error, styleFor(process.stderr, process.env)).text);
  process.exit(70);
}
