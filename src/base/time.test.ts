import { expect, test } from 'vitest';
import { dateOfDay, durationMs, isoTime, parseDate, parseDuration, timeframeMs, timeStamp } from './time.ts';

test('durations and timeframes', () => {
  expect(parseDuration('250ms')).toBe(250);
  expect(parseDuration('90s')).toBe(90_000);
  expect(timeframeMs('4h')).toBe(14_400_000);
  expect(timeframeMs('1w')).toBe(604_800_000);
  for (const bad of ['', '5', '0s', '1 h', '1.5h', '5M', '-1d']) expect(parseDuration(bad)).toBeUndefined();
  expect(() => durationMs('soon')).toThrow(RangeError);
});

test('dates are real calendar dates', () => {
  expect(parseDate('1970-01-02')).toBe(1);
  expect(parseDate('2000-02-29')).toBe(11_016);
  expect(dateOfDay(11_016)).toBe('2000-02-29');
  for (const bad of ['2001-02-29', '2020-13-01', '2020-4-1', '20200401', '']) expect(parseDate(bad)).toBeUndefined();
});

test('stamps of run directories sort as time does', () => {
  expect(isoTime(1_776_420_610_123)).toBe('2026-04-17T10:10:10.123Z');
  expect(timeStamp(1_776_420_610_123)).toBe('20260417_101010_123');
});
