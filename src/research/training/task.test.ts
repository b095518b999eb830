import { expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import type { SpaceEntry } from '../../models/index.ts';
import { openTasks, trainUnit, type UnitInput } from './index.ts';
import type { TrainingTable } from './table.ts';
import { type Trained, type TrainSetup, trainTask } from './task.ts';

const ROWS = 600;
const DAY = 86_400_000;

/** One symbol, one column that says the class with a little noise, labels of one bar. */
function sampleTable(): TrainingTable {
  const random = new Random(7, 'rows');
  const x = Float64Array.from({ length: ROWS }, () => random.normal());
  const value = x.map((one) => (one + 0.8 * random.normal() > 0 ? 1 : -1));
  const count = Int32Array.from({ length: ROWS }, (_, row) => row);
  const time = Float64Array.from({ length: ROWS }, (_, row) => row * DAY);
  return {
    ...{ rows: ROWS, symbols: ['A'], names: ['x'], classes: [-1, 1], symbol: new Int32Array(ROWS) },
    ...{ bar: count, ownBar: count, ownEnd: count.map((row) => row + 1), time, end: time.map((at) => at + DAY) },
    ...{ columns: [x], value, labelReturn: value.map((one) => one / 100), nextReturn: value.map((one) => one / 100) },
  };
}

const TRAIN = Int32Array.from({ length: 500 }, (_, row) => row);
const L2: SpaceEntry = { kind: 'real', low: 0.01, high: 10, log: true };

function setup(
  rest: Partial<TrainSetup> & { readonly family?: string; readonly trials?: number; readonly nested?: boolean } = {},
): TrainSetup {
  const { family = 'logistic', trials = 4, nested = true, ...own } = rest;
  return {
    table: sampleTable(),
    settings: {
      ...{ seed: 1, kind: 'classifier', horizon: 1 },
      weights: { uniqueness: 'off', decay: 1, class: 'none' } as TrainSetup['settings']['weights'],
      side: { kind: 'classes', costBps: 5, allowShort: true },
      tuning: { enabled: true, trials, nested },
    },
    estimator: {
      ...{ kind: 'classifier', family, params: {}, ensembleSeeds: 1, seed: 1, stream: 'A' },
      preprocess: { winsorise: null, scale: 'standard', missing: 'drop' },
    },
    paramsOf: () => ({}),
    spaceOf: (one) => new Map(one === 'logistic' ? [['l2', L2]] : []),
    ...own,
  };
}

function trained(given: TrainSetup, chosen?: Pick<Trained, 'family' | 'params'>): Trained {
  const steps = trainTask(given, { name: 'A/final', train: TRAIN, chosen });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

test('tuning ends when its time is over, after one trial at least', () => {
  const begun: string[] = [];
  const over =
    (most: number): NonNullable<TrainSetup['beginTuning']> =>
    (tuning) => {
      begun.push(tuning);
      return (trials) => trials >= most;
    };
  expect(trained(setup({ beginTuning: over(0) })).tunings).toEqual([{ family: 'logistic', trials: 1, planned: 4 }]);
  expect(trained(setup({ beginTuning: over(3) })).tunings).toEqual([{ family: 'logistic', trials: 3, planned: 4 }]);
  expect(begun).toEqual(['A/final/logistic', 'A/final/logistic']);
  expect(trained(setup()).tunings).toEqual([{ family: 'logistic', trials: 4, planned: 4 }]);
});

test('trials that an earlier attempt left are told, whatever the time', () => {
  const whole = trained(setup());
  const known = whole.trials.slice(0, 3);
  const again = trained(setup({ knownTrials: () => known, beginTuning: () => () => true }));
  expect(again.trials).toEqual(known);
  const on = trained(setup({ knownTrials: () => known }));
  expect(on).toEqual(whole);
});

test('auto gives each family its own parameters and ranges', () => {
  const asked: string[] = [];
  const given = setup({
    family: 'auto',
    trials: 2,
    paramsOf: (family): Readonly<Record<string, unknown>> => (family === 'gbdt' ? { rounds: 3, max_leaves: 4 } : {}),
    spaceOf: (family) => {
      asked.push(family);
      return new Map(family === 'logistic' ? [['l2', L2]] : []);
    },
  });
  const { family, tunings, params } = trained(given);
  expect(asked).toEqual(['constant', 'logistic', 'gbdt']);
  expect(tunings).toEqual([{ family: 'logistic', trials: 2, planned: 2 }]);
  // A column that decides linearly: the linear model is the simplest that is as good as the best.
  expect({ family, names: Object.keys(params) }).toEqual({ family: 'logistic', names: ['l2'] });
  const trees = trained({ ...given, paramsOf: () => ({ rounds: 3, max_leaves: 4 }) }, { family: 'gbdt', params: { rounds: 3 } });
  expect(JSON.stringify(trees.estimator.model)).toContain('"gbdt"');
});

test('what auto chose on all rows is what the folds are fitted with, when the search is not nested', () => {
  const given = setup({ family: 'auto', trials: 2, nested: false });
  const fold = (index: number, from: number, to: number) => ({
    ...{
      index,
      train: TRAIN.slice(0, from - 1),
      test: TRAIN.slice(from, to),
      purged: new Int32Array(0),
      embargoed: new Int32Array(0),
    },
    ...{ trained: { from: 0, to: from }, tested: { from, to } },
    proof: { before: from, purged: 1, embargoed: 0, kept: from - 1, smallestDistance: DAY },
  });
  const input: UnitInput = {
    ...given,
    ...{ name: 'A', folds: [fold(1, 200, 300), fold(2, 300, 400)], final: fold(0, 500, 500), calibration: 'none' },
  };
  const steps = trainUnit(input);
  for (;;) {
    const { done, value } = steps.next();
    if (done !== true) continue;
    const { family, params } = value.final.trained;
    expect(value.tunedOnSameData).toBe(true);
    for (const { trained: one } of value.folds) expect(one).toMatchObject({ family, params, trials: [], tunings: [] });
    return;
  }
});

test('tasks that wait for nothing', () => {
  const fold = (index: number) => ({ index, train: TRAIN }) as UnitInput['final'];
  const unit = (nested: boolean) => ({
    ...{ name: 'A', folds: [fold(1), fold(2)], final: fold(0) },
    settings: { tuning: { enabled: true, trials: 3, nested } },
  });
  const names = (nested: boolean, done: Readonly<Record<string, object>>): string[] =>
    openTasks(unit(nested), (task) => done[task] as Trained | undefined).map(({ name }) => name);
  expect(names(true, {})).toEqual(['A/final', 'A/fold 2', 'A/fold 1']);
  expect(names(true, { 'A/fold 2': {} })).toEqual(['A/final', 'A/fold 1']);
  expect(names(false, {})).toEqual(['A/final']);
  expect(names(false, { 'A/final': { family: 'gbdt', params: {} } })).toEqual(['A/fold 2', 'A/fold 1']);
  expect(names(false, { 'A/final': {}, 'A/fold 1': {}, 'A/fold 2': {} })).toEqual([]);
});
