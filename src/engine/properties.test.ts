import { describe, expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import type { CorporateAction, Dataset, SymbolData } from '../market/index.ts';
import type { LedgerEntry, OrderEvent } from '../trading/index.ts';
import { BarEngine } from './engine.ts';
import { type DecisionRecord, type Engine, type EngineInput, runEvents, runHistory, type Tick } from './index.ts';
import { inputOfRun, type RandomRun, randomRun } from './random-run.testkit.ts';
import { gather } from './scenario.testkit.ts';

const RUNS = 1000;

/** What a run leaves, in plain values that compare bit by bit. */
interface Trace {
  readonly equity: readonly number[];
  readonly orders: readonly OrderEvent[];
  readonly ledger: readonly LedgerEntry[];
  readonly decisions: readonly DecisionRecord[];
  readonly trades: readonly unknown[];
  readonly totals: unknown;
}

function traceOf(input: EngineInput): Trace {
  return gather(input, (one, onBlock) => runHistory(one, { onBlock }));
}

/** As text: NaN and −0 keep their own words, so that equal texts are equal bits. */
function bits(trace: Trace): string {
  const { equity, orders, ledger, decisions, trades, totals } = trace;
  return JSON.stringify({ equity, orders, ledger, decisions, trades, totals }, (_, value: unknown) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? Object.is(value, -0)
        ? '-0'
        : String(value)
      : value,
  );
}

/** A dataset whose columns are empty until a row arrives: what has not happened yet is NaN. */
class GrowingColumns {
  readonly dataset: Dataset;
  readonly #full: Dataset;
  readonly #own: Int32Array;

  constructor(full: Dataset) {
    this.#full = full;
    this.#own = new Int32Array(full.symbols.length);
    const unknown = (column: Float64Array): Float64Array => new Float64Array(column.length).fill(Number.NaN);
    this.dataset = {
      ...full,
      time: unknown(full.time),
      session: new Int32Array(full.session.length).fill(-9),
      symbols: full.symbols.map((symbol): SymbolData => {
        const { bars } = symbol;
        return {
          ...symbol,
          bars: {
            length: bars.length,
            time: unknown(bars.time),
            open: unknown(bars.open),
            high: unknown(bars.high),
            low: unknown(bars.low),
            close: unknown(bars.close),
            volume: unknown(bars.volume),
          },
          factor: symbol.factor === undefined ? undefined : unknown(symbol.factor),
          actions: [],
          rows: symbol.rows === undefined ? undefined : new Int32Array(symbol.rows.length).fill(0x7fffffff),
        };
      }),
    };
  }

  append({ row }: { readonly row: number }): number {
    this.dataset.time[row] = this.#full.time[row]!;
    this.dataset.session[row] = this.#full.session[row]!;
    for (const [index, symbol] of this.#full.symbols.entries()) {
      const own = this.#own[index]!;
      if ((symbol.rows === undefined ? row : symbol.rows[own]) !== row) continue;
      const into = this.dataset.symbols[index]!;
      this.#own[index] = own + 1;
      for (const field of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
        into.bars[field][own] = symbol.bars[field][own]!;
      if (into.factor !== undefined) into.factor[own] = symbol.factor![own]!;
      if (into.rows !== undefined) into.rows[own] = row;
      const actions: CorporateAction[] = symbol.actions.filter((action) => action.row === own);
      // The test owns these lists: they grow as a live feed would make them grow.
      (into.actions as CorporateAction[]).push(...actions);
    }
    return row;
  }
}

async function eventTrace(full: EngineInput): Promise<Trace> {
  const columns = new GrowingColumns(full.dataset);
  const ticks: Tick[] = [];
  const sent: number[] = [];
  async function* feed(): AsyncGenerator<{ readonly time: number; readonly row: number }> {
    for (let row = 0; row < full.dataset.time.length; row += 1) yield { time: full.dataset.time[row]!, row };
  }
  let now = 0;
  const engine = await runEvents<{ readonly time: number; readonly row: number }>({ ...full, dataset: columns.dataset }, feed(), {
    clock: {
      now: () => now,
      advanceTo: (time) => {
        now = time;
      },
    },
    columns,
    journal: {
      append: async (tick) => {
        ticks.push(tick);
      },
    },
    broker: { submit: (order) => sent.push(order.id) },
  });
  expect(now).toBe(full.dataset.time.at(-1));
  expect(sent).toEqual(ticks.flatMap(({ approved }) => approved.map(({ id }) => id)));
  return {
    equity: [...engine.equity],
    orders: ticks.flatMap(({ orders }) => orders),
    ledger: ticks.flatMap(({ ledger }) => ledger),
    decisions: ticks.flatMap(({ decision }) => (decision === undefined ? [] : [decision])),
    trades: tradesOf(engine),
    totals: engine.totals(),
  };
}

function tradesOf(engine: Engine): unknown[] {
  return Array.from({ length: engine.tradeCount }, (_, index) => engine.trade(index));
}

function eachRun(check: (run: RandomRun, input: EngineInput) => void, runs = RUNS): void {
  for (let seed = 1; seed <= runs; seed += 1) {
    const run = randomRun(seed);
    check(run, inputOfRun(run));
  }
}

test(`history pump and event pump give the same bytes on ${RUNS} random datasets, settings and decisions`, async () => {
  let fills = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const input = inputOfRun(randomRun(seed));
    const history = traceOf(input);
    fills += history.ledger.filter(({ type }) => type === 'fill').length;
    const events = await eventTrace(input);
    if (bits(events) !== bits(history)) expect(events, `seed ${seed}`).toEqual(history);
    expect(bits(events) === bits(history), `seed ${seed}`).toBe(true);
  }
  expect(fills).toBeGreaterThan(RUNS);
});

test('rows stepped one by one leave the same bytes as quiet rows in one loop', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const input = inputOfRun(randomRun(seed, { symbols: 1, rows: 150 }));
    const { limits } = input.settings;
    // Loss limits switch the loop off: here it must run.
    const plain = { ...input, settings: { ...input.settings, limits: { ...limits, dailyLoss: undefined, drawdown: undefined } } };
    const rows = plain.dataset.time.length;
    const columns: number[][][] = [];
    const single = gather(plain, (one, onBlock) => {
      const engine = new BarEngine(one);
      for (let row = 0; row < rows; row += 1) engine.step(row);
      engine.finishRows(rows);
      onBlock(engine);
      columns.push(blockRows(engine, 0, rows));
      return engine;
    });
    const quiet = gather(plain, (one, onBlock) =>
      runHistory(one, {
        onBlock: (engine) => {
          onBlock(engine);
          columns.push(blockRows(engine, 0, rows));
        },
      }),
    );
    expect(bits(quiet) === bits(single), `seed ${seed}`).toBe(true);
    expect(columns[1], `columns of seed ${seed}`).toEqual(columns[0]);
  }
});

