import { expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../base/index.ts';
import { FAMILIES, LINEAR, loadEstimator, type ModelKind, readParams, spaceOf, tunedSpace } from '../../models/index.ts';
import { learnableRows } from '../../models/rows.testkit.ts';
import { type EstimatorSettings, fitEstimator } from './index.ts';

/** Fewer trees, so that the test is shorter. */
const QUICK: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  bagged_trees: { trees: 20 },
  gbdt: { rounds: 30, early_stopping: 0 },
  random_forest: { trees: 20 },
  voting: { 'gbdt.rounds': 30, 'gbdt.early_stopping': 0, 'random_forest.trees': 20 },
};
const settingsFor = (family: string, kind: ModelKind): EstimatorSettings => ({
  kind,
  family,
  params: QUICK[family] ?? {},
  preprocess: { winsorise: [0.01, 0.99], scale: 'standard', missing: 'drop' },
  ensembleSeeds: 2,
  seed: 42,
  stream: 'fold-1',
});
const cases = [...FAMILIES, { family: 'voting', kinds: ['classifier', 'regressor'] as const }].flatMap(({ family, kinds }) =>
  kinds.map((kind) => [family, kind] as const),
);

test.each(cases)(
  '%s as %s: same settings, same bytes; a round trip through JSON predicts the same bits (RESEARCH 18, row 25)',
  (family, kind) => {
    const rows = learnableRows(kind, 250);
    const settings = settingsFor(family, kind);
    const fitted = fitEstimator(rows, settings);
    const text = canonicalJson({ ...fitted.toJSON() });
    expect(canonicalJson({ ...fitEstimator(rows, settings).toJSON() })).toBe(text);
    const loaded = loadEstimator(JSON.parse(text) as { pipeline: Json; model: Json });
    expect(loaded.predict(rows)).toEqual(fitted.predict(rows));
    expect(canonicalJson({ ...loaded.toJSON() })).toBe(text);
  },
);

test('rows with a missing cell are left out of training and get no answer', () => {
  const rows = learnableRows('regressor', 60);
  const full = fitEstimator(rows, settingsFor('ridge', 'regressor'));
  const holed = { ...rows, columns: rows.columns.map((column) => column.slice()) };
  for (const row of [0, 5, 59]) holed.columns[1]![row] = Number.NaN;
  const fitted = fitEstimator(holed, settingsFor('ridge', 'regressor'));
  const [answers] = fitted.predict(holed);
  expect([...answers!].map((value, row) => (Number.isNaN(value) ? row : -1)).filter((row) => row >= 0)).toEqual([0, 5, 59]);
  expect(canonicalJson({ ...fitted.toJSON() })).not.toBe(canonicalJson({ ...full.toJSON() }));
  const kept = [...rows.time.keys()].filter((row) => ![0, 5, 59].includes(row));
  const take = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]!);
  let sum = 0;
  for (const row of kept) sum += rows.weight[row]!;
  const without = {
    ...rows,
    rows: kept.length,
    columns: rows.columns.map(take),
    target: take(rows.target),
    weight: take(rows.weight).map((value) => (value * kept.length) / sum),
    time: take(rows.time),
    end: take(rows.end),
  };
  const same = fitEstimator(without, settingsFor('ridge', 'regressor'));
  expect(canonicalJson({ ...fitted.toJSON() })).toBe(canonicalJson({ ...same.toJSON() }));
});

test('the linear family is one of each kind', () => {
  expect(LINEAR).toEqual({ classifier: 'logistic', regressor: 'ridge' });
});

test('parameters that a family does not take are refused by name', () => {
  const rows = learnableRows('regressor', 30);
  const refused = (family: string, params: Record<string, unknown>) => () =>
    fitEstimator(rows, { ...settingsFor(family, 'regressor'), params });
  expect(refused('ridge', { l3: 1 })).toThrow(
    expect.objectContaining({ code: 'MODEL_PARAMS', key: 'l3', hint: expect.stringContaining('l2') }),
  );
  expect(refused('ridge', { l2: 0 })).toThrow(expect.objectContaining({ code: 'MODEL_PARAMS', key: 'l2' }));
  expect(refused('constant', { l2: 1 })).toThrow(expect.objectContaining({ hint: 'constant has no parameters' }));
  expect(refused('rige', {})).toThrow(expect.objectContaining({ code: 'MODEL_UNKNOWN', hint: expect.stringContaining('ridge') }));
});

