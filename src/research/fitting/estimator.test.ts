import { expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../base/index.ts';
import { FAMILIES, LINEAR, loadEstimator, type ModelKind } from '../../models/index.ts';
import { learnableRows } from '../../models/rows.testkit.ts';
import { type EstimatorSettings, fitEstimator } from './index.ts';

const settingsFor = (family: string, kind: ModelKind): EstimatorSettings => ({
  kind,
  family,
  params: {},
  preprocess: { winsorise: [0.01, 0.99], scale: 'standard', missing: 'drop' },
  ensembleSeeds: 2,
  seed: 42,
  stream: 'fold-1',
});
const cases = FAMILIES.flatMap((family) => family.kinds.map((kind) => [family.family, kind] as const));

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
