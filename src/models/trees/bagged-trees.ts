import { z } from 'zod';
import type { ModelFamily } from '../contract.ts';
import { forestParams, growForest, loadForest } from './forest.ts';
import { leastLeafRows } from './params.ts';

const params = z.strictObject(forestParams);

/** Trees that differ by their rows only; every split may use every column. L. Breiman, Bagging predictors (Machine Learning 24, 1996). */
export const baggedTrees: ModelFamily<z.output<typeof params>> = {
  family: 'bagged_trees',
  summary: 'mean of trees on bootstrap samples, all columns for each split',
  source: 'Breiman 1996',
  kinds: ['classifier', 'regressor'],
  params,
  takesMissing: false,
  space: new Map([
    ['max_depth', { kind: 'integer', low: 2, high: 8, log: false }],
    ['min_leaf_rows', { kind: 'integer', low: 10, high: 200, log: true }],
  ]),
  fit: (rows, asked, context) =>
    growForest(
      rows,
      {
        trees: asked.trees,
        maxBins: asked.max_bins,
        maxDepth: asked.max_depth,
        minLeafRows: leastLeafRows(asked.min_leaf_rows, rows.rows),
        splitColumns: rows.columns.length,
      },
      context,
    ),
  load: loadForest,
};
