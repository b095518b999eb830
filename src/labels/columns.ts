import { type LabelColumns, NO_LABEL } from './contract.ts';

/** Columns of n bars without a label. */
export function emptyColumns(n: number): LabelColumns {
  return {
    t1: new Int32Array(n).fill(NO_LABEL.none),
    value: new Float64Array(n).fill(NaN),
    labelReturn: new Float64Array(n).fill(NaN),
    touched: new Uint8Array(n),
    ambiguous: new Uint8Array(n),
  };
}

/** Longest distance in bars from a bar to the last one its label reads; 0 without labels. */
export function longestReach(columns: readonly LabelColumns[]): number {
  let most = 0;
  for (const { t1 } of columns) for (let t = 0; t < t1.length; t += 1) if (t1[t]! - t > most) most = t1[t]! - t;
  return most;
}
