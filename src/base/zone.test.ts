import { expect, test } from 'vitest';
import { Zone } from './index.ts';

const utc = (text: string): number => Date.parse(text);
/** A wall-clock time as milliseconds since 1970 on that clock. */
const wall = (text: string): number => Date.parse(`${text}Z`);
const text = (time: number): string => new Date(time).toISOString();

test('New York in winter, in summer and at both changes', () => {
  // Energy Policy Act of 2005: second Sunday of March and first Sunday of November, at 02:00.
  const zone = Zone.of('America/New_York');
  expect(zone.offsetAt(utc('2024-01-15T12:00:00Z')) / 3_600_000).toBe(-5);
  expect(zone.offsetAt(utc('2024-03-10T06:59:59.999Z')) / 3_600_000).toBe(-5);
  expect(zone.offsetAt(utc('2024-03-10T07:00:00Z')) / 3_600_000).toBe(-4);
  expect(zone.offsetAt(utc('2024-11-03T05:59:59.999Z')) / 3_600_000).toBe(-4);
  expect(zone.offsetAt(utc('2024-11-03T06:00:00Z')) / 3_600_000).toBe(-5);
  expect(zone.offsetAt(utc('2006-03-20T12:00:00Z')) / 3_600_000, 'the older rule: first Sunday of April').toBe(-5);
});

test('a time that occurs twice, and one that does not occur', () => {
  const zone = Zone.of('America/New_York');
  expect(text(zone.toUtc(wall('2024-11-03T01:30:00')))).toBe('2024-11-03T05:30:00.000Z');
  expect(text(zone.toUtcLater(wall('2024-11-03T01:30:00')))).toBe('2024-11-03T06:30:00.000Z');
  expect(text(zone.toUtc(wall('2024-03-10T02:30:00')))).toBe('2024-03-10T07:30:00.000Z');
  expect(zone.toUtcLater(wall('2024-07-01T12:00:00'))).toBe(zone.toUtc(wall('2024-07-01T12:00:00')));
});

test('offsets that are no whole hours, and places without changes', () => {
  expect(Zone.of('Asia/Kolkata').offsetAt(utc('2020-06-01T00:00:00Z'))).toBe(5.5 * 3_600_000);
  expect(Zone.of('UTC').toUtc(1_234_567)).toBe(1_234_567);
  expect(Zone.of('Asia/Tokyo').localDay(utc('2020-01-01T15:00:00Z'))).toBe(utc('2020-01-02T00:00:00Z') / 86_400_000);
});

test('any order of questions gives the same answers', () => {
  const asked = ['2090-07-01', '1950-01-01', '2010-06-01', '1905-01-01', '2149-01-01'].map((date) => utc(`${date}T00:00:00Z`));
  const zone = Zone.of('Europe/London');
  const forward = asked.map((time) => zone.offsetAt(time));
  const backward = [...asked].reverse().map((time) => zone.offsetAt(time));
  expect(backward.reverse()).toEqual(forward);
  expect(forward.map((offset) => offset / 3_600_000)).toEqual([1, 0, 1, 0, 0]);
});

test('every hour of three years there and back, except the hours that occur twice', () => {
  const zone = Zone.of('America/Chicago');
  let different = 0;
  for (let time = utc('2019-01-01T00:00:00Z'); time < utc('2022-01-01T00:00:00Z'); time += 1_800_000) {
    if (zone.toUtc(zone.toLocal(time)) !== time) different += 1;
  }
  expect(different, 'two half hours in each of three autumns').toBe(6);
});

test('an unknown zone is an error', () => {
  expect(() => Zone.of('Mars/Olympus')).toThrow(RangeError);
});
