import { featureContract } from './feature.testkit.ts';
import { hand, of, published } from './worked.testkit.ts';

/** Oscillators and operators. */
const _ = undefined;

featureContract(
  of('stoch_rsi'),
  [
    published(
      { rsi_period: 5, period: 5, signal: 1 },
      { value: [65.8, 100, 100, 100, 100, 0] },
      { indicator: 'stochrsi, percent' },
    ),
    hand({ rsi_period: 2, period: 2, signal: 2 }, [7, 7, 7, 7, 7], { value: [_, _, _, 50, 50], signal: [_, _, _, _, 50] }),
  ].map((worked) => (worked.source.includes('stochrsi') ? { ...worked, absolute: 0.051 } : worked)),
  { ratios: ['value', 'signal'] },
);
featureContract(
  of('stc'),
  [
    // EMA(2) 3/2, 19/6, 103/18, 355/54: differences 1/2, 5/6, 23/18, 23/54, so the stochastic reads 100, 100, 0.
    hand({ cycle: 2, fast: 1, slow: 2 }, [1, 2, 4, 7, 7], [_, _, _, _, 200 / 3]),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('cmo'),
  [
    published(
      { period: 5 },
      { value: [44.068, 53.614, 42.105, 50.162, 28.09, 70.414, 90.686, 88.415, 89.444, 75.321] },
      { indicator: 'cmo' },
    ),
    hand({ period: 2 }, [3, 3, 3], [_, _, 0]),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('tsi'),
  [
    // Changes 1 2 −1: EMA(2) 3/2, −1/6; of their sizes 3/2, 7/6.
    hand({ long: 2, short: 1, signal: 2 }, [1, 2, 4, 3], { value: [_, _, 100, -100 / 7], signal: [_, _, _, 300 / 7] }),
    hand({ long: 1, short: 1, signal: 1, seed: 'first' }, [1, 2, 4, 3, 3], { value: [_, 100, 100, -100, _] }),
  ],
  { ratios: ['value', 'signal'] },
);
featureContract(
  of('connors_rsi'),
  [
    // RSI(2) 250/3; streak 0 1 −1 1 has the averages 5/4 and 1/2; the last return is the largest.
    hand({ rsi: 2, streak: 2, rank: 2 }, [10, 11, 10, 12], [_, _, _, (250 / 3 + 500 / 7 + 100) / 3]),
  ],
  { ratios: ['value'] },
);
featureContract(of('percent_rank'), [hand({ period: 3 }, [1, 3, 2, 2, 5], [_, _, _, 100 / 3, 100])], { ratios: ['value'] });
featureContract(
  of('lag'),
  [
    published(
      { period: 5 },
      { value: [81.59, 81.06, 82.87, 83, 83.61, 83.15, 82.84, 83.99, 84.55, 84.36] },
      { indicator: 'lag' },
    ),
    hand({ period: 2 }, [1, 2, 3, 4], [_, _, 1, 2]),
  ],
  { prices: ['value'] },
);
featureContract(
  of('delta'),
  [
    published({ period: 5 }, { value: [1.56, 1.78, 1.12, 1.55, 0.75, 2.38, 3.7, 2.9, 3.22, 2.93] }, { indicator: 'mom' }),
    hand({ against: 'open' }, [1, 2], [0, 0]),
  ],
  { prices: ['value'] },
);
featureContract(
  of('ratio'),
  [
    published(
      { period: 5 },
      { value: [1.019, 1.022, 1.014, 1.019, 1.009, 1.029, 1.045, 1.035, 1.038, 1.035] },
      { indicator: 'rocr' },
    ),
    hand({ period: 1, against: 'volume' }, [100, 200], [_, 0.2]),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('rolling_zscore'),
  [
    hand({ period: 3 }, [1, 2, 3, 3, 3], [_, _, Math.sqrt(1.5), Math.SQRT1_2, _]),
    // The open is the close: a spread that never moves has no score.
    hand({ period: 3, against: 'open' }, [1, 2, 3, 4], [_, _, _, _]),
  ],
  { ratios: ['value'] },
);
