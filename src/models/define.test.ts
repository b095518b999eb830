import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Json } from '../base/index.ts';
import type { FitContext } from './contract.ts';
import {
  defineModel,
  FAMILIES,
  isModel,
  type ModelDefinition,
  modelContract,
  type OwnFittedModel,
  readParams,
  spaceOf,
} from './index.ts';
import { learnableRows } from './rows.testkit.ts';

const CONTEXT: FitContext = { kind: 'regressor', seed: 3, stream: 'own' };

/** Weighted mean of the target where the first column is above 0 and where it is not, shrunk to `pull` of their size. */
const fromState = (state: { up: number; down: number }): OwnFittedModel => ({
  predict: ({ columns }) => [columns[0]!.map((value) => (value > 0 ? state.up : state.down))],
  toJSON: () => state,
});
const DEFINITION: ModelDefinition<{ pull: number }> = {
  params: z.strictObject({ pull: z.number().min(0).max(1).default(0.5) }),
  space: { pull: { kind: 'real', low: 0.1, high: 1, log: false } },
  kinds: ['regressor'],
  fit: ({ columns, target }, weights, { params }) => {
    const sums = { up: 0, down: 0, upWeight: 0, downWeight: 0 };
    target.forEach((value, row) => {
      const side = columns[0]![row]! > 0 ? 'up' : 'down';
      sums[side] += weights[row]! * value;
      sums[`${side}Weight`] += weights[row]!;
    });
    return fromState({ up: (params.pull * sums.up) / sums.upWeight, down: (params.pull * sums.down) / sums.downWeight });
  },
  load: (json) => fromState(z.strictObject({ up: z.number(), down: z.number() }).parse(json)),
};
const rows = learnableRows('regressor', 200);

test('an own model keeps the contract and is found by family custom', () => {
  const own = defineModel(DEFINITION);
  expect(modelContract(own, { pull: 0.5 }, rows, CONTEXT)).toEqual([]);
  const families = [own];
  expect(readParams({ family: 'custom', kind: 'regressor', families }, {}).get('custom')).toEqual({ pull: 0.5 });
  expect(spaceOf({ family: 'custom', kind: 'regressor', families }).get('pull')).toMatchObject({ low: 0.1, high: 1 });
  expect(() => readParams({ family: 'custom', kind: 'regressor', families }, { push: 1 })).toThrow(/push/);
});

test('only what defineModel made is a model', () => {
  expect(isModel(defineModel(DEFINITION))).toBe(true);
  expect([isModel(FAMILIES[0]), isModel({ ...DEFINITION }), isModel(null)]).toEqual([false, false, false]);
});

/** The definition with another fit, or load. */
const broken = (own: Partial<ModelDefinition<{ pull: number }>>) => () =>
  defineModel({ ...DEFINITION, ...own }).fit(rows, { pull: 0.5 }, CONTEXT);
const saying = (predict: OwnFittedModel['predict'], json: Json = {}): OwnFittedModel => ({ predict, toJSON: () => json });
const both = (predict: OwnFittedModel['predict']) => ({ fit: () => saying(predict), load: () => saying(predict) });

describe('a model that breaks the contract says so at its first fit', () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      'throws',
      broken({
        fit: () => {
          throw new TypeError('no rows');
        },
      }),
      /fit failed: no rows/,
    ],
    [
      'is asynchronous',
      broken({ fit: (async () => fromState({ up: 1, down: 0 })) as never }),
      /no object with predict and toJSON/,
    ],
    [
      'cannot be written',
      broken({ fit: () => saying(() => [], { up: Number.NaN }) }),
      /toJSON failed: canonical JSON cannot carry NaN/,
    ],
    ['loads as another', broken({ load: () => fromState({ up: 1, down: 0 }) }), /predicts other numbers than the fit/],
    ['gives plain arrays', broken(both(() => [[1, 2]] as never)), /no array of Float64Array/],
    ['gives NaN', broken(both(({ rows: n }) => [new Float64Array(n).fill(Number.NaN)])), /gives NaN in row 0/],
    ['gives too few rows', broken(both(() => [new Float64Array(3)])), /another length/],
    [
      'gives two columns',
      broken(both(({ rows: n }) => [new Float64Array(n).fill(0.5), new Float64Array(n).fill(0.5)])),
      /2 columns in place of 1/,
    ],
  ])('%s', (_, fit, message) => {
    expect(fit).toThrow(
      expect.objectContaining({ code: 'MODEL_CUSTOM_INVALID', exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  test('probabilities that do not sum to 1', () => {
    const half = both(({ rows: n }) => [new Float64Array(n).fill(0.5), new Float64Array(n).fill(0.6)]);
    const own = defineModel({ ...DEFINITION, ...half, kinds: ['classifier'] });
    const fit = () => own.fit(learnableRows('classifier', 20, [0, 1]), { pull: 1 }, { ...CONTEXT, kind: 'classifier' });
    expect(fit).toThrow(/sum to 1.1 in row 0/);
  });
});

describe('the contract suite finds', () => {
  const find = (own: Partial<ModelDefinition<{ pull: number }>>) =>
    modelContract(defineModel({ ...DEFINITION, ...own }), { pull: 0.5 }, rows, CONTEXT);

  test('a model that is another one at each fit', () => {
    let calls = 0;
    const fit: typeof DEFINITION.fit = () => {
      calls += 1;
      return fromState({ up: calls, down: 0 });
    };
    expect(find({ fit })).toContain('the same rows and seed give other bytes');
  });

  test('a model that does not look at weights', () => {
    expect(find({ fit: ({ target }) => fromState({ up: target[0]!, down: 0 }) })).toEqual(['other weights give the same model']);
  });

  test('a model whose answer depends on the rows beside it', () => {
    const ranked = (): OwnFittedModel => saying(({ columns }) => [columns[0]!.map((value, _, all) => value - Math.min(...all))]);
    expect(find({ fit: ranked, load: ranked })).toContain('what it says about a row depends on the rows beside it');
  });

  test('but no way to change the rows of the run: a fit works on copies', () => {
    const before = [...rows.columns[0]!];
    const fit: typeof DEFINITION.fit = (own, weights, context) => {
      const fitted = DEFINITION.fit(own, weights, context);
      own.columns[0]!.fill(7);
      weights.fill(0);
      return fitted;
    };
    expect(find({ fit })).toEqual([]);
    expect([...rows.columns[0]!]).toEqual(before);
  });
});

test('missing cells reach the model that takes them, and no others may lack an answer', () => {
  const own = defineModel({ ...DEFINITION, takesMissing: true });
  const holed = {
    ...rows,
    columns: rows.columns.map((column, k) => column.map((value, row) => (k === 1 && row < 5 ? Number.NaN : value))),
  };
  expect(own.takesMissing).toBe(true);
  const [answers] = own.fit(holed, { pull: 0.5 }, CONTEXT).predict(holed);
  expect(answers!.every(Number.isFinite)).toBe(true);
});
