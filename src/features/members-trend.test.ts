import { featureContract } from './feature.testkit.ts';
import { bars, hand, of, published, RANGES } from './worked.testkit.ts';

/** Averages, channels, lines and stops. Tables named "by hand" are worked out beside them. */
const _ = undefined;

/** RANGES and a fall through every stop. */
const FALL = bars([
  [10, 8, 9],
  [11, 9, 10],
  [12, 9, 11],
  [11, 10, 10],
  [11, 5, 6],
  [7, 4, 5],
]);

featureContract(
  of('vwma'),
  [
    published(
      { period: 5 },
      { value: [82.332, 82.61, 83.07, 83.354, 83.682, 83.822, 84.409, 85.165, 85.698, 86.418, 86.805] },
      { indicator: 'vwma' },
    ),
    hand({ period: 2 }, bars([1, 3, 5].map((c) => [c, c, c, 0])), [_, _, _]),
  ],
  { prices: ['value'] },
);
// alpha 2/3 from the seed 3/2: E1 19/6, 115/18; E2 47/18, 277/54; E3 121/54, 225/54.
featureContract(of('dema'), [hand({ period: 2 }, [1, 2, 4, 8], [_, 1.5, 67 / 18, 413 / 54])], { prices: ['value'] });
featureContract(of('tema'), [hand({ period: 2 }, [1, 2, 4, 8], [_, 1.5, 211 / 54, 429 / 54])], { prices: ['value'] });
featureContract(
  of('hma'),
  [
    published(
      { period: 5 },
      { value: [83.69, 83.038, 83.472, 84.55, 84.835, 85.36, 86.552, 87.346, 87.965, 87.916] },
      { indicator: 'hma' },
    ),
  ],
  { prices: ['value'] },
);
featureContract(
  of('kama'),
  [
    published(
      { period: 5 },
      { value: [83.61, 83.56, 83.452, 83.506, 83.647, 83.686, 84.126, 85.026, 85.69, 86.447, 86.673] },
      { indicator: 'kama' },
    ),
  ],
  { prices: ['value'] },
);
// 3 of 5 steps travelled, then all of it, then nothing moves.
featureContract(of('efficiency_ratio'), [hand({ period: 3 }, [1, 4, 3, 4, 4, 4, 4], [_, _, _, 0.6, 0, 1, 0])], {
  ratios: ['value'],
});
featureContract(
  of('ppo'),
  [
    published(
      { fast: 2, slow: 5, signal: 1, seed: 'first' },
      { ppo: [-0.217, 0.521, 0.619, 0.747, 0.424, 0.134, 0.5, 0.691, 0.503, 0.81, 1.088, 1.04, 1.133, 0.716] },
      { indicator: 'ppo', later: true },
    ),
    // EMA(2) 3/2, 19/6, 103/18; EMA(3) 7/3, 14/3; the signal is the mean of the first two values.
    hand({ fast: 2, slow: 3, signal: 2 }, [1, 2, 4, 7], {
      ppo: [_, _, (100 * 5) / 14, (100 * 19) / 84],
      signal: [_, _, _, (50 * 5) / 14 + (50 * 19) / 84],
      histogram: [_, _, _, (50 * 19) / 84 - (50 * 5) / 14],
    }),
  ],
  { ratios: ['ppo', 'signal', 'histogram'] },
);
featureContract(
  of('aroon'),
  [
    published(
      { period: 5 },
      {
        down: [20, 0, 0, 80, 60, 40, 20, 0, 40, 20],
        up: [100, 80, 100, 100, 100, 100, 100, 100, 100, 80],
        oscillator: [80, 80, 100, 20, 40, 60, 80, 100, 60, 60],
      },
      { indicator: 'aroon, aroonosc', later: true },
    ),
    // Equal extremes: the oldest counts.
    hand({ period: 2 }, [5, 5, 5, 5], { up: [_, _, 0, 0], down: [_, _, 0, 0] }),
  ],
  { ratios: ['up', 'down', 'oscillator'] },
);
featureContract(of('vortex'), [hand({ period: 2 }, RANGES, { plus: [_, _, 6 / 5, 5 / 4], minus: [_, _, 3 / 5, 1] })], {
  ratios: ['plus', 'minus'],
});
featureContract(
  of('psar'),
  [
    // Steps 0.02, 0.04, 0.06 towards 10, 11, 12, held back by the lows of two bars; the fall turns it at the old extreme.
    hand({}, FALL, { value: [_, 8.04, 8, 8.24, 12, 11.86], side: [_, 1, 1, 1, -1, -1] }),
  ],
  { prices: ['value'], ratios: ['side'] },
);
featureContract(
  of('supertrend'),
  [
    // Average true ranges 5/2, 7/4, 31/8 (true range 6): bands 13 and 8, 12.25 and 8.75; a fall to 6 is below 8.75.
    hand({ period: 2, multiplier: 1 }, FALL, {
      value: [_, _, 8, 8.75, 11.875, 5.5 + (31 / 8 + 3) / 2],
      side: [_, _, 1, 1, -1, -1],
    }),
  ],
  { prices: ['value'], ratios: ['side'] },
);
featureContract(
  of('ichimoku'),
  [
    hand({ tenkan: 1, kijun: 2, senkou: 3 }, FALL, {
      tenkan: [9, 10, 10.5, 10.5, 8, 5.5],
      kijun: [_, 9.5, 10.5, 10.5, 8, 7.5],
      senkou_a: [_, _, _, 9.75, 10.5, 10.5],
      senkou_b: [_, _, _, _, 10, 10.5],
    }),
  ],
  { prices: ['tenkan', 'kijun', 'senkou_a', 'senkou_b'] },
);
featureContract(
  of('linreg'),
  [
    published(
      { period: 5 },
      { slope: [0.598, 0.492, 0.009, 0.121, 0.272, 0.413, 0.575, 0.608, 0.686, 0.818, 0.475] },
      { indicator: 'linregslope' },
    ),
    hand({ period: 3 }, [1, 2, 4, 6, 6, 6], { slope: [_, _, 1.5, 2, 1, 0], r2: [_, _, 27 / 28, 1, 0.75, _] }),
  ],
  { prices: ['slope'], ratios: ['r2'] },
);
featureContract(of('price_to_sma'), [hand({ period: 2 }, [1, 3, 5], [_, 0.5, 0.25])], { ratios: ['value'] });
featureContract(of('sma_ratio'), [hand({ fast: 1, slow: 2 }, [1, 3, 5], [_, 0.5, 0.25])], { ratios: ['value'] });
featureContract(of('distance_from_high'), [hand({ period: 3 }, [1, 4, 2, 8], [_, _, -0.5, 0])], { ratios: ['value'] });
featureContract(of('distance_from_low'), [hand({ period: 3 }, [1, 4, 2, 8], [_, _, 1, 3])], { ratios: ['value'] });
