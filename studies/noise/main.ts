import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { PARTS, type Part } from './parts.ts';
import { FAMILIES, type NoiseResult } from './run.ts';

/**
 * Runs the study and prints how many runs passed the gates, what blocked the others and what a run took. `--quick` runs a tenth of it.
 * Exit code 1 when a bound is missed.
 */
export async function studyNoise(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--quick');
  if (unknown !== undefined) {
    process.stderr.write(`unknown option ${unknown}; there is --quick\n`);
    return 2;
  }
  const share = args.includes('--quick') ? 10 : 1;
  let missed = 0;
  for (const part of PARTS) {
    const runs = part.runs / share;
    const results = await inWorkers(part, runs);
    const passed = results.filter((result) => result.passed).length;
    const { least, most } = { least: (part.least ?? 0) / share, most: (part.most ?? part.runs) / share };
    const held = passed >= least && passed <= most;
    if (!held) missed += 1;
    const bound = part.least === undefined ? `at most ${most}` : `at least ${least}`;
    process.stdout.write(`${part.name}: ${passed} of ${runs} pass every blocking gate (${bound}) ${held ? 'ok' : 'MISSED'}\n`);
    for (const family of FAMILIES) process.stdout.write(familyText(family, results));
  }
  return missed === 0 ? 0 : 1;
}

/** `  gbdt      3 of 500 pass; blocked by dsr 497, baselines 310; PBO asked of 500; 0.31 s a run`. */
function familyText(family: string, all: readonly NoiseResult[]): string {
  const results = all.filter(({ run }) => run.family === family);
  const counts = new Map<string, number>();
  for (const gate of results.flatMap(({ blockedBy }) => blockedBy)) counts.set(gate, (counts.get(gate) ?? 0) + 1);
  const blocked = [...counts].sort((a, b) => b[1] - a[1]).map(([gate, count]) => `${gate} ${count}`);
  const passed = results.filter((result) => result.passed).length;
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0) / Math.max(1, results.length);
  const by = blocked.length === 0 ? 'nothing' : blocked.join(', ');
  const asked = results.filter(({ pboAsked }) => pboAsked).length;
  return `  ${family.padEnd(8)} ${passed} of ${results.length} pass; blocked by ${by}; PBO asked of ${asked}; ${seconds.toFixed(2)} s a run\n`;
}

/** Every run in one of as many threads as the machine has; results in the order of the runs. */
async function inWorkers(part: Part, runs: number): Promise<readonly NoiseResult[]> {
  const results: NoiseResult[] = [];
  let next = 0;
  let told = performance.now();
  const threads = Math.min(availableParallelism(), runs);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { execArgv: [] });
      try {
        while (next < runs) {
          const index = next;
          next += 1;
          results[index] = await ask(worker, { part: part.name, index });
          if (performance.now() - told < 10_000) continue;
          told = performance.now();
          process.stderr.write(`${part.name}: ${next} of ${runs} begun\n`);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return results;
}

function ask(worker: Worker, question: object): Promise<NoiseResult> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (result: NoiseResult) => {
      worker.off('error', reject);
      resolve(result);
    });
    worker.postMessage(question);
  });
}
