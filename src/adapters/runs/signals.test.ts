import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../fs/fs.testkit.ts';
import { listRuns, readRunSummary } from './index.ts';

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a run as failed with its reason', async (signal) => {
  const runs = temporaryFolder();
  const kit = new URL('./sample-run.testkit.ts', import.meta.url).href;
  const index = new URL('./index.ts', import.meta.url).href;
  const program = `
    import { endOnSignals } from ${JSON.stringify(index)};
    import { beginSample } from ${JSON.stringify(kit)};
    const run = beginSample(${JSON.stringify(runs)});
    endOnSignals((error) => run.fail(error));
    console.log('running');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(readRunSummary(listRuns(runs)[0]!).status).toBe('running');
  const gone = new Promise((resolve) => child.once('exit', (_code, ended) => resolve(ended)));
  child.kill(signal);
  expect(await gone).toBe(signal);
  expect(readRunSummary(listRuns(runs)[0]!)).toMatchObject({
    status: 'failed',
    error: { code: 'RUN_INTERRUPTED', message: `stopped by ${signal}` },
  });
});
