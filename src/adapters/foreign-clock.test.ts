import { expect, test } from 'vitest';
import { withForeignClock } from './foreign-clock.ts';

test('work runs at another time and with other chance, and the world is as before', () => {
  const before = { Date: globalThis.Date, random: Math.random, now: Date.now() };
  const seen = withForeignClock(() => ({
    now: Date.now(),
    // biome-ignore lint/complexity/useDateNow: the constructor is what is tested
    made: new Date().getTime(),
    called: Date(),
    draws: [Math.random(), Math.random()],
    fixed: new Date(2020, 0, 2).getTime(),
    parsed: new Date('2020-01-02T00:00:00Z').getTime(),
    isDate: new Date() instanceof Date,
  }));
  const year = 365 * 86_400_000;
  expect(seen.now).toBeGreaterThan(before.now + year);
  expect(seen.made).toBeGreaterThan(before.now + year);
  expect(seen.draws).toEqual(withForeignClock(() => [Math.random(), Math.random()]));
  expect(seen.fixed).toBe(new Date(2020, 0, 2).getTime());
  expect(seen.parsed).toBe(Date.UTC(2020, 0, 2));
  expect(seen.isDate).toBe(true);
  expect(Date.parse(seen.called)).toBeGreaterThan(before.now + year);
  expect([globalThis.Date, Math.random]).toEqual([before.Date, before.random]);
});

test('an error leaves the world as before', () => {
  const before = globalThis.Date;
  expect(() =>
    withForeignClock(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(globalThis.Date).toBe(before);
});
