import { BLOCK_ROWS } from '../contract.ts';

/** Longest window of a feature, in bars. */
export const MAX_PERIOD = 5000;

/** Room for one block and the longest window before it; a kernel's intermediate values live here only while it runs. */
const columns = [0, 1, 2].map(() => new Float64Array(BLOCK_ROWS + MAX_PERIOD));

export function scratch(which: 0 | 1 | 2): Float64Array {
  return columns[which]!;
}
