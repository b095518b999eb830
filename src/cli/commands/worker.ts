import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { requireProject } from '../../app/project/index.ts';
import { loadProjectFile } from '../../app/validate/index.ts';
import { serve } from '../../app/workers/index.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { VERSION } from '../version.ts';

/** Jobs at work have this long after SIGTERM: less than the half minute after which Kubernetes ends a pod by force. */
const GRACE_MS = 20_000;

/** Does jobs of sweeps until SIGTERM or Ctrl-C; a second one ends it at once. */
export async function worker(context: CommandContext, options: Options): Promise<CommandResult> {
  const configPath = resolve(context.cwd, options.needed('config'));
  const loaded = loadProjectFile({ configPath, env: context.env, now: Date.now() });
  const project = requireProject(loaded);
  const stop = new AbortController();
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const onSignal = (): void => stop.abort();
  for (const signal of signals) process.once(signal, onSignal);
  try {
    const served = await serve({
      ...{ project, projectDir: loaded.projectDir, env: context.env, redisUrl: options.text('redis'), version: VERSION },
      concurrency: options.count('concurrency') ?? Math.min(project.operations.workers.max_concurrency, availableParallelism()),
      ...{ signal: stop.signal, graceMs: GRACE_MS, say: (text) => context.note(`${new Date().toISOString()} ${text}`) },
    });
    const { done, failed, givenBack } = served;
    return {
      exitCode: 0,
      json: { worker: served.worker, done, failed, given_back: givenBack },
      text: `${done} jobs done, ${failed} failed, ${givenBack} given back\n`,
    };
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
