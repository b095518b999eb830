import { z } from 'zod';
import type { ModelFamily, ModelKind } from '../contract.ts';
import { forestParams, forestSpace, growForest, loadForest } from './forest.ts';
import { share } from './params.ts';

const params = z.strictObject({
  ...forestParams,
  /** Share of the columns drawn for each split; `auto` is √p of p columns for classes, p / 3 for values. */
  feature_fraction: z.union([z.literal('auto'), share()]).default('auto'),
});

/** Trees that differ by their rows and by the columns each split may use: L. Breiman, Random forests (Machine Learning 45, 2001). */
export const randomForest: ModelFamily<z.output<typeof params>> = {
  family: 'random_forest',
  summary: 'mean of trees on bootstrap samples, a few columns drawn for each split',
  source: 'Breiman 2001',
  kinds: ['classifier', 'regressor'],
  params,
  takesMissing: false,
  space: new Map([...forestSpace, ['feature_fraction', { kind: 'real', low: 0.2, high: 1, log: false }]]),
  fit: (rows, asked, context) =>
    growForest(rows, asked, columnsOfSplit(asked.feature_fraction, rows.columns.length, context.kind), context),
  load: loadForest,
};

function columnsOfSplit(asked: 'auto' | number, columns: number, kind: ModelKind): number {
  if (asked !== 'auto') return Math.max(1, Math.round(asked * columns));
  return Math.max(1, Math.floor(kind === 'classifier' ? Math.sqrt(columns) : columns / 3));
}