test('without decision records everything else is the same', () => {
  eachRun((run, input) => {
    const kept = traceOf(input);
    const none = traceOf({ ...input, keepDecisions: false });
    expect(none.decisions).toEqual([]);
    expect(bits({ ...none, decisions: kept.decisions }) === bits(kept), `seed ${run.seed}`).toBe(true);
  }, 300);
});

test('splitting a run into blocks changes no byte', () => {
  for (let seed = 1; seed <= 8; seed += 1) {
    const run = randomRun(seed, { rows: 2500 });
    const input = inputOfRun(run);
    const random = new Random(seed, 'blocks');
    const columns: number[][] = [];
    const whole = gather(input, (one, onBlock) =>
      runHistory(one, {
        onBlock: (engine, from, to) => {
          onBlock(engine);
          columns.push(...blockRows(engine, from, to));
        },
      }),
    );
    const cutColumns: number[][] = [];
    const cut = gather(input, (one, onBlock) => {
      const engine = new BarEngine(one);
      let from = 0;
      for (let row = 0; row < one.dataset.time.length; row += 1) {
        engine.step(row);
        const ends = row === one.dataset.time.length - 1 || (row + 1) % 1024 === 0 || random.below(50) === 0;
        if (!ends) continue;
        engine.finishRows(row + 1);
        onBlock(engine);
        cutColumns.push(...blockRows(engine, from, row + 1));
        engine.clearLogs();
        if ((row + 1) % 1024 === 0) engine.beginBlock();
        from = row + 1;
      }
      return engine;
    });
    expect(bits(cut), `seed ${seed}`).toBe(bits(whole));
    expect(cutColumns).toEqual(columns);
  }
});

