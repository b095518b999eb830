import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadProjectFile } from '../validate/index.ts';
import { runResearch } from './index.ts';
import type { ProgressReport } from './progress.ts';
import { walkProject } from './research.testkit.ts';

test.each([1, 2])('every phase of a run is told in its order, with %i workers', { timeout: 120_000 }, async (workers) => {
  const folder = walkProject(
    '{ labels: { horizon: 2, threshold: { vol_mult: 0.4, span: 20 } }, evaluation: { folds: 2 }, model: { family: logistic, tuning: { enabled: true, trials: 2 } } }',
  );
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
  const told: ProgressReport[] = [];
  await runResearch({
    ...{ loaded, runsDir: join(folder, 'runs'), version: '0.0.0', workers },
    onProgress: (report) => {
      told.push(report);
    },
  });
  const phases = [...new Set(told.map(({ label }) => label))].filter((label) => !label.startsWith('data'));
  expect(told[0]?.label).toMatch(/^data/);
  expect(phases).toEqual([
    ...['tune and train', 'backtest', 'leak suite', 'trials', 'selection', 'baselines'],
    ...['features', 'report'],
  ]);
  const counts = (label: string): (readonly number[])[] =>
    told.filter((one) => one.label === label).map(({ done, total }) => [done, total]);
  // Two folds and the final fit, each with two trials.
  expect(counts('tune and train')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((done) => [done, 9]));
  // One unit of three features: permutations, a fit to all, one without each.
  expect(counts('features')).toEqual([0, 1, 2, 3, 4, 5].map((done) => [done, 5]));
});
