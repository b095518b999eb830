import { expect, test } from 'vitest';
import { barsOfCloses, featureContract, runFeature } from './feature.testkit.ts';
import { bars, hand, of, published, volumes } from './worked.testkit.ts';

/** Volume. */
const _ = undefined;

/** Flows +50 (half the volume), 0 (no range), −150 (all of it). */
const FLOWS = bars([
  [12, 8, 11, 100],
  [10, 10, 10, 50],
  [14, 10, 10, 150],
]);

featureContract(
  of('adl'),
  [
    hand({}, FLOWS, [50, 50, -100]),
    published(
      {},
      {
        value: [
          ...[-1709076.744, -3823823.944, 2436210.94, 2730934.016, 4444434.016, 1031041.611, 375008.278, 3640088.278],
          ...[4411889.727, 2696196.469, 6823899.143, 13067975.613, 17580552.662, 21140487.602, 19463313.184],
        ],
      },
      { indicator: 'ad' },
    ),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('volume_price_trend'),
  [hand({}, bars([10, 11, 11, 10.45].map((c, i) => [c, c, c, 100 * (i + 1)])), [0, 20, 20, 0])],
  { ratios: ['value'] },
);
featureContract(of('cmf'), [hand({ period: 2 }, FLOWS, [_, 1 / 3, -0.75]), hand({ period: 2 }, volumes([0, 0, 0]), [_, _, _])], {
  ratios: ['value'],
});
// The line 50 50 −100; EMA(2) 50, −50.
featureContract(of('chaikin_osc'), [hand({ fast: 1, slow: 2 }, FLOWS, [_, 0, -50])], { ratios: ['value'] });
featureContract(of('volume_sma'), [hand({ period: 2 }, volumes([100, 300, 0, 0]), [_, 200, 150, _])], { ratios: ['value'] });
featureContract(of('volume_ema'), [hand({ period: 2 }, volumes([100, 300, 0, 0]), [_, 200, 200 / 3, 200 / 9])], {
  ratios: ['value'],
});
featureContract(
  of('volume_ratio'),
  [
    published(
      { fast: 2, slow: 5 },
      {
        value: [-26.219, -21.318, -18.456, 4.423, 9.974, 3.151, 10.759, 25.168, 8.682, 8.069, 1.177].map((p) => 1 + p / 100),
      },
      { indicator: 'vosc, as a ratio' },
    ),
  ],
  { ratios: ['value'] },
);
featureContract(of('dollar_volume'), [hand({ period: 2 }, bars([10, 20, 5].map((c) => [c, c, c, 100])), [_, 1500, 1250])], {
  prices: ['value'],
});
featureContract(
  of('amihud'),
  [
    // Returns 1 and −3/4 on values of 2,000 and 500.
    hand({ period: 2 }, bars([10, 20, 5].map((c) => [c, c, c, 100])), [_, _, (500 + 1500) / 2]),
  ],
  {},
);

test('bars without volume leave every volume feature missing, not zero', () => {
  const input = barsOfCloses(Array.from({ length: 60 }, (_x, i) => 10 + (i % 3)));
  input.volume.fill(NaN);
  const types = `adl amihud chaikin_osc cmf dollar_volume volume_ema volume_price_trend volume_ratio volume_sma vwma`;
  for (const type of types.split(' ')) {
    expect([type, runFeature(of(type), {}, input)[0]!.every((value) => Number.isNaN(value))]).toEqual([type, true]);
  }
});