function blockRows(engine: Engine, from: number, to: number): number[][] {
  const { firstRow, cash, grossExposure, netExposure, drawdown, cumulativeCosts, filled } = engine.block;
  return Array.from({ length: to - from }, (_, i) => {
    const slot = from + i - firstRow;
    return [cash, grossExposure, netExposure, drawdown, cumulativeCosts, filled].map((column) => column[slot]!);
  });
}

test('cash and positions are the equity at every bar, and the ledger explains every change of it', () => {
  let checked = 0;
  eachRun((run, input) => {
    const { equity, ledger } = traceOf(input);
    const scale = Math.max(...equity.map(Math.abs), input.settings.capital);
    const close = input.dataset.symbols.map(() => Number.NaN);
    const held = input.dataset.symbols.map(() => 0);
    const own = input.dataset.symbols.map(() => 0);
    const reference = input.dataset.symbols.map(() => 0);
    let cash = input.settings.capital;
    let net = 0;
    let next = 0;
    for (let row = 0; row < run.time.length; row += 1) {
      for (const [index, symbol] of input.dataset.symbols.entries()) {
        if ((symbol.rows === undefined ? row : symbol.rows[own[index]!]) !== row) continue;
        for (const action of symbol.actions) {
          if (action.kind === 'split' && action.row === own[index]) reference[index] = reference[index]! / action.ratio;
        }
        close[index] = symbol.bars.close[own[index]!]!;
        own[index] = own[index]! + 1;
      }
      for (; next < ledger.length && ledger[next]!.row === row; next += 1) {
        const entry = ledger[next]!;
        net += entry.netPnl;
        cash = entry.cashAfter;
        if (entry.symbol < 0) continue;
        const before = held[entry.symbol]!;
        held[entry.symbol] = entry.positionAfter;
        if (entry.type !== 'fill' || Math.abs(entry.positionAfter) <= Math.abs(before)) continue;
        const share = entry.quantity / Math.abs(entry.positionAfter);
        reference[entry.symbol] = reference[entry.symbol]! * (1 - share) + entry.referencePrice * share;
      }
      let value = cash;
      let open = 0;
      held.forEach((quantity, index) => {
        if (quantity === 0) return;
        value += quantity * close[index]!;
        open += quantity * (close[index]! - reference[index]!);
      });
      expect(Math.abs(value - equity[row]!), `seed ${run.seed} row ${row}: cash + positions`).toBeLessThan(1e-9 * scale);
      const explained = input.settings.capital + net + open;
      expect(Math.abs(explained - equity[row]!), `seed ${run.seed} row ${row}: ledger`).toBeLessThan(1e-9 * scale);
      checked += 1;
    }
  }, 300);
  expect(checked).toBeGreaterThan(5000);
});

test('closed trades add up to what the ledger realised', () => {
  eachRun((run, input) => {
    const { ledger, trades, totals, equity } = gather(input, (one, onBlock) => runHistory(one, { onBlock }));
    const open = new Set(totals.bySymbol.filter(({ quantity }) => quantity !== 0).map(({ symbol }) => symbol));
    const of = (symbol: number): number =>
      ledger.filter((entry) => entry.symbol === symbol).reduce((sum, { netPnl }) => sum + netPnl, 0);
    for (const { symbol } of totals.bySymbol) {
      if (open.has(symbol)) continue;
      const sum = trades.filter((trade) => trade.symbol === symbol).reduce((total, { netPnl }) => total + netPnl, 0);
      expect(Math.abs(sum - of(symbol)), `seed ${run.seed}`).toBeLessThan(1e-9 * Math.max(...equity.map(Math.abs)));
    }
  }, 300);
});

