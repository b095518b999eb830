import { expect, test } from 'vitest';
import { type BarColumns, buildDataset, shareOf } from '../../market/index.ts';
import { leaks } from '../index.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

function bars(hours: readonly number[]): BarColumns {
  const time = Float64Array.from(hours, (hour) => START + hour * HOUR);
  const price = Float64Array.from(hours, (hour) => 100 + hour);
  return { length: hours.length, time, open: price, high: price, low: price, close: price.slice(), volume: price.slice() };
}

/** A on hours 1 to 8, B on the odd ones, and bars of two hours of A. */
function world(): leaks.World {
  const a = bars([1, 2, 3, 4, 5, 6, 7, 8]);
  const b = bars([1, 3, 5, 7]);
  const symbol = (name: string, own: BarColumns) => ({
    instrument: shareOf(name, { assetClass: 'crypto' }),
    calendar: '24x7' as const,
    bars: own,
    factor: own === a ? Float64Array.from([1, 1, 1, 2, 2, 2, 2, 2]) : undefined,
    actions: own === a ? [{ kind: 'split' as const, row: 3, exDate: '2024-01-01', ratio: 2 }] : [],
    synthetic: false,
  });
  const hasher = { update: () => undefined, digest: () => 'sha256:test' };
  const dataset = buildDataset([symbol('A', a), symbol('B', b)], '1h', { hasher });
  const slow = bars([2, 4, 6, 8]);
  const lane = { symbol: 'A', timeframe: '2h' as const, calendar: '24x7' as const, factor: undefined, actions: [], madeFrom: a };
  return {
    dataset,
    lanes: [{ ...lane, timeframe: '4h', bars: slow }],
    series: new Map(),
    decisionRows: Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1),
  };
}

const closes = ({ close }: BarColumns): number[] => [...close];

test('a cut holds the rows asked for, and of other bars what was known at its last close', () => {
  const cut = leaks.cutWorld(world(), 2, 5);
  const [a, b] = cut.dataset.symbols;
  expect([...cut.dataset.time].map((at) => (at - START) / HOUR)).toEqual([3, 4, 5]);
  expect(closes(a!.bars)).toEqual([103, 104, 105]);
  expect([...a!.factor!]).toEqual([1, 2, 2]);
  expect(a!.actions).toEqual([{ kind: 'split', row: 1, exDate: '2024-01-01', ratio: 2 }]);
  expect(closes(b!.bars)).toEqual([103, 105]);
  expect([...b!.rows!]).toEqual([0, 2]);
  expect(closes(cut.lanes[0]!.bars)).toEqual([104]);
  expect([...cut.decisionRows!]).toEqual([0, 1, 0]);
});

test.each(leaks.POISONS)('poison "%s": the future is not there until it is revealed, and then it is true', (poison) => {
  const real = world();
  const masked = new leaks.MaskedWorld(real, poison);
  const { dataset, lanes } = masked.world;
  const [a, b] = dataset.symbols;
  masked.reveal(3);
  expect(masked.known).toBe(3);
  expect(closes(a!.bars).slice(0, 3)).toEqual([101, 102, 103]);
  expect(closes(a!.bars).slice(3)).not.toContain(104);
  expect(a!.actions).toEqual([]);
  expect(closes(b!.bars).slice(0, 2)).toEqual([101, 103]);
  expect(closes(lanes[0]!.bars)[0]).toBe(102);
  expect(closes(lanes[0]!.bars)[1]).not.toBe(104);
  expect([...dataset.time].every((at, i) => i === 0 || at > dataset.time[i - 1]!)).toBe(true);
  masked.reveal(8);
  for (const [index, symbol] of real.dataset.symbols.entries()) {
    expect(dataset.symbols[index]!.bars).toEqual(symbol.bars);
    expect(dataset.symbols[index]!.actions).toEqual(symbol.actions);
    expect(dataset.symbols[index]!.factor).toEqual(symbol.factor);
  }
  expect(dataset.time).toEqual(real.dataset.time);
  expect(dataset.session).toEqual(real.dataset.session);
  expect(lanes[0]!.bars).toEqual(real.lanes[0]!.bars);
});
