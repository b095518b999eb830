import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json, Random } from '../../base/index.ts';
import { tunedSpace } from '../../models/index.ts';
import { combinatorialFolds, walkForward } from '../splits/index.ts';
import { crossValidate } from './cpcv.ts';
import { foldObjective, runningObjective } from './objective.ts';
import { sideOfScores } from './sides.ts';
import type { TrainingTable } from './table.ts';
import type { Trained, TrainSetup } from './task.ts';
import { trialSeries } from './trial-series.ts';
import type { Trial } from './tune.ts';
import { trainUnit } from './unit.ts';

const DAY = 86_400_000;

/** One symbol, one row a day; the class follows a noisy feature. */
function table(rows: number, seed = 1): TrainingTable {
  const random = new Random(seed, 'table');
  const feature = Float64Array.from({ length: rows }, () => random.normal());
  const noise = Float64Array.from({ length: rows }, () => random.normal());
  const gain = feature.map((value, row) => 0.004 * value + 0.01 * noise[row]!);
  const day = Float64Array.from({ length: rows }, (_, row) => row * DAY);
  const index = Int32Array.from({ length: rows }, (_, row) => row);
  return {
    ...{ rows, symbols: ['A'], names: ['x', 'n'], columns: [feature, noise.map((_, row) => noise[(row + 7) % rows]!)] },
    ...{ symbol: new Int32Array(rows), bar: index, ownBar: index, ownEnd: index.map((row) => row + 1) },
    ...{ time: day, end: day.map((time) => time + DAY), classes: [-1, 1] },
    ...{ value: gain.map((value) => (value > 0 ? 1 : -1)), labelReturn: gain, nextReturn: gain },
  };
}

function setup(of: TrainingTable, tuning = { enabled: true, trials: 12, nested: true }): TrainSetup {
  return {
    table: of,
    settings: {
      ...{ seed: 7, kind: 'classifier', horizon: 1, tuning },
      weights: { uniqueness: 'auto', decay: 1, class: 'none' },
      side: { kind: 'classes', costBps: 5, allowShort: true },
    },
    estimator: {
      ...{ kind: 'classifier', family: 'logistic', params: {}, ensembleSeeds: 1, seed: 7, stream: 'A' },
      preprocess: { winsorise: [0.01, 0.99], scale: 'standard', missing: 'drop' },
    },
    spaceOf: (family) => tunedSpace({ family, kind: 'classifier' }, {}),
  };
}

function drained<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

function unitOf(of: TrainingTable, more: Partial<Parameters<typeof trainUnit>[0]> = {}) {
  const development = Int32Array.from({ length: 500 }, (_, row) => row);
  const folds = walkForward({ spans: of, rows: development, folds: 3, scheme: 'expanding' });
  const rest = Int32Array.from({ length: of.rows - 520 }, (_, row) => 520 + row);
  const final = { ...folds[0]!, index: 0, train: development, test: rest };
  return drained(trainUnit({ ...setup(of), name: 'A', folds, final, calibration: 'isotonic', ...more }));
}

describe('what a trial earned', () => {
  // Two symbols on three dates; 10 bps a side. Date 1: (1·2 % − 0.1 %) and (0 − 0); date 2: (1·−1 % − 0) and (−1·−3 % − 0.1 %);
  // date 3: (0 − 0.1 %) and (−1·missing − 0).
  test('signals times next returns less costs of every change, mean over symbols', () => {
    const series = trialSeries(
      {
        time: Float64Array.of(1, 1, 2, 2, 3, 3),
        symbol: Int32Array.of(0, 1, 0, 1, 0, 1),
        signal: Float64Array.of(1, 0, 1, -1, 0, -1),
        nextReturn: Float64Array.of(0.02, 0.05, -0.01, -0.03, 0.04, Number.NaN),
      },
      10,
    );
    expect([...series.time]).toEqual([1, 2, 3]);
    expect([...series.value]).toEqual([
      expect.closeTo(0.019 / 2, 15),
      expect.closeTo((-0.01 + 0.029) / 2, 15),
      expect.closeTo(-0.001 / 2, 15),
    ]);
  });
});

describe('sides', () => {
  const settings = { costBps: 10, allowShort: true } as const;
  const rows = Int32Array.of(0, 1, 2);
  test('the likeliest class, flat where two share it', () => {
    const scores = [Float64Array.of(0.5, 0.4, 0.2), Float64Array.of(0.2, 0.2, 0.5), Float64Array.of(0.3, 0.4, 0.3)];
    const of = { classes: [-1, 0, 1], time: Float64Array.of(1, 2, 3) };
    expect([...sideOfScores(of, rows, scores, { ...settings, kind: 'classes' })]).toEqual([-1, 0, 0]);
    expect([...sideOfScores(of, rows, scores, { ...settings, kind: 'classes', allowShort: false })]).toEqual([0, 0, 0]);
  });

  test('the sign of a return beyond one round trip of costs', () => {
    const of = { classes: [], time: Float64Array.of(1, 2, 3) };
    // A round trip costs 20 bps.
    expect([...sideOfScores(of, rows, [Float64Array.of(0.0021, -0.0021, 0.002)], { ...settings, kind: 'number' })]).toEqual([
      1, -1, 0,
    ]);
  });

  test('top and bottom fifth of a date', () => {
    const of = { classes: [], time: new Float64Array(10) };
    const scores = [Float64Array.of(5, 1, 9, 2, 7, 3, 8, 4, 6, 10)];
    const all = Int32Array.from({ length: 10 }, (_, row) => row);
    expect([...sideOfScores(of, all, scores, { ...settings, kind: 'rank' })]).toEqual([0, -1, 1, -1, 0, 0, 0, 0, 0, 1]);
  });
});

