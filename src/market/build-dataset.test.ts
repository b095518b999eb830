import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type BarColumns, buildDataset, type CalendarName, type Hasher, type SymbolBars, shareOf } from './index.ts';

const at = (text: string): number => Date.parse(text);

function hasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (data) => void hash.update(data), digest: () => `sha256:${hash.digest('hex')}` };
}

function symbolOf(
  symbol: string,
  times: readonly string[],
  options: { volume?: number; calendar?: CalendarName } = {},
): SymbolBars {
  const time = Float64Array.from(times, at);
  const price = time.map((_, i) => 10 + i);
  const bars: BarColumns = {
    length: time.length,
    time,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: price.map(() => options.volume ?? 100),
  };
  const instrument = shareOf(symbol);
  return { instrument, calendar: options.calendar ?? 'XNYS', bars, factor: undefined, actions: [], synthetic: false };
}

const JAN_2 = '2024-01-02T21:00:00Z';
const JAN_3 = '2024-01-03T21:00:00Z';
const JAN_4 = '2024-01-04T21:00:00Z';

test('symbols with the same closes share one index without row maps', () => {
  const data = buildDataset([symbolOf('A', [JAN_2, JAN_3]), symbolOf('B', [JAN_2, JAN_3])], '1d', { hasher: hasher() });
  expect(Array.from(data.time)).toEqual([JAN_2, JAN_3].map(at));
  expect(data.symbols.map(({ rows }) => rows)).toEqual([undefined, undefined]);
  expect(Array.from(data.session)).toEqual([0, 1]);
  expect(data.periodsPerYear).toBe(252);
});

test('the index is the union; a missing bar stays missing', () => {
  const data = buildDataset(
    [symbolOf('A', [JAN_2, JAN_4]), symbolOf('B', [JAN_3, JAN_4]), symbolOf('C', [JAN_2, JAN_3, JAN_4])],
    '1d',
    {
      hasher: hasher(),
    },
  );
  expect(Array.from(data.time)).toEqual([JAN_2, JAN_3, JAN_4].map(at));
  expect(data.symbols.map(({ rows }) => (rows === undefined ? undefined : Array.from(rows)))).toEqual([
    [0, 2],
    [1, 2],
    undefined,
  ]);
});

test('sessions are those of the first symbol; rows between them belong to their date', () => {
  // A coin closes at midnight UTC, which is the evening of the same date in New York.
  const times = [JAN_2, '2024-01-03T00:00:00Z', JAN_3, '2024-01-04T00:00:00Z', '2024-01-07T00:00:00Z'];
  const coin = symbolOf('BTC', times.slice(1, 2).concat(times.slice(3)), { calendar: '24x7' });
  const data = buildDataset([symbolOf('A', [JAN_2, JAN_3]), coin], '1d', { hasher: hasher() });
  expect(Array.from(data.session)).toEqual([0, 0, 1, 1, 2]);
});

test('with two calendars a year has as many periods as the union really has', () => {
  const days = Array.from({ length: 731 }, (_, i) => new Date(at('2023-01-01T00:00:00Z') + i * 86_400_000).toISOString());
  const noons = days.map((day) => day.replace('T00', 'T21')).filter((_, i) => i % 7 < 5);
  const data = buildDataset([symbolOf('A', noons), symbolOf('BTC', days, { calendar: '24x7' })], '1d', { hasher: hasher() });
  // 365.25 coin days and five sevenths of that.
  expect(data.periodsPerYear).toBeGreaterThan(620);
  expect(data.periodsPerYear).toBeLessThan(632);
});

test('minutes of one session are one session', () => {
  const minutes = ['14:31', '14:32', '21:00'].map((clock) => `2024-01-02T${clock}:00Z`);
  const data = buildDataset([symbolOf('A', [...minutes, '2024-01-03T14:31:00Z'])], '1m', { hasher: hasher() });
  expect(Array.from(data.session)).toEqual([0, 0, 0, 1]);
});

test('the fingerprint changes with any number, name or action and with nothing else', () => {
  const print = (symbols: readonly SymbolBars[]): string => buildDataset(symbols, '1d', { hasher: hasher() }).fingerprint;
  const base = symbolOf('A', [JAN_2, JAN_3]);
  expect(print([symbolOf('A', [JAN_2, JAN_3])])).toBe(print([base]));
  const higher = { ...base, bars: { ...base.bars, close: Float64Array.of(10, 11.000_000_000_000_002) } };
  const action = { ...base, actions: [{ kind: 'dividend', row: 1, exDate: '2024-01-03', amount: 1 } as const] };
  const prints = [base, higher, action, symbolOf('B', [JAN_2, JAN_3]), symbolOf('A', [JAN_2, JAN_4])].map((symbol) =>
    print([symbol]),
  );
  expect(new Set(prints).size).toBe(prints.length);
  expect(prints[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  const [other, coin] = [symbolOf('B', [JAN_3, JAN_4]), symbolOf('C', [JAN_2], { calendar: '24x7' })];
  expect(print([base, other]), 'the order of symbols').toBe(print([other, base]));
  expect(print([base, coin]), 'the sessions of the first').not.toBe(print([coin, base]));
});

test('without volume anywhere a symbol says so', () => {
  const data = buildDataset([symbolOf('A', [JAN_2], { volume: 0 }), symbolOf('B', [JAN_2])], '1d', { hasher: hasher() });
  expect(data.symbols.map(({ hasVolume }) => hasVolume)).toEqual([false, true]);
});
