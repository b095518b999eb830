import { expect, test } from 'vitest';
import { type EngineInput, type EngineSettings, runHistory } from './index.ts';
import { inputOfRun, type RandomRun, randomRun } from './random-run.testkit.ts';
import { instrumentOf } from './scenario.testkit.ts';

const RUNS = 600;
const ROWS = 150;

/** Settings with which one symbol takes the short way, whatever else was drawn. */
function plain({ execution, sizing, stops, limits, capital }: EngineSettings, seed: number): EngineSettings {
  return {
    capital,
    execution: {
      ...execution,
      orderType: 'market',
      fill: 'next_open',
      latencyMs: 0,
      timeInForce: seed % 2 === 0 ? 'day' : 'gtc',
    },
    sizing: {
      ...sizing,
      mode: 'target_weight',
      price: 'close',
      equity: sizing.equity === 'cash' ? 'cash' : 'equity',
      feeAware: false,
      rebalance: 'on_change',
      noTradeBand: 0,
    },
    stops: { ...stops, atrMultiple: Number.NaN },
    limits: { ...limits, maxOpenPositions: undefined, dailyLoss: undefined, drawdown: undefined },
  };
}

/** The same run beside a second symbol, named after the first, that nothing is ever said about: the engine takes the long way. */
function besideIdle(input: EngineInput): EngineInput {
  const [first] = input.dataset.symbols;
  const idle = {
    ...first!,
    instrument: instrumentOf('ZZZ', { tickSize: first!.instrument.tickSize }),
    actions: [],
    factor: undefined,
  };
  return { ...input, dataset: { ...input.dataset, symbols: [first!, idle] } };
}

function inputOf(run: RandomRun): EngineInput {
  const { dataset, decider, evaluateFrom, settings } = inputOfRun(run);
  return { dataset, decider, evaluateFrom, settings: plain(settings, run.seed) };
}

function traceOf(input: EngineInput): { readonly trace: string; readonly trades: number } {
  const parts: unknown[] = [];
  const engine = runHistory(input, {
    onBlock: (stepped, from, to) => {
      const { block } = stepped;
      const cut = (column: Float64Array): Float64Array => column.slice(from - block.firstRow, to - block.firstRow);
      parts.push(stepped.orders(), stepped.ledger(), stepped.decisions());
      parts.push([block.cash, block.grossExposure, block.netExposure, block.drawdown, block.cumulativeCosts].map(cut));
    },
  });
  const trades = Array.from({ length: engine.tradeCount }, (_, index) => engine.trade(index));
  // A close with two symbols is an abstention when both abstain.
  const { bySymbol, notWritten: _, ...totals } = engine.totals();
  parts.push(trades, totals, bySymbol[0], engine.equity);
  // Infinity and NaN have no JSON of their own.
  const written = (_: string, value: unknown): unknown =>
    value instanceof Float64Array
      ? [...value].map(String)
      : typeof value === 'number' && !Number.isFinite(value)
        ? `${value}`
        : value;
  return { trace: JSON.stringify(parts, written), trades: trades.length };
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
