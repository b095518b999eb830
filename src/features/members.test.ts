import { expect, test } from 'vitest';
import { barsOfCloses, featureContract, head, MINUTES, runFeature } from './feature.testkit.ts';
import { BLOCK_ROWS } from './index.ts';
import { bars, hand, of, RANGES, volumes } from './worked.testkit.ts';

/** One call of the contract suite per type of the first release; later ones stand in the files of their families. */
const _ = undefined;
const root2 = Math.sqrt(2);

/** Movements +2, +1, −1, −1, true range 3 each. */
const MOVES = bars([
  [10, 8, 9],
  [12, 9, 11],
  [13, 10, 12],
  [12, 9, 10],
  [11, 8, 9],
]);
/** Raw %K over two bars: 75, 25, 200/3, 200/3. */
const SWINGS = bars([
  [10, 8, 9],
  [12, 9, 11],
  [13, 10, 10],
  [12, 11, 12],
  [14, 12, 13],
]);

featureContract(
  of('adx'),
  [
    hand({ period: 2 }, MOVES, {
      plus_di: [_, _, 50, 25, 12.5],
      minus_di: [_, _, 0, 50 / 3, 25],
      // dx 100, 20, 100/3: mean 60, then (60 + 100/3) / 2.
      adx: [_, _, _, 60, 140 / 3],
    }),
  ],
  { ratios: ['adx', 'plus_di', 'minus_di'] },
);
featureContract(of('atr'), [hand({ period: 2 }, RANGES, { value: [_, _, 2.5, 1.75], percent: [_, _, 250 / 11, 17.5] })], {
  ratios: ['percent'],
  prices: ['value'],
});
const s1 = Math.sqrt(2 / 3);
featureContract(
  of('bollinger'),
  [
    // Windows 1 2 3 (mean 2, variance 2/3) and 2 3 3 (mean 8/3, variance 2/9).
    hand({ period: 3, multiplier: 2 }, [1, 2, 3, 3], {
      middle: [_, _, 2, 8 / 3],
      upper: [_, _, 2 + 2 * s1, 8 / 3 + (2 * root2) / 3],
      lower: [_, _, 2 - 2 * s1, 8 / 3 - (2 * root2) / 3],
      percent_b: [_, _, (1 + 2 * s1) / (4 * s1), (1 / 3 + (2 * root2) / 3) / ((4 * root2) / 3)],
      width: [_, _, 2 * s1, (4 * root2) / 3 / (8 / 3)],
    }),
    hand({ period: 2 }, [5, 5, 5], { middle: [_, 5, 5], percent_b: [_, _, _], width: [_, 0, 0] }),
    hand({ period: 2 }, [5, 5, 7], { upper: [_, 5, 8], percent_b: [_, _, 0.75], width: [_, 0, 4 / 6] }),
    // A mean of 0 has no width; sizes at which reach squared times the mean is no number of the machine.
    hand({ period: 2 }, [-1, 1, -1], { middle: [_, 0, 0], percent_b: [_, 0.75, 0.25], width: [_, _, _] }),
    hand({ period: 2 }, [1e120, 3e120], { percent_b: [_, 0.75], width: [_, 2] }),
    hand({ period: 2 }, [1e-120, 3e-120], { percent_b: [_, 0.75], width: [_, 2] }),
  ],
  { ratios: ['percent_b', 'width'], prices: ['middle', 'upper', 'lower'] },
);
featureContract(
  of('cci'),
  [
    // Typical prices 9, 32/3, 11: mean 92/9, mean absolute deviation 22/27.
    hand({ period: 3 }, head(SWINGS, 3), [_, _, 700 / 11]),
    hand({ period: 3 }, [4, 4, 4, 4], [_, _, 0, 0]),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('donchian'),
  [
    hand(
      { period: 2 },
      bars([
        [10, 8, 9],
        [12, 9, 10],
        [11, 7, 8],
        [15, 14, 15],
      ]),
      { upper: [_, _, 12, 12], lower: [_, _, 8, 7], middle: [_, _, 10, 9.5], width: [_, _, 0.4, 5 / 9.5] },
    ),
  ],
  { ratios: ['width'], prices: ['upper', 'lower', 'middle'] },
);
featureContract(
  of('ema'),
  [
    hand({ period: 3 }, [1, 2, 3, 5, 9], [_, _, 2, 3.5, 6.25]),
    hand({ period: 3, seed: 'first' }, [1, 2, 3, 5, 9], [1, 1.5, 2.25, 3.625, 6.3125]),
  ],
  { prices: ['value'] },
);
featureContract(of('expression'), [hand({ expr: 'high / lag(close, 1) - 1' }, RANGES, [_, 11 / 9 - 1, 0.2, 0])], {
  params: { expr: 'close / ema(close, 20) - lag(std(close, 30), 5) / sma(close, 10)' },
  ratios: ['value'],
});
featureContract(
  of('keltner'),
  [
    // EMA(2): 9.5, 10.5, 61/6; average true range 2.5, 1.75.
    hand({ period: 2, multiplier: 2, atr_period: 2 }, RANGES, {
      middle: [_, 9.5, 10.5, 61 / 6],
      upper: [_, _, 15.5, 61 / 6 + 3.5],
      lower: [_, _, 5.5, 61 / 6 - 3.5],
      width: [_, _, 10 / 10.5, 42 / 61],
    }),
  ],
  { ratios: ['width'], prices: ['middle', 'upper', 'lower'] },
);
featureContract(
  of('macd'),
  [
    // EMA(2) 3/2, 19/6, 103/18, 499/54, 2227/162; EMA(3) 7/3, 14/3, 47/6, 143/12; signal EMA(2) of their difference.
    hand({ fast: 2, slow: 3, signal: 2 }, [1, 2, 4, 7, 11, 16], {
      macd: [_, _, 5 / 6, 19 / 18, 38 / 27, 593 / 324],
      signal: [_, _, _, 17 / 18, 203 / 162, 398 / 243],
      histogram: [_, _, _, 1 / 9, 38 / 27 - 203 / 162, 593 / 324 - 398 / 243],
    }),
  ],
  { prices: ['macd', 'signal', 'histogram'] },
);
featureContract(of('mean_reversion'), [hand({ window: 3 }, [1, 2, 3, 3], [_, _, Math.sqrt(1.5), 1 / root2])], {
  ratios: ['value'],
});
featureContract(
  of('mfi'),
  [
    // Flows +22, −30, none, +60.
    hand(
      { period: 2 },
      bars([
        [10, 10, 10, 1],
        [11, 11, 11, 2],
        [10, 10, 10, 3],
        [10, 10, 10, 4],
        [12, 12, 12, 5],
      ]),
      [_, _, 550 / 13, 0, 100],
    ),
    hand({ period: 2 }, [5, 5, 5], [_, _, 50]),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('obv'),
  [
    hand(
      {},
      bars([
        [10, 10, 10, 100],
        [11, 11, 11, 200],
        [11, 11, 11, 300],
        [10, 10, 10, 400],
      ]),
      [0, 200, 200, -200],
    ),
  ],
  { ratios: ['value'] },
);
featureContract(of('price_momentum'), [hand({ window: 2 }, [10, 20, 15], [_, _, 0.5])], { ratios: ['value'] });
featureContract(
  of('realised_vol'),
  [
    // Two log returns: sample deviation |ln 1.1 − ln 0.9| / √2, times √252.
    hand({ period: 2 }, [100, 110, 99], [_, _, (Math.log(1.1 / 0.9) / root2) * Math.sqrt(252)]),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('return'),
  [
    hand({ period: 1 }, [10, 12, 9], [_, 0.2, -0.25]),
    hand({ period: 2, log: true }, [10, 12, 20], [_, _, Math.LN2]),
    hand({ period: 1 }, [0, 1, 2], [_, _, 1]),
  ],
  { ratios: ['value'] },
);
featureContract(of('roc'), [hand({ period: 2 }, [10, 20, 15], [_, _, 50])], { ratios: ['value'] });
featureContract(
  of('rsi'),
  [
    // Differences +1 −1 +2: averages (1/2, 1/2), then (5/4, 1/4), so 50, then 100 · 5/6.
    hand({ period: 2 }, [10, 11, 10, 12], [_, _, 50, 500 / 6]),
    hand({ period: 2 }, [7, 7, 7, 7], [_, _, 50, 50]),
    hand({ period: 2 }, [1, 2, 3, 4], [_, _, 100, 100]),
    {
      // 33 closes and the 19 indices that the lesson prints to two decimals.
      source: 'ChartSchool, Relative Strength Index (RSI), table cs-rsi',
      params: { period: 14 },
      closes: [
        ...[44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931],
        ...[46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521],
        ...[45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314],
      ],
      expected: [
        ...new Array<undefined>(14).fill(undefined),
        ...[70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38],
        ...[54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.3, 33.08, 37.77],
      ],
      tolerance: 2e-4,
    },
  ],
  { ratios: ['value'] },
);
featureContract(of('sma'), [hand({ period: 3 }, [1, 2, 3, 4, 6], [_, _, 2, 3, 13 / 3])], { prices: ['value'] });
featureContract(of('stdev'), [hand({ period: 3 }, [1, 2, 3, 3], [_, _, s1, root2 / 3])], { prices: ['value'] });
featureContract(
  of('stoch'),
  [
    hand({ period: 2, k_smooth: 2, d_smooth: 2 }, SWINGS, {
      k: [_, _, 50, 275 / 6, 200 / 3],
      d: [_, _, _, 575 / 12, 56.25],
    }),
    hand({ period: 2, k_smooth: 1, d_smooth: 1 }, [3, 3, 3], { k: [_, 50, 50], d: [_, 50, 50] }),
  ],
  { ratios: ['k', 'd'] },
);
featureContract(of('volatility_breakout'), [hand({ window: 2 }, RANGES, [_, _, _, -0.4])], { ratios: ['value'] });
featureContract(of('volume_momentum'), [hand({ window: 2 }, volumes([100, 300, 150, 0, 60, 30]), [_, _, 0.5, -1, -0.6, _])], {
  ratios: ['value'],
});
featureContract(of('volume_spike'), [hand({ window: 2 }, volumes([100, 300, 400, 0, 0, 50]), [_, _, 2, 0, 0, _])], {
  ratios: ['value'],
});
featureContract(
  of('vwap'),
  [
    hand(
      { anchor: 'start' },
      bars([
        [10, 10, 10, 1],
        [13, 13, 13, 2],
        [9, 9, 9, 0],
      ]),
      [10, 12, 12],
    ),
  ],
  { context: MINUTES, prices: ['value'] },
);
featureContract(
  of('williams_r'),
  [hand({ period: 2 }, SWINGS, [_, -25, -75, -100 / 3, -100 / 3]), hand({ period: 2 }, [3, 3, 3], [_, -50, -50])],
  { ratios: ['value'] },
);
featureContract(of('wma'), [hand({ period: 3 }, [1, 2, 4, 8], [_, _, 17 / 6, 34 / 6])], { prices: ['value'] });
featureContract(of('zscore'), [hand({ period: 3 }, [1, 2, 3, 3, 3], [_, _, Math.sqrt(1.5), 1 / root2, _])], {
  ratios: ['value'],
});

test('vwap starts anew with each session', () => {
  const rows = Array.from({ length: 80 }, (_x, i) => [10 + i, 10 + i, 10 + i, 1] as const);
  const [column] = runFeature(of('vwap'), {}, bars(rows), { context: MINUTES });
  expect([column![0], column![77], column![78], column![79]]).toEqual([10, (10 + 87) / 2, 88, 88.5]);
});

test('a session anchor is refused on daily bars', () => {
  const feature = of('vwap');
  expect(feature.bind({}, { periodsPerYear: 252, barMs: 86_400_000 }).refusal).toBe('bars of a day or longer need anchor: start');
  expect(feature.bind({ anchor: 'start' }, { periodsPerYear: 252, barMs: 86_400_000 }).refusal).toBeUndefined();
});

test('bars without volume leave volume features missing, not zero', () => {
  const input = barsOfCloses(Array.from({ length: 30 }, (_x, i) => 10 + (i % 3)));
  input.volume.fill(NaN);
  for (const type of ['mfi', 'obv', 'volume_momentum', 'volume_spike']) {
    expect(runFeature(of(type), {}, input)[0]!.every((value) => Number.isNaN(value))).toBe(true);
  }
});

test('a missing value inside the input spoils exactly the windows that hold it', () => {
  const input = barsOfCloses(Array.from({ length: BLOCK_ROWS + 60 }, (_x, i) => 100 + Math.sin(i)));
  for (const hole of [5, 500, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 3]) {
    const close = input.close.slice();
    close[hole] = NaN;
    for (const type of ['sma', 'wma', 'stdev', 'zscore']) {
      const [column] = runFeature(of(type), { period: 7 }, { ...input, close });
      const [whole] = runFeature(of(type), { period: 7 }, input);
      for (let i = 6; i < column!.length; i += 1) {
        if (i >= hole && i < hole + 7) expect(column![i]).toBeNaN();
        else expect(column![i]).toBeCloseTo(whole![i]!, 12);
      }
    }
    for (const type of ['ema', 'rsi']) {
      const [column] = runFeature(of(type), { period: 7 }, { ...input, close });
      expect(column![hole]).toBeNaN();
      expect(column!.subarray(hole + 8).some((value) => Number.isNaN(value))).toBe(false);
    }
  }
});

test('a falling close lowers the relative strength index, down to 0', () => {
  const closes = Array.from({ length: 300 }, (_x, i) => 500 + Math.round(100 * Math.sin(i * i)));
  const [values] = runFeature(of('rsi'), { period: 14 }, barsOfCloses(closes));
  for (let i = 15; i < closes.length; i += 1) {
    if (closes[i]! < closes[i - 1]!) expect(values![i]! < values![i - 1]! || values![i] === 0).toBe(true);
  }
});
