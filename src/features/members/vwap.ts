import { z } from 'zod';
import { HOUR_MS } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { CLOSE, HIGH, LOW, VOLUME } from './fields.ts';

const VALUE = 0;
const SIZE = 1;
const SESSION = 2;

/**
 * Volume-weighted average price: mean of the typical price weighted by volume since the session's open (`anchor: session`) or
 * since the first bar (`anchor: start`, which bars of a day and longer need).
 *
 * - Unit: price. Undefined until the first volume; a bar without volume is undefined and adds nothing.
 * - Warm-up: none.
 * - Source: S. A. Berkowitz, D. E. Logue, E. A. Noser, The Total Cost of Transactions on the NYSE, Journal of Finance 43 (1988).
 */
export const vwap: Feature = defineFeature({
  type: 'vwap',
  summary: 'volume-weighted average price since an anchor',
  unit: 'price',
  source: 'Berkowitz, Logue and Noser 1988',
  convention: 'typical price; begins anew with each session unless anchor: start',
  startDependent: ({ anchor }) => anchor === 'start',
  family: 'technical',
  params: z.strictObject({ anchor: z.enum(['session', 'start']).default('session') }),
  inputs: ({ anchor }) => [HIGH, LOW, CLOSE, VOLUME, ...(anchor === 'session' ? [{ kind: 'session' } as const] : [])],
  warmup: () => 0,
  refuse: ({ anchor }, { barMs }) =>
    anchor === 'session' && barMs >= 24 * HOUR_MS ? 'bars of a day or longer need anchor: start' : undefined,
  stateSize: () => 3,
  block: ([high, low, close, volume, session], [out], state, from, to) => {
    for (let i = from; i < to; i += 1) {
      if (session !== undefined && (i === 0 || session[i]! !== state[SESSION]!)) {
        state[VALUE] = 0;
        state[SIZE] = 0;
        state[SESSION] = session[i]!;
      }
      const size = volume![i]!;
      out![i] = NaN;
      if (Number.isNaN(size)) continue;
      state[VALUE]! += ((high![i]! + low![i]! + close![i]!) / 3) * size;
      state[SIZE]! += size;
      if (state[SIZE]! > 0) out![i] = state[VALUE]! / state[SIZE]!;
    }
  },
});
