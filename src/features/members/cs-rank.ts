import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { minSymbols, SOURCE_REF } from './fields.ts';

/**
 * Rank of the symbol's value among all symbols that have one at the same time: (average rank − 0.5) / n − 0.5, equal values sharing
 * the mean of their ranks.
 *
 * - Unit: from -0.5 (lowest) to 0.5 (highest), 0 in the middle. Undefined while fewer than `min_symbols` have a value.
 * - Warm-up: that of its input.
 * - Source: A. W. Lo, A. C. MacKinlay, When Are Contrarian Profits Due to Stock Market Overreaction?, Review of Financial Studies 3
 *   (1990), ranks in place of returns.
 */
export const csRank: Feature = defineFeature({
  type: 'cs_rank',
  summary: 'rank among all symbols at the same time',
  unit: 'rank -0.5 to 0.5',
  source: 'Lo and MacKinlay 1990, with ranks',
  convention: '(average rank − 0.5) / n − 0.5 over the symbols with a value',
  family: 'technical',
  params: z.strictObject({ min_symbols: minSymbols() }),
  input: () => SOURCE_REF,
  crossBlock: (inputs, outputs, from, to, p) => {
    const present: number[] = [];
    for (let row = from; row < to; row += 1) {
      present.length = 0;
      for (let k = 0; k < inputs.length; k += 1) if (!Number.isNaN(inputs[k]![row]!)) present.push(k);
      for (const out of outputs) out[row] = NaN;
      if (present.length >= p.min_symbols) rank(inputs, outputs, row, present);
    }
  },
});

function rank(inputs: readonly Float64Array[], outputs: readonly Float64Array[], row: number, present: number[]): void {
  const n = present.length;
  present.sort((a, b) => inputs[a]![row]! - inputs[b]![row]!);
  for (let start = 0; start < n; ) {
    const value = inputs[present[start]!]![row]!;
    let end = start + 1;
    while (end < n && inputs[present[end]!]![row] === value) end += 1;
    // Ranks start + 1 … end share their mean.
    const shared = ((start + 1 + end) / 2 - 0.5) / n - 0.5;
    for (let k = start; k < end; k += 1) outputs[present[k]!]![row] = shared;
    start = end;
  }
}
