import { expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import { calendarOf, countOpenEqualsClose, countZeroVolume, findGaps, findJumps } from './index.ts';

const at = (text: string): number => Date.parse(text);
const XNYS = calendarOf('XNYS');

test('a holiday is no gap, a missing session is one', () => {
  const closes = ['2024-01-12', '2024-01-16', '2024-01-19'].map((date) => at(`${date}T21:00:00Z`));
  // 15 January 2024 was Martin Luther King Day; 17 and 18 January are missing.
  expect(findGaps(Float64Array.from(closes), '1d', XNYS)).toEqual({
    expected: 5,
    missing: 2,
    gapCount: 1,
    gaps: [{ from: at('2024-01-17T21:00:00Z'), to: at('2024-01-18T21:00:00Z'), bars: 2 }],
  });
});

test('minutes: the night is no gap', () => {
  const closes = ['2024-01-02T20:59:00Z', '2024-01-02T21:00:00Z', '2024-01-03T14:31:00Z', '2024-01-03T14:34:00Z'].map(at);
  const { expected, missing, gaps } = findGaps(Float64Array.from(closes), '1m', XNYS);
  expect([expected, missing]).toEqual([6, 2]);
  expect(gaps).toEqual([{ from: at('2024-01-03T14:32:00Z'), to: at('2024-01-03T14:33:00Z'), bars: 2 }]);
});

test('hours on the clock (10:00, 11:00 …) and hours from the open (10:30, 11:30 …) are both complete', () => {
  const clock = [15, 16, 17, 18, 19, 20, 21].map((hour) => at(`2024-01-02T${hour}:00:00Z`));
  const open = [...[15, 16, 17, 18, 19, 20].map((hour) => at(`2024-01-02T${hour}:30:00Z`)), at('2024-01-02T21:00:00Z')];
  for (const day of [clock, open]) {
    const next = day.map((time) => time + 86_400_000);
    expect(findGaps(Float64Array.from([...day, ...next]), '1h', XNYS)).toMatchObject({ expected: 14, missing: 0 });
    expect(findGaps(Float64Array.from([...day.slice(0, 3), ...next]), '1h', XNYS)).toMatchObject({ expected: 14, missing: 4 });
  }
});

test('futures: no bars are expected in the daily maintenance', () => {
  const closes = ['2024-01-03T21:00:00Z', '2024-01-03T22:00:00Z', '2024-01-04T00:00:00Z', '2024-01-04T01:00:00Z'].map(at);
  expect(findGaps(Float64Array.from(closes), '1h', calendarOf('CMES'))).toMatchObject({ expected: 4, missing: 0 });
});

test('weeks', () => {
  const closes = ['2024-03-22T20:00:00Z', '2024-03-28T20:00:00Z', '2024-04-12T20:00:00Z'].map(at);
  expect(findGaps(Float64Array.from(closes), '1w', XNYS)).toMatchObject({ expected: 4, missing: 1 });
});

test('no bars, one bar', () => {
  expect(findGaps(new Float64Array(), '1d', XNYS)).toMatchObject({ expected: 0, missing: 0 });
  expect(findGaps(Float64Array.of(at('2024-01-02T21:00:00Z')), '1d', XNYS)).toMatchObject({ expected: 1, missing: 0 });
});

test('a move of 30 % among moves of 1 % is a jump, unless a corporate action explains it', () => {
  const chance = new Random(1);
  const close = new Float64Array(300).fill(100);
  for (let i = 1; i < 300; i += 1) close[i] = close[i - 1]! * (1 + 0.01 * chance.normal()) * (i === 200 ? 0.7 : 1);
  const time = close.map((_, i) => i);
  const { jumps, jumpCount } = findJumps(time, close, 10, () => false);
  expect([jumpCount, jumps[0]?.time]).toEqual([1, 200]);
  expect(jumps[0]?.change).toBeCloseTo(-0.3, 1);
  expect(findJumps(time, close, 10, (row) => row === 200).jumpCount).toBe(0);
  expect(findJumps(time.subarray(0, 15), close.subarray(190, 205), 10, () => false).jumpCount, 'too few moves to judge').toBe(0);
});

test('counts', () => {
  expect(countOpenEqualsClose(Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 5))).toBe(1);
  expect(countZeroVolume(Float64Array.of(0, 5, Number.NaN))).toBe(2);
});
