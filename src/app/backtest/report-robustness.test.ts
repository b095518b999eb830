import { expect, test } from 'vitest';
import { reportRobustness } from './report-robustness.ts';

const file = JSON.stringify({
  cost_ladder: {
    rungs: [
      { multiple: 0, net_pnl: '10.50' },
      { multiple: 1, net_pnl: null },
      { multiple: 2, net_pnl: '-3.00' },
    ],
  },
  bootstrap_fan: {
    draws: 200,
    timestamps: ['2021-01-01T00:00:00.000Z', '2021-01-03T00:00:00.000Z', '2021-01-07T00:00:00.000Z'],
    quantiles: [
      { level: 0.05, equity: ['100.00', '90.00', '98.00'] },
      { level: 0.95, equity: ['100.00', '110.00', '130.00'] },
    ],
  },
  crisis_windows: [
    {
      name: 'Covid-19',
      from: '2020-02-19',
      to: '2020-03-23',
      total_return: -0.02,
      max_drawdown: 0.05,
      buy_and_hold_return: null,
      buy_and_hold_max_drawdown: null,
    },
  ],
});
const day = (date: number): number => Date.UTC(2021, 0, date);

test('between its points the fan is a straight line, outside it stays', () => {
  // 2 January is half of the way from 100 to 90, 4 January a quarter of that from 90 to 98.
  const { fan } = reportRobustness(file, Float64Array.of(day(0), day(1), day(2), day(3), day(4), day(7), day(9)));
  expect(fan?.resamples).toBe(200);
  expect(fan?.quantiles.map(({ level, equity }) => [level, [...equity]])).toEqual([
    [0.05, [100, 100, 95, 90, 92, 98, 98]],
    [0.95, [100, 100, 105, 110, 115, 130, 130]],
  ]);
});

test('rungs with a result are drawn; an old run has none', () => {
  expect(reportRobustness(file, new Float64Array(0)).ladder).toEqual([
    { times: 0, netPnl: 10.5 },
    { times: 2, netPnl: -3 },
  ]);
  expect(reportRobustness(undefined, new Float64Array(0))).toEqual({ ladder: undefined, fan: undefined, crises: [] });
});

test('a run without a fan still has its ladder', () => {
  const off = JSON.stringify({ ...(JSON.parse(file) as object), bootstrap_fan: null });
  expect(reportRobustness(off, Float64Array.of(day(1)))).toMatchObject({ fan: undefined, ladder: [{ times: 0 }, { times: 2 }] });
});

test('crises are those of the file, without a benchmark where it had none', () => {
  expect(reportRobustness(file, Float64Array.of(day(1))).crises).toEqual([
    {
      name: 'Covid-19',
      from: '2020-02-19',
      to: '2020-03-23',
      return: -0.02,
      benchmark: undefined,
      dip: 0.05,
      benchmarkDip: undefined,
    },
  ]);
  const off = JSON.stringify({ ...(JSON.parse(file) as object), crisis_windows: null });
  expect(reportRobustness(off, Float64Array.of(day(1))).crises).toEqual([]);
});
