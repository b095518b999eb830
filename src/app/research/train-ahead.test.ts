import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppError, InvariantError } from '../../base/index.ts';
import { loadProjectFile } from '../validate/index.ts';
import { runResearch } from './index.ts';
import { walkProject } from './research.testkit.ts';
import { workersFor } from './train-ahead.ts';
import { errorOfFailure, failureOfError } from './training-job.ts';

const section = (model: string): string =>
  `{ labels: { horizon: 2, threshold: { vol_mult: 0.4, span: 20 } }, evaluation: { folds: 2 }, model: ${model} }`;

/** What a run writes that its training decides. */
async function bytesOf(folder: string, workers: number): Promise<Readonly<Record<string, string>>> {
  const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
  // A ledger of its own, so that the trials of one run do not count in the next.
  const runsDir = join(folder, `runs-${workers}`);
  const { dir } = await runResearch({ loaded, runsDir, version: '0.0.0', workers });
  const files = ['folds.json', 'metrics.json', 'trials.jsonl', 'oos_predictions.csv', 'comparison.json', 'feature_report.json'];
  const { models } = JSON.parse(readFileSync(join(dir, 'evidence.json'), 'utf8')) as { models: readonly { sha256: string }[] };
  return {
    ...Object.fromEntries(files.map((file) => [file, readFileSync(join(dir, file), 'utf8')])),
    models: JSON.stringify(models.map(({ sha256 }) => sha256)),
  };
}

describe('1, 2 and 8 workers give the same bytes', () => {
  test.each([
    ['tuned in each fold', '{ family: gbdt, params: { rounds: 8 }, ensemble_seeds: 2, tuning: { enabled: true, trials: 3 } }'],
    ['folds with the parameters of the final fit', '{ family: logistic, tuning: { enabled: true, trials: 3, nested: false } }'],
    [
      'auto with settings of its families',
      '{ family: auto, params: { gbdt.rounds: 5 }, tuning: { enabled: true, trials: 2, space: { gbdt.max_leaves: [2, 4] } } }',
    ],
  ])('%s', { timeout: 300_000 }, async (_, model) => {
    const folder = walkProject(section(model));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const one = await bytesOf(folder, 1);
    for (const workers of [2, 8]) {
      const more = await bytesOf(folder, workers);
      for (const [file, text] of Object.entries(one)) expect(more[file] === text, `${file} with ${workers} workers`).toBe(true);
    }
  });
});

test('an error of a worker fails the run as it would in process', { timeout: 120_000 }, async () => {
  // Passes the check of the file, and no row of a fold is left to split again.
  const folder = walkProject(section('{ family: logistic, params: { l2: 1 } }'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
  const broken = { ...loaded.project!, research: { ...loaded.project!.research! } };
  broken.research = { ...broken.research, model: { ...broken.research.model, params: { nothing: 1 } } };
  const failure = async (workers: number): Promise<unknown> =>
    runResearch({
      ...{ loaded: { ...loaded, project: broken }, runsDir: join(folder, `runs-${workers}`), version: '0.0.0', workers },
    }).catch(({ code, message, hint, exitCode }: AppError) => ({ code, message, hint, exitCode }));
  const one = await failure(1);
  expect(one).toMatchObject({ code: 'MODEL_PARAMS', exitCode: 2 });
  expect(await failure(2)).toEqual(one);
});

test('errors keep what they say between threads', () => {
  class Mine extends AppError {
    readonly code = 'MINE';
    override readonly exitCode = 3;
  }
  const there = (error: unknown): Error => errorOfFailure(structuredClone(failureOfError(error)));
  const mine = there(new Mine('what', { hint: 'how', place: { file: 'a.yaml', line: 3 } }));
  expect(mine).toBeInstanceOf(AppError);
  expect(mine).toMatchObject({ code: 'MINE', exitCode: 3, message: 'what', hint: 'how', place: { file: 'a.yaml', line: 3 } });
  expect(there(new InvariantError('a rule'))).toBeInstanceOf(InvariantError);
  const bug = new TypeError('x is undefined');
  expect(there(bug)).toMatchObject({ message: 'x is undefined', stack: bug.stack });
});

test('how many workers', () => {
  const units = [{ folds: [1, 2, 3, 4, 5] }];
  const asked = (family: string, workers: number | undefined): number =>
    workersFor({ research: { model: { family } } } as unknown as Parameters<typeof workersFor>[0], units, workers);
  expect([asked('gbdt', 1), asked('gbdt', 4), asked('gbdt', 99)]).toEqual([1, 4, 6]);
  expect(asked('gbdt', undefined)).toBeGreaterThanOrEqual(1);
  // Their modules and files are the project's, loaded in this process.
  expect([asked('custom', 8), asked('onnx', 8)]).toEqual([1, 1]);
});
