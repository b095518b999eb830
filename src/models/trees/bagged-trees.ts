import { z } from 'zod';
import type { ModelFamily } from '../contract.ts';
import { forestParams, forestSpace, growForest, loadForest } from './forest.ts';

const params = z.strictObject(forestParams);

/** Trees that differ by their rows only; every split may use every column. L. Breiman, Bagging predictors (Machine Learning 24, 1996). */
export const baggedTrees: ModelFamily<z.output<typeof params>> = {
  family: 'bagged_trees',
  summary: 'mean of trees on bootstrap samples, all columns for each split',
  source: 'Breiman 1996',
  kinds: ['classifier', 'regressor'],
  params,
  takesMissing: false,
  space: forestSpace,
  fit: (rows, asked, context) => growForest(rows, asked, rows.columns.length, context),
  load: loadForest,
};
