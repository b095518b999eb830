import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadProjectFile } from '../validate/index.ts';
import { BatchFolder, RSI_LAB } from './batch.testkit.ts';
import { BatchBench, type PlannedChild } from './bench.ts';
import { planSweep } from './plan-batch.ts';
import { shareRound } from './rounds.ts';
import { type SurveyedBatch, surveyBatch } from './survey.ts';

let folder: BatchFolder | undefined;
afterEach(() => folder?.remove());

test('what does not fit into memory waits: other rounds, the same results', async () => {
  const periods = Array.from({ length: 10 }, (_, i) => 3 + i);
  folder = new BatchFolder(
    `${RSI_LAB}sweeps: [{ name: periods, agent: dip, parameters: [{ path: features.rsi_14.params.period, values: [${periods.join(', ')}] }] }]\n`,
  );
  const loaded = loadProjectFile({ configPath: join(folder.path, 'config/project.yaml'), env: {}, now: 0 });
  const place = { projectDir: folder.path, env: {}, now: 0 };
  const plan = planSweep(loaded, 'periods', place);
  const bench = new BatchBench({ batchId: 'b', kind: 'sweep', bases: plan.bases, version: '0' }, place);
  const results = async ({ rounds }: SurveyedBatch): Promise<unknown> => {
    const made = [];
    for (const round of rounds) {
      const shared = shareRound(round, bench);
      for (const [at, { members }] of round.entries())
        for (const { child } of members) made.push({ ...(await bench.evaluate(child, shared[at])), durationMs: 0 });
    }
    return made;
  };
  const sizes = ({ rounds }: SurveyedBatch): readonly number[] =>
    rounds.map((round) =>
      round.reduce((sum, { members }: { readonly members: readonly PlannedChild[] }) => sum + members.length, 0),
    );
  const one = await surveyBatch(plan, bench, { bytes: 2 ** 30 });
  expect(sizes(one)).toEqual([10]);
  // Room for four columns of 700 days.
  const many = await surveyBatch(plan, bench, { bytes: 4 * 8 * 700 });
  expect(sizes(many).length).toBeGreaterThan(2);
  expect(sizes(many).reduce((sum, size) => sum + size, 0)).toBe(10);
  expect(many.children).toEqual(one.children);
  expect(await results(many)).toEqual(await results(one));
});
