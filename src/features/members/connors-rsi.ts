import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { inner, SOURCE, window } from './fields.ts';
import { percentRank } from './percent-rank.ts';
import { returns } from './return.ts';
import { rsi } from './rsi.ts';

/** Length of the present run of rises (positive) or falls (negative); 0 on the first bar and on a bar without change. */
const streak: Feature = defineFeature({
  type: 'streak',
  summary: 'bars in a row that rose or fell',
  unit: 'bars',
  source: 'Connors and Alvarez 2012',
  params: z.strictObject({}),
  inputs: () => SOURCE,
  warmup: () => 0,
  stateSize: () => 1,
  block: ([x], [out], state, from, to) => {
    for (let i = from; i < to; i += 1) {
      const change = i === 0 ? 0 : x![i]! - x![i - 1]!;
      const before = state[0]!;
      if (change > 0) state[0] = Math.max(before, 0) + 1;
      else if (change < 0) state[0] = Math.min(before, 0) - 1;
      else state[0] = 0;
      out![i] = Number.isNaN(x![i]!) ? NaN : state[0];
    }
  },
});

/**
 * Connors RSI: mean of RSI(`rsi`), of the RSI over `streak` bars of the run of rises or falls, and of the percent rank of the one-bar
 * return among the previous `rank`.
 *
 * - Unit: index from 0 to 100.
 * - Warm-up: the longest of `rank` + 1, `rsi` and `streak` bars.
 * - Source: L. Connors, C. Alvarez, An Introduction to ConnorsRSI (2012).
 */
export const connorsRsi: Feature = defineFeature({
  type: 'connors_rsi',
  summary: 'mean of short RSI, RSI of the streak and rank of the return',
  unit: 'index 0-100',
  source: 'Connors and Alvarez 2012',
  convention: 'the streak is 0 on the first bar; ranks count strictly smaller returns',
  family: 'technical',
  params: z.strictObject({ rsi: window(3, 2), streak: window(2, 2), rank: window(100) }),
  inputs: (p) => [
    inner(rsi, { period: p.rsi }),
    inner(rsi, { period: p.streak }, inner(streak, {})),
    inner(percentRank, { period: p.rank }, inner(returns, { period: 1 })),
  ],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([strength, run, rank], [out], _, from, to) => {
    for (let i = from; i < to; i += 1) out![i] = (strength![i]! + run![i]! + rank![i]!) / 3;
  },
});