test.each([['classifier'], ['regressor']] as const)(
  'voting is the plain mean of its %s parts, each with its own pipeline',
  (kind) => {
    const rows = learnableRows(kind, 250);
    const holed = {
      ...rows,
      columns: rows.columns.map((column, k) => column.map((value, row) => ((row + k) % 9 === 0 ? Number.NaN : value))),
    };
    const preprocess = { winsorise: [0.05, 0.95], scale: 'robust', missing: 'native' } as const;
    const made = (family: string) => fitEstimator(holed, { ...settingsFor(family, kind), preprocess });
    const voting = made('voting');
    const parts = ['gbdt', LINEAR[kind], 'random_forest'].sort();
    expect(voting.parts.map(({ family }) => family)).toEqual(parts);
    // Trees see the gap, the linear part sees the median.
    const fills = new Map(voting.parts.map(({ family, pipeline }) => [family, pipeline.state.missing]));
    expect([fills.get('gbdt'), fills.get(LINEAR[kind])]).toEqual(['native', 'median']);
    const said = parts.map((family) => made(family).predict(holed));
    voting.predict(holed).forEach((column, k) => {
      column.forEach((value, row) => {
        expect(value).toBeCloseTo((said[0]![k]![row]! + said[1]![k]![row]! + said[2]![k]![row]!) / 3, 14);
      });
    });
  },
);

test('seeds of gbdt are averaged, and how far they are apart is told', () => {
  const rows = learnableRows('regressor', 250);
  const settings = { ...settingsFor('gbdt', 'regressor'), ensembleSeeds: 3 };
  const fitted = fitEstimator(rows, settings);
  expect(fitted.parts[0]!.fits).toHaveLength(3);
  const prepared = fitted.parts[0]!.pipeline.transform(rows);
  const each = fitted.parts[0]!.fits.map((one) => one.predict(prepared)[0]!);
  const [mean] = fitted.predict(rows);
  let spread = 0;
  mean!.forEach((value, row) => {
    const [a, b, c] = each.map((column) => column[row]!);
    expect(value).toBeCloseTo((a! + b! + c!) / 3, 14);
    spread += Math.sqrt(((a! - value) ** 2 + (b! - value) ** 2 + (c! - value) ** 2) / 2) / rows.rows;
  });
  expect(spread).toBeGreaterThan(0);
  expect(fitted.seedSpread(rows)).toBeCloseTo(spread, 12);
  expect(fitEstimator(rows, { ...settings, ensembleSeeds: 1 }).seedSpread(rows)).toBeUndefined();
  expect(fitEstimator(rows, settingsFor('ridge', 'regressor')).seedSpread(rows)).toBeUndefined();
});

test('another seed, or another stream, changes the bytes of what draws', () => {
  const rows = learnableRows('classifier', 200);
  const settings = settingsFor('gbdt', 'classifier');
  const texts = [settings, { ...settings, seed: 43 }, { ...settings, stream: 'fold-2' }].map((own) =>
    canonicalJson({ ...fitEstimator(rows, own).toJSON() }),
  );
  expect(new Set(texts).size).toBe(3);
});

test('parameters and ranges of voting carry the name of their part', () => {
  const choice = { family: 'voting', kind: 'classifier' } as const;
  const params = readParams(choice, { 'logistic.l2': 3, 'gbdt.max_leaves': 4 });
  expect(params.get('logistic')).toEqual({ l2: 3 });
  expect(params.get('gbdt')).toMatchObject({ max_leaves: 4, learning_rate: 0.05 });
  expect([...spaceOf(choice).keys()]).toEqual(
    expect.arrayContaining(['gbdt.learning_rate', 'logistic.l2', 'random_forest.max_depth']),
  );
  expect([...spaceOf({ family: 'auto', kind: 'regressor' }).keys()].map((key) => key.split('.')[0])).toEqual(
    expect.arrayContaining(['ridge', 'gbdt']),
  );
  expect(() => readParams(choice, { max_leaves: 4 })).toThrow(
    expect.objectContaining({ code: 'MODEL_PARAMS', key: 'max_leaves' }),
  );
  expect(() => readParams(choice, { 'gbdt.max_leaves': 1 })).toThrow(expect.objectContaining({ key: 'gbdt.max_leaves' }));
});

test('a tuned space of the project takes the place of the family own, and has to be ranges the family takes', () => {
  const choice = { family: 'ridge', kind: 'regressor' } as const;
  expect(tunedSpace(choice, {})).toEqual(spaceOf(choice));
  expect(tunedSpace(choice, { l2: [0.1, 1] }).get('l2')).toEqual({ kind: 'real', low: 0.1, high: 1, log: true });
  expect(tunedSpace(choice, { l2: [0.1, 1, 10] }).get('l2')).toEqual({ kind: 'choice', values: [0.1, 1, 10] });
  expect(() => tunedSpace(choice, { l2: [1, 0.1] })).toThrow(/lower and a higher end/);
  expect(() => tunedSpace(choice, { l2: [-1, 1] })).toThrow(expect.objectContaining({ code: 'MODEL_PARAMS', key: 'l2' }));
  expect(() => tunedSpace(choice, { l3: [0, 1] })).toThrow(expect.objectContaining({ code: 'MODEL_PARAMS', key: 'l3' }));
});
