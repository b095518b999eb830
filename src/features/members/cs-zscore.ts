import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { minSymbols, SOURCE_REF } from './fields.ts';

/**
 * Distance of the symbol's value from the mean of all symbols that have one at the same time, in population standard deviations.
 *
 * - Unit: standard deviations. Undefined while fewer than `min_symbols` have a value or all are equal.
 * - Warm-up: that of its input.
 * - Source: textbook standard score, divisor n.
 */
export const csZscore: Feature = defineFeature({
  type: 'cs_zscore',
  summary: 'standard score among all symbols at the same time',
  unit: 'standard deviations',
  source: 'textbook definition, divisor n',
  convention: 'population deviation over the symbols with a value',
  family: 'technical',
  params: z.strictObject({ min_symbols: minSymbols() }),
  input: () => SOURCE_REF,
  crossBlock: (inputs, outputs, from, to, p) => {
    for (let row = from; row < to; row += 1) score(inputs, outputs, row, p.min_symbols);
  },
});

function score(inputs: readonly Float64Array[], outputs: readonly Float64Array[], row: number, least: number): void {
  let n = 0;
  let shift = 0;
  let sum = 0;
  for (const input of inputs) {
    const value = input[row]!;
    if (Number.isNaN(value)) continue;
    if (n === 0) shift = value;
    n += 1;
    sum += value - shift;
  }
  const mean = shift + sum / n;
  let squares = 0;
  for (const input of inputs) {
    const d = input[row]! - mean;
    if (!Number.isNaN(d)) squares += d * d;
  }
  const deviation = n < least || squares === 0 ? NaN : Math.sqrt(squares / n);
  for (const [k, out] of outputs.entries()) out[row] = (inputs[k]![row]! - mean) / deviation;
}