describe('objectives', () => {
  test('log-loss of two rows, and mean + half a deviation over folds', () => {
    const of = { ...table(2), value: Float64Array.of(1, -1) };
    const scores = [Float64Array.of(0.2, 0.5), Float64Array.of(0.8, 0.5)];
    // −(ln 0.8 + ln 0.5) / 2
    expect(foldObjective(of, Int32Array.of(0, 1), scores)).toBeCloseTo((0.22314355131421 + Math.LN2) / 2, 12);
    expect(runningObjective([0.7])).toBe(0.7);
    // Mean 0.6, deviation (n − 1) √((0.01 + 0 + 0.01) / 2) = 0.1.
    expect(runningObjective([0.5, 0.6, 0.7])).toBeCloseTo(0.65, 12);
  });
});

describe('a unit', () => {
  const of = table(700);

  test('the same rows and seed give the same bytes, another seed others', () => {
    const bytes = (seed: number): string => {
      const changed = setup(of);
      const unit = unitOf(of, {
        settings: { ...changed.settings, seed },
        estimator: { ...changed.estimator, family: 'random_forest', params: { trees: 5 } },
      });
      return canonicalJson(unit.folds.map(({ trained }) => trained.estimator) as unknown as Json);
    };
    expect(bytes(7)).toBe(bytes(7));
    expect(bytes(7)).not.toBe(bytes(8));
  });

  test('what lies after a fold changes nothing of it', () => {
    const spoilt = { ...of, columns: of.columns.map((column) => column.map((value, row) => (row < 260 ? value : -value * 3))) };
    const [clean, other] = [unitOf(of), unitOf(spoilt)];
    const first = (unit: ReturnType<typeof unitOf>): string => canonicalJson(unit.folds[0]!.trained.estimator as unknown as Json);
    // Fold 1 trains on rows before 125 and is tested before 250; fold 3 sees what was spoilt.
    expect(first(clean)).toBe(first(other));
    expect(canonicalJson(clean.folds[2]!.trained.estimator as unknown as Json)).not.toBe(
      canonicalJson(other.folds[2]!.trained.estimator as unknown as Json),
    );
  });

  test('a fold is calibrated on the folds before it: the first has none', () => {
    const unit = unitOf(of);
    expect(unit.folds[0]!.calibration).toMatchObject({ method: 'none', reason: expect.stringContaining('0 out-of-fold rows') });
    // 125 rows a block: the third fold has 250 before it, the final model 375.
    expect(unit.folds[2]!.calibration.method).toBe('isotonic');
    expect(unit.final.calibration.method).toBe('isotonic');
  });

  test('a broken search goes on from its trials, and stored tasks are not trained again', () => {
    const whole = unitOf(of);
    const stored = new Map<string, Trained>();
    const counted: string[] = [];
    const known = new Map<string, readonly Trial[]>([['A/fold 2/logistic', whole.folds[1]!.trained.trials.slice(0, 5)]]);
    stored.set('A/fold 1', whole.folds[0]!.trained);
    const again = unitOf(of, {
      checkpoints: { load: (task) => stored.get(task), save: (trained) => void stored.set(trained.task, trained) },
      knownTrials: (task) => known.get(task) ?? [],
      onTrial: (task) => void counted.push(task),
    });
    expect(counted.filter((task) => task.startsWith('A/fold 1'))).toEqual([]);
    expect(counted.filter((task) => task.startsWith('A/fold 2'))).toHaveLength(7);
    expect(again.folds.map(({ trained }) => trained)).toEqual(whole.folds.map(({ trained }) => trained));
    expect(again.final).toEqual(whole.final);
  });

  test('parameters of the final fit serve all folds when the search is not nested', () => {
    const unit = unitOf(of, { settings: { ...setup(of).settings, tuning: { enabled: true, trials: 3, nested: false } } });
    expect(unit.tunedOnSameData).toBe(true);
    for (const { trained } of unit.folds) expect([trained.params, trained.trials]).toEqual([unit.final.trained.params, []]);
  });

  test('auto takes the simplest family that is as good as the best', () => {
    // Nothing can be known of a coin: the constant wins.
    const random = new Random(2, 'coin');
    const coin = { ...of, value: of.value.map(() => (random.uniform() < 0.5 ? 1 : -1)) };
    const settings = { ...setup(of).settings, tuning: { enabled: false, trials: 1, nested: true } };
    const auto = { ...setup(of).estimator, family: 'auto' };
    const families = (of: TrainingTable): string[] =>
      unitOf(of, { table: of, settings, estimator: auto }).folds.map(({ trained }) => trained.family);
    expect(families(coin)).toEqual(['constant', 'constant', 'constant']);
    const clear = { ...of, value: of.columns[0]!.map((x) => (x > 0 ? 1 : -1)) };
    expect(families(clear).every((family) => family !== 'constant')).toBe(true);
  });
});

test('four groups, two of them tested: six fits, three paths over every row once', () => {
  const of = table(400);
  const folds = combinatorialFolds({ spans: of, groups: 4, test: 2, embargoBars: 4, bars: of.time });
  const paths = drained(crossValidate(setup(of), { name: 'A/cpcv', folds, groups: 4, test: 2, family: 'logistic', params: {} }));
  expect(paths).toHaveLength(3);
  for (const { periods, rankIc, sharpe } of paths) {
    expect(periods).toBe(400);
    // The planted feature explains 0.004² / (0.004² + 0.01²) of the variance: a correlation of 0.37.
    expect(rankIc).toBeGreaterThan(0.2);
    expect(sharpe).toBeGreaterThan(0.1);
  }
});
