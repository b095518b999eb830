import { resolve } from 'node:path';
import { batchOutcome, runBatch } from '../app/batch/index.ts';
import { type LoadedProject, requireProject } from '../app/project/index.ts';
import type { RemoteWork } from '../app/workers/index.ts';
import { withProgress } from './backtest-run.ts';
import { batchText } from './batch-text.ts';
import { type CommandContext, type CommandResult, OptionValueError } from './command.ts';
import { VERSION } from './version.ts';

/** Where children are evaluated: in so many threads of this machine, or wherever workers meet at a Redis server. */
interface Workers {
  readonly threads?: number;
  /** Undefined: the project says where the server is. */
  readonly redis?: { readonly url: string | undefined };
}

/** Reads `--workers`: a whole number, `redis`, or an address of Redis. @throws OptionValueError, which does not repeat the text */
export function workersOf(text: string | undefined): Workers {
  if (text === undefined) return {};
  if (text === 'redis') return { redis: { url: undefined } };
  if (/^rediss?:/.test(text)) return { redis: { url: text } };
  if (/^[1-9]\d{0,8}$/.test(text)) return { threads: Number(text) };
  throw new OptionValueError('--workers takes a whole number from 1, redis, or an address as redis://host:6379');
}

/** Runs a sweep, or all agents, of a loaded project; answers no when a child failed. */
export async function batchRun(
  context: CommandContext,
  loaded: LoadedProject,
  options: {
    readonly sweep: string | undefined;
    readonly workers: number | undefined;
    readonly elsewhere: Pick<Workers, 'redis'>;
    readonly fresh: boolean;
  },
): Promise<CommandResult> {
  const { sweep, workers, fresh } = options;
  const { operations } = requireProject(loaded);
  const runsDir = resolve(loaded.projectDir, operations.storage.runs_dir);
  const warnings = loaded.problems.map(({ code, message, path }) => ({ code, message, path }));
  const elsewhere = await remoteOf(context, loaded, options.elsewhere);
  const batch = await withProgress(context, (onProgress) =>
    runBatch({
      ...{ loaded, sweep, workers, elsewhere, fresh, runsDir, version: VERSION, warnings, onProgress },
      place: { projectDir: loaded.projectDir, env: context.env, now: Date.now() },
    }),
  ).finally(() => elsewhere?.close());
  const outcome = batchOutcome(runsDir, batch.batchId);
  const again = batch.resumed ? `went on with ${batch.batchId}, whose process had ended\n` : '';
  return { exitCode: batch.status === 'success' ? 0 : 1, json: outcome, text: `${again}${batchText(outcome, context.style)}` };
}

async function remoteOf(
  context: CommandContext,
  loaded: LoadedProject,
  { redis }: Pick<Workers, 'redis'>,
): Promise<RemoteWork | undefined> {
  if (redis === undefined) return undefined;
  const { remoteWork } = await import('../app/workers/index.ts');
  const { projectDir } = loaded;
  const say = (text: string): void => context.note(text);
  return remoteWork({
    project: requireProject(loaded),
    projectDir,
    env: context.env,
    redisUrl: redis.url,
    version: VERSION,
    say,
  });
}
