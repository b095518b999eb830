import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leaks } from '../index.ts';

type Facts = Parameters<typeof leaks.planSample>[0];

function factsOf(rows: number, more: Partial<Facts> = {}): Facts {
  return {
    rows,
    session: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 7)),
    evaluateFrom: Math.min(20, rows - 1),
    columns: 4,
    symbols: 1,
    back: 30,
    busy: [],
    seed: 1,
    deep: false,
    ...more,
  };
}

test('a small run is replayed at every decision', () => {
  const plan = leaks.planSample(factsOf(3000));
  expect(plan.exhaustive).toBe(true);
  expect(plan.prefixRows).toBe(3000);
  expect(plan.cuts).toEqual(Array.from({ length: 2980 }, (_, index) => index + 20));
});

test('a large run is sampled within the share of its work, unless it is asked for more', () => {
  const facts = factsOf(500_000);
  const plan = leaks.planSample(facts);
  expect(plan.exhaustive).toBe(false);
  expect(plan.work).toBeLessThanOrEqual(leaks.WORK_SHARE * plan.runWork);
  expect(plan.windows.length).toBeGreaterThan(30);
  const deep = leaks.planSample({ ...facts, deep: true });
  expect(deep.exhaustive).toBe(true);
  expect(deep.cuts.length).toBe(499_980);
});

test('samples go to rows with orders', () => {
  const busy = [100_007, 250_001, 399_999];
  const { windows } = leaks.planSample(factsOf(500_000, { busy }));
  const around = (row: number): boolean => windows.some(({ cutsFrom, lastCut }) => cutsFrom <= row && row <= lastCut);
  expect(busy.every(around)).toBe(true);
});

test('a window holds the history its columns need, begins with a session and has a future; the same facts give the same plan', () => {
  const shape = fc.record({
    rows: fc.integer({ min: 2, max: 60_000 }),
    columns: fc.integer({ min: 1, max: 60 }),
    back: fc.integer({ min: 0, max: 3000 }),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
  });
  fc.assert(
    fc.property(shape, ({ rows, ...more }) => {
      const facts = factsOf(rows, more);
      const plan = leaks.planSample(facts);
      expect(leaks.planSample(facts)).toEqual(plan);
      for (const cut of plan.cuts)
        expect(cut >= facts.evaluateFrom && cut < plan.prefixRows && plan.prefixRows <= rows).toBe(true);
      for (const { from, atSession, cutsFrom, lastCut, to } of plan.windows) {
        expect(atSession).toBe(true);
        expect(0 <= from && from <= cutsFrom && cutsFrom <= lastCut && lastCut + 1 < to + 1 && to <= rows).toBe(true);
        expect(from === 0 || cutsFrom - from >= facts.back).toBe(true);
        expect(from === 0 || facts.session[from] !== facts.session[from - 1]).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
