import type { Broker, Clock, Columns, Journal } from '../ports/index.ts';
import { ENGINE_BLOCK_ROWS, type Engine, type EngineInput, type Tick } from './contract.ts';
import { BarEngine } from './engine.ts';

export interface HistoryHooks {
  /** Before the rows `from` ≤ row < `to` are stepped: features and rules that are computed in blocks catch up here. */
  readonly beforeBlock?: (from: number, to: number) => void;
  /** After them. The logs hold what happened in the block and are cleared when this returns. */
  readonly onBlock?: (engine: Engine, from: number, to: number) => void;
}

/** The history pump: bar by bar in blocks, awaiting nothing. Backtests and sweeps. */
export function runHistory(input: EngineInput, hooks: HistoryHooks = {}): Engine {
  const blocks = historyBlocks(input, hooks);
  for (;;) {
    const { done, value } = blocks.next();
    if (done === true) return value;
  }
}

/** The same pump, one block at a time: who drives it may look up in between, for a signal or another run. Gives the engine at the end. */
export function* historyBlocks(input: EngineInput, hooks: HistoryHooks = {}): Generator<undefined, Engine, undefined> {
  return yield* pump(new BarEngine(input), input, hooks);
}

/** The history pump for an engine that is there already and has stepped nothing. */
export function runEngine(engine: BarEngine, input: EngineInput, hooks: HistoryHooks): void {
  const blocks = pump(engine, input, hooks);
  while (blocks.next().done !== true);
}

function* pump(engine: BarEngine, input: EngineInput, hooks: HistoryHooks): Generator<undefined, Engine, undefined> {
  const end = (input.lastRow ?? input.dataset.time.length - 1) + 1;
  for (let from = 0; from < end; from += ENGINE_BLOCK_ROWS) {
    const to = Math.min(from + ENGINE_BLOCK_ROWS, end);
    hooks.beforeBlock?.(from, to);
    engine.stepRows(from, to);
    engine.finishRows(to);
    hooks.onBlock?.(engine, from, to);
    engine.clearLogs();
    engine.beginBlock();
    yield;
  }
  return engine;
}

/** What an event-driven run is made of. */
export interface EventParts<Event extends { readonly time: number }> {
  readonly clock: Clock;
  /** The columns that history would have had. */
  readonly columns: Columns<Event>;
  /** Durable before an order goes out. */
  readonly journal: Journal<Tick>;
  readonly broker: Broker;
}

/** The events pump: waits for the feed and the journal and holds no trading logic either. Replay, paper and live. */
export async function runEvents<Event extends { readonly time: number }>(
  input: EngineInput,
  events: AsyncIterable<Event>,
  parts: EventParts<Event>,
): Promise<Engine> {
  const engine = new BarEngine(input);
  for await (const event of events) {
    parts.clock.advanceTo(event.time);
    const row = parts.columns.append(event);
    engine.step(row);
    engine.finishRows(row + 1);
    const tick = engine.tick();
    await parts.journal.append(tick);
    for (const order of tick.approved) parts.broker.submit(order);
    engine.clearLogs();
    if ((row + 1) % ENGINE_BLOCK_ROWS === 0) engine.beginBlock();
  }
  return engine;
}
