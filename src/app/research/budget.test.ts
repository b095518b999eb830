import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadProjectFile } from '../validate/index.ts';
import { cutShort, storedTrials, tuningBudget, tuningsOf } from './budget.ts';
import { repeatResearch, runResearch } from './index.ts';
import { walkProject } from './research.testkit.ts';
import { beginWithin } from './tuning-time.ts';

const prepared = (model: object): Parameters<typeof tuningBudget>[0] =>
  ({
    research: { model: { kind: 'classifier', family: 'logistic', ...model } },
    families: [],
  }) as unknown as Parameters<typeof tuningBudget>[0];
const tuning = (rest: object = {}): object => ({ tuning: { enabled: true, trials: 5, nested: true, space: {}, ...rest } });
const UNITS = [{ folds: [1, 2, 3, 4, 5] }, { folds: [1, 2, 3, 4, 5] }];

test.each([
  ['folds and the final fit of each unit', tuning(), 12],
  ['not nested: the final fits', tuning({ nested: false }), 2],
  ['auto tunes the linear model and the trees', { family: 'auto', ...tuning() }, 24],
  ['auto with one family to tune', { family: 'auto', ...tuning({ space: { 'gbdt.max_leaves': [4, 8] } }) }, 12],
  ['nothing to tune', { family: 'constant', ...tuning() }, 0],
  ['off', tuning({ enabled: false }), 0],
])('tunings of a run: %s', (_, model, count) => {
  expect(tuningsOf(prepared(model), UNITS)).toBe(count);
});

test('each tuning has an equal share of the limit, and ends when it is used up', () => {
  const budget = tuningBudget(prepared(tuning({ time_limit: '2m' })), UNITS)!;
  expect(budget).toEqual({ shareMs: 10_000 });
  let now = 5;
  const begin = beginWithin(budget, () => now);
  const first = begin('a/final/logistic');
  now += 9_999;
  const second = begin('a/fold 1/logistic');
  expect([first(1), second(1)]).toEqual([false, false]);
  now += 1;
  expect([first(1), second(1)]).toEqual([true, false]);
  expect(tuningBudget(prepared(tuning()), UNITS)).toBeUndefined();
});

test('a repetition counts trials in place of time', () => {
  const trials = storedTrials(
    JSON.stringify({
      units: [
        {
          unit: 'SPX',
          folds: [{ fold: 1, tunings: [{ family: 'gbdt', trials: 3, planned: 9 }] }, { fold: 2 }],
          test_window: { fold: 0, tunings: [{ family: 'gbdt', trials: 4, planned: 9 }] },
        },
      ],
    }),
  )!;
  expect([...trials]).toEqual([
    ['SPX/fold 1/gbdt', 3],
    ['SPX/final/gbdt', 4],
  ]);
  const begin = beginWithin(tuningBudget(prepared(tuning({ time_limit: '1s' })), UNITS, trials)!, () => {
    throw new Error('no clock is read');
  });
  const isOver = begin('SPX/fold 1/gbdt');
  expect([1, 2, 3].map(isOver)).toEqual([false, false, true]);
  expect([storedTrials(undefined), [...storedTrials('no JSON')!]]).toEqual([undefined, []]);
});

test('what is said of a tuning that was cut short', () => {
  const unit = (...counts: number[]) => {
    const scored = counts.map((trials) => ({ trained: { tunings: [{ family: 'gbdt', trials, planned: 10 }] } }));
    return { result: { folds: scored.slice(1), final: scored[0]! } } as unknown as Parameters<typeof cutShort>[0][number];
  };
  expect(cutShort([unit(10, 10)], '1m')).toBeUndefined();
  expect(cutShort([unit(10, 4), unit(10, 1)], '1m')?.message).toBe(
    'the time limit of 1m ended 2 of 4 tunings early: 25 of 40 trials were run, and another run may get to another number',
  );
});

test('a run whose time is over says so, keeps a trial of each tuning, and is repeated to the same bytes', {
  timeout: 120_000,
}, async () => {
  const folder = walkProject(
    '{ labels: { horizon: 2, threshold: { vol_mult: 0.4, span: 20 } }, evaluation: { folds: 2 }, model: { family: logistic, tuning: { enabled: true, trials: 400, time_limit: 60ms } } }',
  );
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
  const { dir } = await runResearch({ loaded, runsDir: join(folder, 'runs'), version: '0.0.0' });
  const read = (at: string, file: string): string => readFileSync(join(at, file), 'utf8');
  const summary = JSON.parse(read(dir, 'summary.json')) as Parameters<typeof repeatResearch>[0]['summary'];
  expect(summary.stamps).toContain('TUNING CUT SHORT');
  expect(summary.warnings.map(({ code }) => code)).toContain('TUNING_CUT_SHORT');
  const trials = storedTrials(read(dir, 'folds.json'))!;
  expect([...trials.keys()]).toEqual(['pooled/fold 1/logistic', 'pooled/fold 2/logistic', 'pooled/final/logistic']);
  for (const count of trials.values()) {
    expect(count).toBeGreaterThanOrEqual(1);
    expect(count).toBeLessThan(400);
  }
  const again = join(folder, 'again');
  const { openTrialLedger } = await import('../trials/index.ts');
  const repeated = await repeatResearch(
    {
      ...{
        summary,
        storedDir: dir,
        configPath: join(folder, 'config/project.yaml'),
        runsDir: again,
        storedRunsDir: join(folder, 'runs'),
        configText: read(dir, 'resolved_project_config.yaml'),
      },
      ledger: openTrialLedger({ runsDir: again }),
    },
    { projectDir: folder, env: {}, now: 0, version: '0.0.0' },
  );
  for (const file of ['trials.jsonl', 'folds.json', 'metrics.json', 'oos_predictions.csv']) {
    expect(read(repeated, file), file).toBe(read(dir, file));
  }
});
