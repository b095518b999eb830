import { describe, expect, test } from 'vitest';
import type { FitContext, ModelFamily, TrainingRows } from '../contract.ts';
import { learnableRows, trainingRows } from '../rows.testkit.ts';
import { constant } from './constant.ts';
import { logistic } from './logistic.ts';
import { ridge } from './ridge.ts';

const classifier: FitContext = { kind: 'classifier', seed: 1, stream: 'test' };
const regressor: FitContext = { kind: 'regressor', seed: 1, stream: 'test' };

test('ridge of x = −1, 1 and y = 0, 2 at λ 1: β 0.5, b 1 (RESEARCH 18, row 11)', () => {
  const rows = trainingRows({ x: [-1, 1] }, [0, 2]);
  const { intercept, coefficients } = ridge.fit(rows, { l2: 1 }, regressor).toJSON() as {
    intercept: number;
    coefficients: number[];
  };
  expect(coefficients[0]).toBeCloseTo(0.5, 15);
  expect(intercept).toBe(1);
});

test('ridge of two columns solves its normal equations', () => {
  // Columns 0 1 0 1 and 0 0 1 1, y = 0 1 2 3, λ 0.25: each has variance 1/4 and no covariance, covariances with y 1/4 and 1/2,
  // so β = 0.25/0.5, 0.5/0.5 and b = 1.5 − 0.5·0.5 − 1·0.5.
  const rows = trainingRows({ a: [0, 1, 0, 1], b: [0, 0, 1, 1] }, [0, 1, 2, 3]);
  const { intercept, coefficients } = ridge.fit(rows, { l2: 0.25 }, regressor).toJSON() as {
    intercept: number;
    coefficients: number[];
  };
  expect(coefficients[0]).toBeCloseTo(0.5, 14);
  expect(coefficients[1]).toBeCloseTo(1, 14);
  expect(intercept).toBeCloseTo(0.75, 14);
});

test('logistic of x = −1, 1 and y = 0, 1 at λ 0.5: β 0.674831614342 (RESEARCH 18, row 11)', () => {
  const rows = trainingRows({ x: [-1, 1] }, [0, 1], { classes: [0, 1] });
  const { logits } = logistic.fit(rows, { l2: 0.5 }, classifier).toJSON() as {
    logits: { intercept: number; coefficients: number[] }[];
  };
  expect(logits).toHaveLength(1);
  expect(logits[0]!.coefficients[0]).toBeCloseTo(0.674831614342, 11);
  expect(logits[0]!.intercept).toBeCloseTo(0, 11);
});

test('two classes of a softmax with half the penalty are the one logit', () => {
  // ‖β₁‖² + ‖β₂‖² of a softmax with β₂ = −β₁ = β/2 is half of ‖β‖², so λ doubles. An empty third class has to leave it as it is.
  const columns = { x: [-1, 1, 0.5, -0.25], z: [0.3, -0.2, 1, 0.7] };
  const two = logistic.fit(trainingRows(columns, [0, 1, 1, 0], { classes: [0, 1] }), { l2: 0.1 }, classifier);
  const three = logistic.fit(trainingRows(columns, [0, 1, 1, 0], { classes: [0, 1, 2] }), { l2: 0.2 }, classifier);
  const rows = trainingRows(columns, [0, 0, 0, 0]);
  const [, up] = two.predict(rows);
  const [low, high, empty] = three.predict(rows);
  for (let row = 0; row < 4; row += 1) {
    expect(empty![row]).toBeLessThan(1e-4);
    expect(high![row]! / (low![row]! + high![row]!)).toBeCloseTo(up![row]!, 3);
  }
});

test('constant: weighted shares and weighted mean', () => {
  const options = { classes: [-1, 0, 1], weight: [1, 2, 1] };
  const shares = constant.fit(trainingRows({ x: [1, 2, 3] }, [-1, 1, -1], options), {}, classifier);
  expect(shares.toJSON()).toEqual({ values: [0.5, 0, 0.5] });
  const mean = constant.fit(trainingRows({ x: [1, 2, 3] }, [2, 5, 4], { weight: [1, 2, 1] }), {}, regressor);
  expect(mean.toJSON()).toEqual({ values: [4] });
});

test('the logistic minimum is flat to 1e-8 also with many columns and three classes', () => {
  const rows = learnableRows('classifier', 2000);
  const fitted = logistic.fit(rows, { l2: 0.01 }, classifier);
  const { logits } = fitted.toJSON() as { logits: { coefficients: number[] }[] };
  const shares = fitted.predict(rows);
  let all = 0;
  for (const weight of rows.weight) all += weight;
  logits.forEach(({ coefficients }, k) => {
    coefficients.forEach((coefficient, j) => {
      let slope = 0.01 * coefficient;
      for (let row = 0; row < rows.rows; row += 1) {
        const error = shares[k]![row]! - (rows.target[row] === k ? 1 : 0);
        slope += (rows.weight[row]! / all) * error * rows.columns[j]![row]!;
      }
      expect(Math.abs(slope)).toBeLessThan(2e-8);
    });
  });
});

/** The same rows with row 0 twice. */
function doubled(rows: TrainingRows): TrainingRows {
  const twice = (values: Float64Array): Float64Array => Float64Array.from([values[0]!, ...values]);
  return {
    ...rows,
    rows: rows.rows + 1,
    columns: rows.columns.map(twice),
    target: twice(rows.target),
    weight: twice(rows.weight),
    time: twice(rows.time),
    end: twice(rows.end),
  };
}

describe.each([
  ['constant', constant, 'classifier', {}],
  ['constant', constant, 'regressor', {}],
  ['ridge', ridge, 'regressor', { l2: 0.1 }],
  ['logistic', logistic, 'classifier', { l2: 0.1 }],
] as const)('%s', (_, family, kind, params) => {
  test(`a row of twice the weight is the row twice (${kind})`, () => {
    const rows = learnableRows(kind, 120);
    const heavy = { ...rows, weight: rows.weight.map((weight, row) => (row === 0 ? 2 * weight : weight)) };
    const context = { kind, seed: 1, stream: 'test' };
    const member: ModelFamily = family;
    const once = member.fit(heavy, params, context).predict(rows);
    const twice = member.fit(doubled(rows), params, context).predict(rows);
    once.forEach((column, k) => {
      column.forEach((value, row) => {
        expect(value).toBeCloseTo(twice[k]![row]!, 9);
      });
    });
  });
});

test('columns that are copies of each other share their coefficient', () => {
  const rows = trainingRows({ a: [-1, 1, 2, 0], b: [-1, 1, 2, 0] }, [0, 2, 3, 1]);
  const { coefficients } = ridge.fit(rows, { l2: 1e-3 }, regressor).toJSON() as { coefficients: number[] };
  expect(coefficients[0]).toBeCloseTo(coefficients[1]!, 12);
});
