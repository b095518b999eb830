import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMax, rollingMin } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { HIGH, LOW, window } from './fields.ts';

/**
 * Ichimoku lines as known at each bar. Each is a middle (highest high + lowest low) / 2: tenkan of `tenkan` bars, kijun of `kijun`,
 * senkou_b of `senkou`; senkou_a is the mean of tenkan and kijun. The two spans are those made `kijun` bars ago, which a chart draws at
 * this bar. There is no chikou: it is the close of a later bar.
 *
 * - Unit: price.
 * - Warm-up: tenkan and kijun one bar less than their window; senkou_a `kijun` more than the longer of them, senkou_b
 *   `senkou` + `kijun` - 1.
 * - Source: G. Hosoda (1969), after M. Patel, Trading with Ichimoku Clouds (2010).
 */
export const ichimoku: Feature = defineFeature({
  type: 'ichimoku',
  summary: 'Ichimoku lines and the cloud of the present bar',
  unit: 'price',
  source: 'Hosoda 1969, after Patel 2010',
  convention: 'the spans are those made kijun bars ago; no chikou, which is future data',
  family: 'technical',
  outputs: ['tenkan', 'kijun', 'senkou_a', 'senkou_b'],
  params: z.strictObject({ tenkan: window(9), kijun: window(26), senkou: window(52) }),
  inputs: () => [HIGH, LOW],
  warmup: (p) => [p.tenkan - 1, p.kijun - 1, Math.max(p.tenkan, p.kijun) - 1 + p.kijun, p.senkou - 1 + p.kijun],
  stateSize: () => 0,
  block: ([high, low], [tenkan, kijun, spanA, spanB], _, from, to, p) => {
    middles(high!, low!, tenkan!, from, to, p.tenkan);
    middles(high!, low!, kijun!, from, to, p.kijun);
    for (let i = from; i < to; i += 1) {
      const made = i - p.kijun;
      spanA![i] = made < 0 ? NaN : (tenkan![made]! + kijun![made]!) / 2;
      spanB![i] = NaN;
    }
    const first = Math.max(0, from - p.kijun);
    if (first < to - p.kijun) middles(high!, low!, spanB!, first, to - p.kijun, p.senkou, -p.kijun);
  },
});

/** Row i goes to `out[i - base]`. */
function middles(high: Float64Array, low: Float64Array, out: Float64Array, from: number, to: number, n: number, base = 0): void {
  const bottom = scratch(0);
  rollingMax(high, out, from, to, n, base);
  rollingMin(low, bottom, from, to, n, from);
  for (let i = from; i < to; i += 1) out[i - base] = (out[i - base]! + bottom[i - from]!) / 2;
}
