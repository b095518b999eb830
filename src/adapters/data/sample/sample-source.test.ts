import { expect, test } from 'vitest';
import { parseDate } from '../../../base/index.ts';
import { type BarColumns, calendarOf, resample } from '../../../market/index.ts';
import { requestOf } from '../data.testkit.ts';
import { type SourceResult, sampleBars } from '../index.ts';

const day = (date: string): number => parseDate(date)!;

interface Wanted {
  readonly symbol?: string;
  readonly assetClass?: string;
  readonly timeframe?: string;
  readonly seed?: number;
  readonly from?: string;
  readonly to?: string;
}

function sample({
  symbol = 'AAPL',
  assetClass = 'equity',
  timeframe = '1d',
  seed = 42,
  from = '2019-01-01',
  to = '2019-12-31',
}: Wanted = {}): SourceResult {
  const request = requestOf('/nowhere', { source: 'sample', timeframe, symbols: [{ ticker: symbol, asset_class: assetClass }] });
  return sampleBars(request, { seed, fromDay: day(from), toDay: day(to) });
}

const barsOf = (wanted: Wanted = {}): BarColumns => sample(wanted).source.bars;

/** The same numbers, whatever the columns are views of. */
const plain = (bars: BarColumns): unknown =>
  Object.fromEntries(['time', 'open', 'high', 'low', 'close', 'volume'].map((name) => [name, Array.from(columnOf(bars, name))]));
const columnOf = (bars: BarColumns, name: string): Float64Array =>
  new Map<string, Float64Array>(Object.entries({ ...bars, length: new Float64Array() })).get(name)!;

test('SPX is real: first and last bar as published', () => {
  const result = sampleBars(requestOf('/nowhere', { source: 'sample', symbols: ['SPX'] }), { seed: 1, fromDay: 0, toDay: 1 });
  const { bars } = result.source;
  expect([bars.length, result.synthetic, result.file]).toEqual([5105, false, undefined]);
  expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
    1469.25, 1478, 1438.359985, 1455.219971, 931_800_000,
  ]);
  expect(new Date(bars.time[0]!).toISOString()).toBe('2000-01-03T21:00:00.000Z');
  expect(result.source.events).toEqual([]);
});

test('the same seed and symbol give the same bars; another seed or symbol gives others', () => {
  expect(plain(barsOf())).toEqual(plain(barsOf()));
  expect(barsOf({ seed: 43 }).close[5]).not.toBe(barsOf().close[5]);
  expect(barsOf({ symbol: 'MSFT' }).close[5]).not.toBe(barsOf().close[5]);
});

test('a date has the same bar in every window', () => {
  const wide = barsOf({ from: '2010-01-01', to: '2021-01-01' });
  const narrow = barsOf({ from: '2019-06-03', to: '2019-06-28' });
  const start = wide.time.indexOf(narrow.time[0]!);
  expect(Array.from(wide.close.subarray(start, start + narrow.length))).toEqual(Array.from(narrow.close));
  const minute = barsOf({ timeframe: '1m', from: '2019-06-03', to: '2019-06-04' });
  const later = barsOf({ timeframe: '1m', from: '2019-06-04', to: '2019-06-05' });
  expect(Array.from(minute.close.subarray(390))).toEqual(Array.from(later.close.subarray(0, 390)));
});

test.each([
  ['AAPL', 'equity', 'XNYS'],
  ['BTC/USDT', 'crypto', '24x7'],
  ['EURUSD', 'forex', '24x5'],
  ['CL', 'future', 'CMES'],
] as const)('%s: the minutes of a day add up to the day', (symbol, assetClass, calendar) => {
  const window = { symbol, assetClass, from: '2019-11-25', to: '2019-12-31' };
  const minutes = barsOf({ ...window, timeframe: '1m' });
  const days = barsOf(window);
  // Futures trade until an hour before the close of the session, which the last of the bars must reach.
  const closed: BarColumns = { ...minutes, time: minutes.time.map((time) => snap(time, calendar)) };
  expect(plain(resample(closed, '1d', calendarOf(calendar)))).toEqual(plain(days));
});

function snap(time: number, name: 'XNYS' | '24x7' | '24x5' | 'CMES'): number {
  const calendar = calendarOf(name);
  const session = calendar.sessionOf(time);
  return time === calendar.tradingEnd(session) ? calendar.close(session) : time;
}

test.each(['equity', 'etf', 'index', 'crypto', 'forex', 'future', 'commodity'])(
  '%s: bars are sound and look like a market',
  (assetClass) => {
    for (const symbol of ['AAA', 'BBB', 'CCC', 'DDD']) {
      const bars = barsOf({ symbol, assetClass, from: '1970-01-02', to: '2025-12-31' });
      let squares = 0;
      let clusters = 0;
      const moves: number[] = [];
      for (let i = 0; i < bars.length; i += 1) {
        const [open, high, low, close] = [bars.open[i]!, bars.high[i]!, bars.low[i]!, bars.close[i]!];
        if (!(low > 0 && high >= Math.max(open, close) && low <= Math.min(open, close) && bars.volume[i]! > 0))
          throw new Error(`bar ${i}`);
        if (i > 0) moves.push(close / bars.close[i - 1]! - 1);
      }
      for (let i = 1; i < moves.length; i += 1) {
        squares += moves[i]! ** 2;
        clusters += Math.abs(moves[i]!) * Math.abs(moves[i - 1]!);
      }
      const deviation = Math.sqrt(squares / moves.length);
      expect(deviation).toBeGreaterThan(0.003);
      expect(deviation).toBeLessThan(0.06);
      const mean = moves.reduce((sum, move) => sum + Math.abs(move), 0) / moves.length;
      expect(clusters / moves.length, 'large moves follow large moves').toBeGreaterThan(mean * mean);
      expect(Math.max(...bars.close) / Math.min(...bars.close)).toBeLessThan(2000);
    }
  },
);

test('made-up bars say so', () => {
  const result = sample();
  expect([result.synthetic, result.notes]).toEqual([true, ['SYNTHETIC DATA: made up from seed 42']]);
});
