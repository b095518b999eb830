/** Entry of a worker thread: does the jobs of a batch that it is sent, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../base/index.ts';
import { BatchBench, type SharedBars } from './bench.ts';
import { runChild } from './run-child.ts';
import type { ThreadAnswer, ThreadJob, ThreadStart } from './threads.ts';

const port = parentPort;
invariant(port !== null, 'this file is started as a worker');
const { spec, place, runsDir } = workerData as ThreadStart;
let groups: readonly SharedBars[] = [];
const bench = new BatchBench(spec, place);
const answer = (message: ThreadAnswer): void => port.postMessage(message);

port.on('message', async (job: ThreadJob) => {
  if (job.kind === 'begin') {
    groups = job.groups;
    return;
  }
  if (job.kind === 'evaluate') {
    const results = [];
    for (const child of job.children) results.push(await bench.evaluate(child, groups[job.group]));
    answer({ kind: 'evaluated', results });
    return;
  }
  const ran = await runChild(job, { spec, place, bench, runsDir }, (runId) => answer({ kind: 'started', runId }));
  answer({ kind: 'ran', ran });
});
