import { parentPort } from 'node:worker_threads';
import { PARTS } from './parts.ts';
import { judgeNoise } from './run.ts';

/** Answers which run of which part with what it came to. */
parentPort!.on('message', async ({ part, index }: { readonly part: string; readonly index: number }) => {
  const { runOf } = PARTS.find(({ name }) => name === part)!;
  const { run, passed, blockedBy, pboAsked, seconds } = await judgeNoise(runOf(index));
  parentPort!.postMessage({ run, passed, blockedBy, pboAsked, seconds });
});
