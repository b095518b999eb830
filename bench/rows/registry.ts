import type { Row } from '../row.ts';
import { cacheRow } from './cache.ts';
import { csvRow } from './csv.ts';
import { engineRows } from './engine.ts';
import { featureRows } from './features.ts';
import { laterRows } from './later.ts';
import { selectionRows } from './selection.ts';
import { sweepRow } from './sweep.ts';
import { treeRows } from './trees.ts';
import { validateRow } from './validate.ts';

/** Every row of the table, in the order it is printed. */
export const ROWS: readonly Row[] = [
  ...featureRows,
  ...engineRows,
  ...treeRows,
  cacheRow,
  csvRow,
  ...selectionRows,
  validateRow,
  sweepRow,
  ...laterRows,
];
