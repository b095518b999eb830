import { expect, test } from 'vitest';
import { barsOf, barsOfCloses, DAILY, featureContract, runFeature } from './feature.testkit.ts';
import { warmUpOf } from './index.ts';
import { hand, of, ofReturns, RANGES } from './worked.testkit.ts';

/** Volatility, returns and their statistics. */
const _ = undefined;
const root2 = Math.sqrt(2);
const RESEARCH = 'published figures of this project’s specification, acceptance check';

/** Closes whose one-bar log returns are these. */
function ofLogs(returns: readonly number[]): number[] {
  const closes = [100];
  for (const r of returns) closes.push(closes.at(-1)! * Math.exp(r));
  return closes;
}
const THREE = barsOf([
  [100, 102, 99, 101, 1],
  [101, 103, 100, 102.5, 1],
  [102.5, 104, 101, 101.5, 1],
]);

featureContract(
  of('chop'),
  [
    hand({ period: 2 }, RANGES, [_, _, 100 * Math.log2(5 / 3), 100 * Math.log2(4 / 3)]),
    hand({ period: 2 }, [3, 3, 3], [_, _, _]),
  ],
  { ratios: ['value'] },
);
featureContract(of('ulcer'), [hand({ period: 3 }, [4, 2, 4, 4], [_, _, Math.sqrt(2500 / 3), 0])], { ratios: ['value'] });
featureContract(of('downside_vol'), [hand({ period: 2 }, [100, 110, 99], [_, _, Math.sqrt((0.01 / 2) * 252)])], {
  ratios: ['value'],
});
const [a, b] = [Math.log(1.1), Math.log(0.9)];
const third = (a + b) / 3;
featureContract(
  of('vol_ratio'),
  [
    // Deviations of (ln 0.9, 0) and of (ln 1.1, ln 0.9, 0), divisor n − 1.
    hand(
      { fast: 2, slow: 3 },
      [100, 110, 99, 99],
      [_, _, _, Math.abs(b) / root2 / Math.sqrt(((a - third) ** 2 + (b - third) ** 2 + third ** 2) / 2)],
    ),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('ewma_vol'),
  [
    {
      source: `${RESEARCH} 2`,
      params: { span: 3 },
      closes: ofLogs([0.01, -0.02, 0.015, 0.005, -0.01]),
      expected: [_, _, _, 0.015545631755, 0.011547005384, 0.010801234497],
      tolerance: 1e-10,
    },
  ],
  { ratios: ['value'] },
);
for (const [type, value] of [
  ['parkinson', 0.017753593762],
  ['garman_klass', 0.019591723172],
  ['rogers_satchell', 0.01969376993],
] as const) {
  const worked = { source: `${RESEARCH} 3`, params: { period: 3 }, bars: THREE, expected: [_, _, value], tolerance: 1e-10 };
  featureContract(of(type), [worked], { ratios: ['value'] });
}
const closes = [Math.log(102.5 / 101), Math.log(101.5 / 102.5)] as const;
const satchell =
  (Math.log(103 / 102.5) * Math.log(103 / 101) +
    Math.log(100 / 102.5) * Math.log(100 / 101) +
    Math.log(104 / 101.5) * Math.log(104 / 102.5) +
    Math.log(101 / 101.5) * Math.log(101 / 102.5)) /
  2;
featureContract(
  of('yang_zhang'),
  [
    // No gaps between these bars; k = 0.34 / (1.34 + 3).
    hand({ period: 2 }, THREE, [
      _,
      _,
      Math.sqrt(((0.34 / 4.34) * (closes[0] - closes[1]) ** 2) / 2 + (1 - 0.34 / 4.34) * satchell),
    ]),
  ],
  { ratios: ['value'] },
);
featureContract(of('overnight_gap'), [hand({}, THREE, [_, 0, 0]), hand({}, RANGES, [_, 1 / 9, 0.1, -1 / 11])], {
  ratios: ['value'],
});
featureContract(of('intraday_return'), [hand({}, THREE, [0.01, 1.5 / 101, -1 / 102.5])], { ratios: ['value'] });
featureContract(
  of('bar_shape'),
  [
    hand({}, THREE, {
      body: [1 / 101, 1.5 / 102.5, -1 / 101.5],
      upper_wick: [1 / 101, 0.5 / 102.5, 1.5 / 101.5],
      lower_wick: [1 / 101, 1 / 102.5, 0.5 / 101.5],
      range: [3 / 101, 3 / 102.5, 3 / 101.5],
    }),
  ],
  { ratios: ['body', 'upper_wick', 'lower_wick', 'range'] },
);
featureContract(of('rolling_drawdown'), [hand({ period: 3 }, [4, 2, 3, 6], [_, _, 0.5, 0])], { ratios: ['value'] });
featureContract(
  of('autocorrelation'),
  [
    // Returns 0.1 0.2 −0.3 around 0: (0.02 − 0.06) / 0.14.
    hand({ period: 3, lag: 1 }, ofReturns([0.1, 0.2, -0.3]), [_, _, _, -2 / 7]),
    hand({ period: 3 }, [5, 5, 5, 5], [_, _, _, _]),
  ],
  { ratios: ['value'] },
);
featureContract(of('skew'), [hand({ period: 3 }, ofReturns([0, 0, 0.3]), [_, _, _, 1 / root2])], { ratios: ['value'] });
featureContract(of('kurtosis'), [hand({ period: 4 }, ofReturns([0, 0, 0, 0.4]), [_, _, _, _, 7 / 3])], { ratios: ['value'] });
featureContract(
  of('half_life'),
  [
    // Log prices 0 1 1.5 1.75 lie on Δx = 1 − x/2: the distance from 2 halves each bar.
    hand({ period: 3 }, [0, 1, 1.5, 1.75].map(Math.exp), [_, _, _, 1]),
    // Without a mean to return to there is none.
    hand({ period: 3 }, [1, 2, 5, 20], [_, _, _, _]),
  ],
  { ratios: ['value'] },
);
featureContract(
  of('frac_diff'),
  [
    // Weights 1, −0.4, −0.12; −0.064 is below the threshold.
    hand({ d: 0.4, threshold: 0.1 }, [1, 2, 4].map(Math.exp), [_, _, 3.08]),
    // A whole difference of log prices is the log return.
    hand({ d: 1, threshold: 0.1 }, ofLogs([0.01, -0.02]), [_, 0.01, -0.02], 1e-10),
  ],
  {},
);
test('a fractional difference of 0.4 at 1e-4 has 282 weights', () => {
  // One log price of 1 among zeros reads the weights one after the other: 1, −0.4, −0.12, −0.064, −0.0416, −0.029952.
  const impulse = Array.from({ length: 600 }, (_x, i) => (i === 281 ? Math.E : 1));
  const [weights] = runFeature(of('frac_diff'), {}, barsOfCloses(impulse));
  const expected = [1, -0.4, -0.12, -0.064, -0.0416, -0.029952];
  expect(Array.from(weights!.subarray(281, 287))).toEqual(expected.map((weight) => expect.closeTo(weight, 12)));
  expect(weights!.subarray(281).findLastIndex((weight) => weight !== 0)).toBe(281);
  expect(warmUpOf(of('frac_diff').bind({}, DAILY), DAILY)[0]!.warmup).toBe(281);
  const tooMany = of('frac_diff').params.safeParse({ d: 0.1, threshold: 1e-9 });
  expect(tooMany.error?.issues[0]?.message).toBe('more than 5000 weights reach the threshold');
});
featureContract(of('beta'), [], { ratios: ['value'] });
featureContract(of('correlation'), [], { ratios: ['value'] });
