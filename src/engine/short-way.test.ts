import { expect, test } from 'vitest';
import type { EngineInput } from './index.ts';
import { inputOfRun, type RandomRun, randomRun } from './random-run.testkit.ts';
import { besideIdle, plain, traceOf } from './short-way.testkit.ts';

const RUNS = 600;
const ROWS = 150;

function inputOf(run: RandomRun): EngineInput {
  const { dataset, decider, evaluateFrom, settings } = inputOfRun(run);
  return { dataset, decider, evaluateFrom, settings: plain(settings, run.seed) };
}

test('the short way of one symbol leaves what the long way leaves', () => {
  let trades = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const input = inputOf(randomRun(seed, { symbols: 1, rows: ROWS }));
    const short = traceOf(input);
    const long = traceOf(besideIdle(input));
    trades += short.trades;
    if (short.trace !== long.trace) expect(JSON.parse(short.trace), `seed ${seed}`).toEqual(JSON.parse(long.trace));
    expect(short.trace === long.trace, `seed ${seed}`).toBe(true);
  }
  expect(trades).toBeGreaterThan(RUNS);
});

test('orders that the short way must not take are refused as the long way refuses them', () => {
  const run = randomRun(2, { symbols: 1, rows: ROWS });
  const input = inputOf(run);
  // More units than the gate lets through: cheap bars, a large account, no other limit on one order.
  const cheap = (column: Float64Array): Float64Array => column.map((value) => value * 1e-9);
  const [symbol] = input.dataset.symbols;
  const { bars, instrument } = symbol!;
  const scaled = { ...bars, open: cheap(bars.open), high: cheap(bars.high), low: cheap(bars.low), close: cheap(bars.close) };
  const penny = { ...symbol!, instrument: { ...instrument, tickSize: 1e-12 }, bars: scaled, actions: [], factor: undefined };
  const limits = { ...input.settings.limits, maxOrderValue: undefined };
  const rich = {
    ...input,
    dataset: { ...input.dataset, symbols: [penny] },
    settings: { ...input.settings, limits, capital: 1e12 },
  };
  const short = traceOf(rich).trace;
  expect(short.includes('MALFORMED')).toBe(true);
  expect(short === traceOf(besideIdle(rich)).trace).toBe(true);
});

test('a symbol without a bar on every row does not take the short way, which would read the wrong bars', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const input = inputOf(randomRun(seed, { symbols: 1, rows: ROWS }));
    const [symbol] = input.dataset.symbols;
    const rows = Int32Array.from(input.dataset.time.keys()).filter((row) => row % 7 !== 3);
    const kept = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
    const { open, high, low, close, volume, time } = symbol!.bars;
    const [o, h, l, c, v, t] = [open, high, low, close, volume, time].map(kept);
    const bars = { length: rows.length, time: t!, open: o!, high: h!, low: l!, close: c!, volume: v! };
    const holed = {
      ...input,
      dataset: { ...input.dataset, symbols: [{ ...symbol!, bars, rows, actions: [], factor: undefined }] },
    };
    expect(traceOf(holed).trace === traceOf(besideIdle(holed)).trace, `seed ${seed}`).toBe(true);
  }
});
