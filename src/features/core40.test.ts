import { expect, test } from 'vitest';
import { walk } from './feature.testkit.ts';
import { CORE40, coreDefinitions, startFeatures } from './index.ts';
import { columns, datasetOf, plan, symbolOf } from './run.testkit.ts';

test('the set has forty columns in the order of the specification, five of which need volume', () => {
  const expected = [
    ...[1, 5, 10, 21, 63, 126].map((n) => `return_${n}`),
    ...['overnight_gap', 'bar_shape.body', 'bar_shape.range', 'realised_vol_10', 'realised_vol_20', 'realised_vol_60'],
    ...[
      'vol_ratio_10_60',
      'parkinson_20',
      'atr_14.percent',
      'bollinger_20_2.percent_b',
      'bollinger_20_2.width',
      'rsi_14',
      'rsi_2',
    ],
    ...['stoch_14_3_3.k', 'ppo_12_26_9.histogram', 'adx_14', 'cci_20'],
    ...[10, 20, 50, 200].map((n) => `price_to_sma_${n}`),
    ...['sma_ratio_10_50', 'distance_from_high_252', 'distance_from_low_252', 'zscore_20', 'linreg_20.r2', 'efficiency_ratio_10'],
    ...[
      'autocorrelation_20_1',
      'volume_spike_20',
      'volume_ratio_5_20',
      'cmf_20',
      'amihud_20',
      'mfi_14',
      'calendar.turn_of_month',
    ],
  ];
  expect(CORE40.map(({ column }) => column)).toEqual(expected);
  expect(expected.length).toBe(40);
  expect(CORE40.filter(({ needsVolume }) => needsVolume).map(({ column }) => column)).toEqual([
    ...['volume_spike_20', 'volume_ratio_5_20', 'cmf_20', 'amihud_20', 'mfi_14'],
  ]);
});

test('every column can be planned, says its parameters in its name, and has values', () => {
  const definitions = coreDefinitions({ crossSection: false, symbols: 12 });
  const names = CORE40.map(({ column }) => column);
  const made = plan(definitions, { names });
  expect(made.warmUp.warmup).toBe(251);
  const run = startFeatures({ plan: made, dataset: datasetOf([symbolOf('A', columns(walk(300, 1)))]) });
  run.advance(300);
  for (const name of names) expect([name, Number.isFinite(run.column(0, name)[299]!)]).toEqual([name, true]);
  const keys = made.nodes.map(({ key }) => key).join('\n');
  expect(keys).toContain('sma_ratio/1{"fast":10,"slow":50}');
  expect(keys).toContain('bollinger/1{"multiplier":2,"period":20}');
  expect(keys).toContain('autocorrelation/1{"lag":1,"period":20}');
  expect(keys).toContain('ppo/2{"fast":12,"seed":"mean","signal":9,"slow":26}');
});

test('with ten symbols and more, and only when asked, each column has its rank', () => {
  const ranks = (crossSection: boolean, symbols: number): number =>
    coreDefinitions({ crossSection, symbols }).filter(({ type }) => type === 'cs_rank').length;
  expect([ranks(false, 50), ranks(true, 9), ranks(true, 10)]).toEqual([0, 0, 40]);
  const made = plan(coreDefinitions({ crossSection: true, symbols: 10 }), { names: ['rank_bollinger_20_2_percent_b'] });
  const symbols = Array.from({ length: 10 }, (_, seed) => symbolOf(`S${seed}`, columns(walk(60, seed))));
  const run = startFeatures({ plan: made, dataset: datasetOf(symbols) });
  run.advance(60);
  const row = symbols.map((_, index) => run.column(index, 'rank_bollinger_20_2_percent_b')[59]!);
  expect(row.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, k) => expect.closeTo((k + 0.5) / 10 - 0.5, 12)));
});
