import { shareOf } from '../market/index.ts';
import { type EngineInput, type EngineSettings, runHistory } from './index.ts';

/** Settings with which one symbol takes the short way, whatever else was drawn. */
export function plain({ execution, sizing, stops, limits, capital }: EngineSettings, seed: number): EngineSettings {
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
export function besideIdle(input: EngineInput): EngineInput {
  const [first] = input.dataset.symbols;
  const idle = {
    ...first!,
    instrument: shareOf('ZZZ', { tickSize: first!.instrument.tickSize }),
    actions: [],
    factor: undefined,
  };
  return { ...input, dataset: { ...input.dataset, symbols: [first!, idle] } };
}

/** What a run leaves, as text; equal texts are equal bits. */
export function traceOf(input: EngineInput): { readonly trace: string; readonly trades: number } {
  const parts: unknown[] = [];
  const engine = runHistory(input, {
    onBlock: (stepped, from, to) => {
      const { block } = stepped;
      const cut = (column: Float64Array): Float64Array => column.slice(from - block.firstRow, to - block.firstRow);
      parts.push(stepped.orders(), stepped.ledger(), stepped.decisions());
      parts.push([block.cash, block.grossExposure, block.netExposure, block.drawdown, block.cumulativeCosts].map(cut));
      parts.push([...block.filled.slice(from - block.firstRow, to - block.firstRow)]);
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