test('times two to the k: the same quantities, and money scaled exactly', () => {
  const scaleOrder = (event: OrderEvent, unit: number): OrderEvent => ({
    ...event,
    price: event.price * unit,
    referencePrice: event.referencePrice * unit,
    fees: event.fees * unit,
    cashAfter: event.cashAfter * unit,
    limit: event.reason === 'BUYING_POWER' ? event.limit * unit : event.limit,
    observed: event.reason === 'BUYING_POWER' ? event.observed * unit : event.observed,
  });
  const scaleLedger = (entry: LedgerEntry, unit: number): LedgerEntry => ({
    ...entry,
    referencePrice: entry.referencePrice * unit,
    fillPrice: entry.fillPrice * unit,
    grossPnl: entry.grossPnl * unit,
    transactionCost: entry.transactionCost * unit,
    slippageCost: entry.slippageCost * unit,
    impactCost: entry.impactCost * unit,
    borrowFee: entry.borrowFee * unit,
    netPnl: entry.netPnl * unit,
    cashAfter: entry.cashAfter * unit,
  });
  eachRun((run, input) => {
    const plain = traceOf(input);
    for (const unit of [2 ** 10, 2 ** -7]) {
      const scaled = traceOf(inputOfRun(run, { unit }));
      const expected = {
        equity: plain.equity.map((value) => value * unit),
        orders: plain.orders.map((event) => scaleOrder(event, unit)),
        ledger: plain.ledger.map((entry) => scaleLedger(entry, unit)),
      };
      const found = { equity: scaled.equity, orders: scaled.orders, ledger: scaled.ledger };
      expect(found, `seed ${run.seed} times ${unit}`).toEqual(expected);
    }
  }, 300);
});

test('the order of symbols changes no byte', () => {
  const named = (trace: Trace, input: EngineInput): string => {
    const name = (symbol: number): string => (symbol < 0 ? '' : input.dataset.symbols[symbol]!.instrument.symbol);
    const byName = <T extends { readonly symbol: number }>(rows: readonly T[]): unknown[] =>
      rows.map((row) => ({ ...row, symbol: name(row.symbol) }));
    return bits({
      ...trace,
      orders: byName(trace.orders) as OrderEvent[],
      ledger: byName(trace.ledger) as LedgerEntry[],
      decisions: trace.decisions.map((decision) => ({
        ...decision,
        entries: decision.entries
          .map((entry) => ({ ...entry, symbol: name(entry.symbol) as unknown as number }))
          .sort((a, b) => (String(a.symbol) < String(b.symbol) ? -1 : 1)),
      })),
      trades: [],
      totals: undefined,
    });
  };
  for (let seed = 1; seed <= 300; seed += 1) {
    const run = randomRun(seed, { symbols: 3 });
    const first = inputOfRun(run);
    const expected = named(traceOf(first), first);
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const other = inputOfRun(run, { order });
      expect(named(traceOf(other), other) === expected, `seed ${seed}`).toBe(true);
    }
  }
});

test('nothing of later rows is read: a run cut short is the beginning of the long one', () => {
  eachRun((run, input) => {
    if (input.settings.execution.closeAtEnd !== 'no') return;
    const long = traceOf(input);
    const cut = Math.floor(run.time.length / 2);
    const short = traceOf({ ...input, lastRow: cut });
    expect(short.equity.slice(0, cut + 1)).toEqual(long.equity.slice(0, cut + 1));
    expect(short.orders).toEqual(long.orders.filter(({ row }) => row <= cut).slice(0, short.orders.length));
    expect(short.ledger).toEqual(long.ledger.filter(({ row }) => row <= cut));
  }, 300);
});

