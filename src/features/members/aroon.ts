import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { extremeRow } from '../kernels/extreme-row.ts';
import { HIGH, LOW, window } from './fields.ts';

/**
 * Aroon: how recent the highest high and the lowest low of the last `period` + 1 bars are.
 *
 * - Outputs: up and down = 100 · (`period` − bars since the extreme) / `period`, oscillator = up − down. Of equal extremes the oldest
 *   counts.
 * - Unit: index from 0 to 100; oscillator from -100 to 100.
 * - Warm-up: `period` bars.
 * - Source: T. S. Chande, A Time Price Oscillator, Stocks & Commodities 13:9 (1995).
 */
export const aroon: Feature = defineFeature({
  type: 'aroon',
  summary: 'how recent the extremes of a window are',
  unit: 'index 0-100; oscillator -100 to 100',
  source: 'Chande 1995',
  convention: 'the window is period + 1 bars; of equal extremes the oldest counts',
  family: 'technical',
  outputs: ['up', 'down', 'oscillator'],
  params: z.strictObject({ period: window(25) }),
  inputs: () => [HIGH, LOW],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([high, low], [up, down, oscillator], _, from, to, { period }) => {
    extremeRow(high!, up!, from, to, period + 1, 1);
    extremeRow(low!, down!, from, to, period + 1, -1);
    for (let i = from; i < to; i += 1) {
      up![i] = (100 * (period - (i - up![i]!))) / period;
      down![i] = (100 * (period - (i - down![i]!))) / period;
      oscillator![i] = up![i]! - down![i]!;
    }
  },
});
