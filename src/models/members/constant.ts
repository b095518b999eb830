import { z } from 'zod';
import { CompensatedSum } from '../../base/index.ts';
import type { FittedModel, ModelFamily, TrainingRows } from '../contract.ts';
import { ModelArtifactError } from '../errors.ts';
import { numbers, readState } from '../read-state.ts';

/**
 * The same answer for every row: weighted class shares, or the weighted mean, of the training rows. What any model has to beat.
 */
export const constant: ModelFamily = {
  family: 'constant',
  summary: 'weighted class shares or weighted mean of the training rows',
  source: 'baseline',
  kinds: ['classifier', 'regressor'],
  params: z.strictObject({}),
  takesMissing: true,
  space: new Map(),
  fit: (rows, _, { kind }) => new ConstantModel(kind === 'classifier' ? classShares(rows) : [weightedMean(rows)]),
  load: (json) => {
    const { values } = readState(STATE, json, '');
    if (values.length === 0) throw new ModelArtifactError('values', 'there is none');
    return new ConstantModel(values);
  },
};

const STATE = z.strictObject({ values: numbers() });

class ConstantModel implements FittedModel {
  readonly #values: readonly number[];
  constructor(values: readonly number[]) {
    this.#values = values;
  }

  predict({ rows }: { readonly rows: number }): Float64Array[] {
    return this.#values.map((value) => new Float64Array(rows).fill(value));
  }

  toJSON(): { readonly values: readonly number[] } {
    return { values: this.#values };
  }
}

/** Share of the weight that each class has, in the order of the classes. */
function classShares({ rows, target, weight, classes }: TrainingRows): number[] {
  const sums = classes.map(() => new CompensatedSum());
  const all = new CompensatedSum();
  for (let row = 0; row < rows; row += 1) {
    sums[target[row]!]!.add(weight[row]!);
    all.add(weight[row]!);
  }
  return sums.map((sum) => sum.value / all.value);
}

function weightedMean({ rows, target, weight }: TrainingRows): number {
  const sum = new CompensatedSum();
  const all = new CompensatedSum();
  for (let row = 0; row < rows; row += 1) {
    sum.add(weight[row]! * target[row]!);
    all.add(weight[row]!);
  }
  return sum.value / all.value;
}