describe('1,000 driftless random walks', () => {
  /** Mean and standard error of gross P&L, the decision at the close of row i being the sign of open(i + 1 + shift) − open(i + shift). */
  function grossPnl(shift: number): { readonly mean: number; readonly error: number } {
    const results: number[] = [];
    for (let seed = 1; seed <= 1000; seed += 1) results.push(oneWalk(seed, shift));
    const mean = results.reduce((sum, value) => sum + value, 0) / results.length;
    const variance = results.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (results.length - 1);
    return { mean, error: Math.sqrt(variance / results.length) };
  }

  test('the sign of the next open-to-open return, one bar too late, earns nothing', () => {
    const { mean, error } = grossPnl(0);
    expect(error).toBeGreaterThan(0);
    expect(Math.abs(mean)).toBeLessThan(3 * error);
  });

  test('in time it earns far more than chance', () => {
    const { mean, error } = grossPnl(1);
    expect(mean).toBeGreaterThan(50 * error);
  });
});

/** A walk of steps of one tick up or down, each as likely; fixed quantity, so that gains and losses weigh the same. */
function oneWalk(seed: number, shift: number): number {
  const random = new Random(seed, 'walk');
  const rows = 60;
  const opens: number[] = [1000];
  for (let row = 1; row <= rows + 1; row += 1) opens.push(opens[row - 1]! + (random.below(2) === 0 ? 1 : -1));
  const run: RandomRun = {
    ...randomRun(1, { rows, symbols: 1 }),
    time: Array.from({ length: rows }, (_, row) => row * 3_600_000),
    session: Array.from({ length: rows }, (_, row) => row),
    symbols: [
      {
        name: 'W',
        rows: Array.from({ length: rows }, (_, row) => row),
        // The close of a bar is the open of the next: all movement happens inside bars.
        bars: Array.from({ length: rows }, (_, row) => {
          const [open, close] = [opens[row]!, opens[row + 1]!];
          return [open, Math.max(open, close), Math.min(open, close), close, 1e6] as const;
        }),
        factor: Array.from({ length: rows }, () => 1),
        actions: [],
        atr: Array.from({ length: rows }, () => 1),
      },
    ],
    allowShort: true,
    lot: 1,
    tick: 0.01,
  };
  const input = inputOfRun(run);
  const walk: EngineInput = {
    ...input,
    evaluateFrom: 0,
    settings: WALK_SETTINGS,
    decider: {
      decide: (bar, _, out) => {
        const step = opens[bar + 1 + shift]! - opens[bar + shift]!;
        out.action[0] = step > 0 ? 1 : 2;
        out.weight[0] = step > 0 ? 0.5 : -0.5;
      },
      explain: () => ({ reason: '', inputs: {}, evidence: [] }),
    },
  };
  const engine = runHistory(walk);
  return engine.totals().bySymbol[0]!.grossPnl;
}

const WALK_SETTINGS = (() => {
  const { settings } = inputOfRun(randomRun(1));
  return {
    ...settings,
    capital: 1e6,
    execution: {
      ...settings.execution,
      fill: 'next_open' as const,
      orderType: 'market' as const,
      latencyMs: 0,
      closeAtEnd: 'no' as const,
      costs: { ...settings.execution.costs, enabled: false },
      slippage: { ...settings.execution.slippage, model: 'none' as const },
      liquidity: { ...settings.execution.liquidity, enabled: false },
      impact: { ...settings.execution.impact, enabled: false },
      borrow: { enabled: false, rate: 0 },
      cashInterestRate: 0,
    },
    sizing: {
      ...settings.sizing,
      mode: 'quantity' as const,
      value: 100,
      price: 'close' as const,
      rebalance: 'on_change' as const,
      noTradeBand: 0,
      minOrderValue: 0,
    },
    stops: { stopLoss: Number.NaN, takeProfit: Number.NaN, trailing: Number.NaN, atrMultiple: Number.NaN, maxHoldingBars: 0 },
    limits: {
      ...settings.limits,
      maxPosition: { value: 1, origin: 'test' },
      maxSymbol: { value: 1, origin: 'test' },
      maxOrder: { value: 1, origin: 'test' },
      maxOrderValue: undefined,
      maxGross: { value: 1, origin: 'test' },
      maxNet: { value: 1, origin: 'test' },
      maxOpenPositions: undefined,
      dailyLoss: undefined,
      drawdown: undefined,
      allowShort: true,
    },
  };
})();
