import { expect, test } from 'vitest';
import { canonicalJson } from '../../base/index.ts';
import { loadEstimator, type OnnxSettings, onnxFamily } from '../../models/index.ts';
import { learnableRows } from '../../models/rows.testkit.ts';
import { fitEstimator } from './index.ts';

const SETTINGS: OnnxSettings = {
  file: 'models/net.onnx',
  sha256: 'a'.repeat(64),
  columns: ['noise', 'drift'],
  outputs: 'probabilities',
  classes: [-1, 1],
};
const rows = learnableRows('classifier', 40, [-1, 1]);
const asked: (readonly string[])[] = [];

/** Says the sigmoid-free share: 1 where the first column it is given is above 0. */
const family = onnxFamily(
  () =>
    ({ names, columns: [first], rows: count }) => {
      asked.push(names);
      expect(first).toHaveLength(count);
      return [first!.map((value) => (value > 0 ? 0 : 1)), first!.map((value) => (value > 0 ? 1 : 0))];
    },
  SETTINGS,
);

const settings = {
  kind: 'classifier',
  family: 'onnx',
  params: {},
  preprocess: { winsorise: [0.01, 0.99], scale: 'standard', missing: 'median' },
  ...{ ensembleSeeds: 3, seed: 1, stream: 'fold-1', families: [family] },
} as const;

test('an imported model reads its columns as they are, in its own order, and learns nothing', () => {
  const fitted = fitEstimator(rows, settings);
  const holed = {
    ...rows,
    columns: rows.columns.map((column, k) => column.map((value, row) => (k === 0 && row === 3 ? Number.NaN : value))),
  };
  const [, up] = fitted.predict(holed);
  expect(asked.at(-1)).toEqual(['noise', 'drift']);
  rows.columns[2]!.forEach((noise, row) => {
    expect(up![row]).toBe(row === 3 ? Number.NaN : noise > 0 ? 1 : 0);
  });
  const half = {
    ...rows,
    rows: 20,
    columns: rows.columns.map((column) => column.slice(0, 20)),
    target: rows.target.slice(0, 20),
    weight: rows.weight.slice(0, 20),
    time: rows.time.slice(0, 20),
    end: rows.end.slice(0, 20),
  };
  const text = canonicalJson({ ...fitted.toJSON() });
  expect(canonicalJson({ ...fitEstimator(half, settings).toJSON() })).toBe(text);
  const loaded = loadEstimator(JSON.parse(text), { families: [family] });
  expect(loaded.predict(holed)).toEqual(fitted.predict(holed));
});

test('other classes, other columns and a file that is half described are refused', () => {
  const other = { ...settings, families: [onnxFamily(() => () => [], { ...SETTINGS, classes: [0, 1] })] };
  expect(() => fitEstimator(rows, other)).toThrow(/classes: 0, 1 in place of -1, 1/);
  const { sha256: _, ...half } = SETTINGS;
  expect(() => family.load(half as never, SETTINGS.columns)).toThrow(/broken at sha256/);
  expect(() => family.load({ ...SETTINGS }, ['drift', 'noise'])).toThrow(/noise, drift in place of drift, noise/);
  expect(() => family.load({ ...SETTINGS, outputs: 'prediction' }, SETTINGS.columns)).toThrow(/classes: 2 for prediction/);
});
