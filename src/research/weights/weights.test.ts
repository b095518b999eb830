import { describe, expect, test } from 'vitest';
import { averageUniqueness, sampleWeights } from './index.ts';

interface Span {
  readonly from: number;
  readonly to: number;
  readonly symbol?: number;
  readonly value?: number;
  readonly time?: number;
}

/** Rows whose labels cover bars `from` to `to`, both included: the row's own bar is the one before. */
function table(spans: readonly Span[]) {
  return {
    symbol: Int32Array.from(spans, ({ symbol = 0 }) => symbol),
    ownBar: Int32Array.from(spans, ({ from }) => from - 1),
    ownEnd: Int32Array.from(spans, ({ to }) => to),
    time: Float64Array.from(spans, ({ time, from }) => time ?? from - 1),
    value: Float64Array.from(spans, ({ value = 0 }) => value),
  };
}
const every = (spans: readonly Span[]): Int32Array => Int32Array.from(spans.keys());
const OFF = { uniqueness: 'off', decay: 1, class: 'none', kind: 'classifier' } as const;
const weigh = (spans: readonly Span[], settings: object = {}) =>
  sampleWeights(table(spans), every(spans), { ...OFF, ...settings });
const mean = (values: Float64Array): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Labels on bars 1–3, 2–4 and 6: bars 2 and 3 are shared by two, so 2/3, 2/3 and 1. */
const THREE: readonly Span[] = [
  { from: 1, to: 3 },
  { from: 2, to: 4 },
  { from: 6, to: 6 },
];

describe('average uniqueness', () => {
  test('of labels on bars 1–3, 2–4 and 6 is 2/3, 2/3 and 1', () => {
    const [one, two, three] = averageUniqueness(table(THREE), every(THREE));
    expect([one, two, three].map((u) => u!.toFixed(12))).toEqual(['0.666666666667', '0.666666666667', '1.000000000000']);
    expect(weigh(THREE).uniqueness).toBeCloseTo(7 / 9, 14);
  });
  test('counts the rows asked for only: without the second, the first is unique', () => {
    expect([...averageUniqueness(table(THREE), Int32Array.of(0, 2))]).toEqual([1, 1]);
  });
  test('symbols do not share bars', () => {
    const two = THREE.flatMap((span) => [span, { ...span, symbol: 1 }]);
    const values = averageUniqueness(table(two), every(two));
    for (const [i, value] of [2 / 3, 2 / 3, 2 / 3, 2 / 3, 1, 1].entries()) expect(values[i]).toBeCloseTo(value, 14);
  });
  test('agrees with counting bar by bar on 100,000 rows', () => {
    const spans = Array.from({ length: 100_000 }, (_, t): Span => ({ from: t + 1, to: t + 1 + ((t * 7919) % 20) }));
    const rows = every(spans);
    const values = averageUniqueness(table(spans), rows);
    const covering = new Float64Array(100_100);
    for (const { from, to } of spans) for (let bar = from; bar <= to; bar += 1) covering[bar]! += 1;
    let largest = 0;
    for (const [i, { from, to }] of spans.entries()) {
      let sum = 0;
      for (let bar = from; bar <= to; bar += 1) sum += 1 / covering[bar]!;
      largest = Math.max(largest, Math.abs(values[i]! - sum / (to - from + 1)));
    }
    expect(largest).toBeLessThan(1e-10);
  });
});

describe('weights', () => {
  test('off: all 1; on: in proportion to uniqueness, with mean 1', () => {
    expect([...weigh(THREE).weight]).toEqual([1, 1, 1]);
    const { weight } = weigh(THREE, { uniqueness: 'on' });
    for (const [i, u] of [6 / 7, 6 / 7, 9 / 7].entries()) expect(weight[i]).toBeCloseTo(u, 14);
  });
  test('auto is on where a label spans more than one bar', () => {
    expect(weigh(THREE, { uniqueness: 'auto' })).toEqual(weigh(THREE, { uniqueness: 'on' }));
    const single = [1, 1, 3].map((bar): Span => ({ from: bar, to: bar }));
    expect([...weigh(single, { uniqueness: 'auto' }).weight]).toEqual([1, 1, 1]);
    expect(mean(weigh(single, { uniqueness: 'on' }).weight)).toBeCloseTo(1, 15);
    expect(weigh(single, { uniqueness: 'on' }).weight[2]).toBeCloseTo(1.5, 14);
  });
  test('decay is linear in time, from its value at the oldest row to 1 at the newest', () => {
    const spans = [0, 5, 10].map((time): Span => ({ from: 1, to: 1, time }));
    // 0.4, 0.7, 1 have mean 0.7.
    for (const [i, w] of [0.4 / 0.7, 1, 1 / 0.7].entries()) expect(weigh(spans, { decay: 0.4 }).weight[i]).toBeCloseTo(w, 14);
    expect([...weigh(spans.slice(0, 1), { decay: 0.4 }).weight]).toEqual([1]);
    expect([...weigh(spans, { decay: 0 }).weight]).toEqual([0, 1, 2]);
  });
  test('balanced: every class weighs the same, n / (K · n_k)', () => {
    const spans = [1, 1, 1, -1].map((value): Span => ({ from: 1, to: 1, value }));
    // 4 / (2 · 3) for three rows and 4 / (2 · 1) for one.
    for (const [i, w] of [2 / 3, 2 / 3, 2 / 3, 2].entries())
      expect(weigh(spans, { class: 'balanced' }).weight[i]).toBeCloseTo(w, 14);
    expect([...weigh(spans, { class: 'balanced', kind: 'regressor' }).weight]).toEqual([1, 1, 1, 1]);
  });
  test('together they multiply, and the mean is 1', () => {
    const spans = THREE.map((span, i): Span => ({ ...span, value: i % 2, time: i }));
    const { weight } = weigh(spans, { uniqueness: 'on', decay: 0.5, class: 'balanced' });
    const raw = [(2 / 3) * 0.5 * 0.75, (2 / 3) * 0.75 * 1.5, 1 * 1 * 0.75];
    const average = raw.reduce((sum, one) => sum + one, 0) / 3;
    for (const [i, one] of raw.entries()) expect(weight[i]).toBeCloseTo(one / average, 14);
  });
  test('no rows have no weights', () => {
    expect(weigh([])).toEqual({ weight: new Float64Array(0), uniqueness: 1 });
  });
});
