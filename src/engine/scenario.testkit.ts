import { HOUR_MS } from '../base/index.ts';
import {
  type BarColumns,
  type CorporateAction,
  type Dataset,
  type Instrument,
  type SymbolData,
  shareOf,
} from '../market/index.ts';
import { ACTION, type ActionCode, type Decider, type Decisions, type PositionView } from '../ports/index.ts';
import {
  agentRiskSchema,
  type ClosedTrade,
  executionSchema,
  type LedgerEntry,
  limitsSchema,
  type OrderEvent,
  resolveExecution,
  resolveLimits,
  resolveSizing,
  resolveStops,
  sizingSchema,
  stopsSchema,
} from '../trading/index.ts';
import {
  type DecisionRecord,
  type Engine,
  type EngineInput,
  type EngineSettings,
  type EngineTotals,
  runHistory,
} from './index.ts';

/** Close of row 0: 2024-01-02 20:00 UTC; daily bars of a market that never closes, so that weekends are no special case. */
const START = Date.UTC(2024, 0, 2, 20);

/** A small run written down by hand. Bars are `open high low close volume`; volume absent: 1,000,000; `-`: no bar on this row. */
export interface Scenario {
  readonly bars?: readonly string[];
  /** Several symbols; each list is as long as the others. */
  readonly symbols?: Readonly<Record<string, readonly string[]>>;
  /** Row → what is decided at its close: `buy`, `buy 0.5 stop 9 take 12`, `A buy 0.5; B close`. Other rows hold. */
  readonly decide: Readonly<Record<number, string>>;
  readonly execution?: unknown;
  readonly sizing?: unknown;
  readonly limits?: unknown;
  readonly risk?: unknown;
  readonly stops?: unknown;
  readonly capital?: number;
  readonly instrument?: Partial<Instrument>;
  readonly actions?: Readonly<Record<string, readonly CorporateAction[]>>;
  readonly factor?: readonly number[];
  /** Session of each row; absent: each row its own. */
  readonly sessions?: readonly number[];
  /** Hours between closes; absent: 24. */
  readonly hours?: number;
  /** Hours from row 0 to each close, where they are not even. */
  readonly times?: readonly number[];
  readonly noVolume?: boolean;
  readonly atr?: readonly number[];
  /** Finer bars as `hour open high low close`, hours after the close of row 0. */
  readonly finer?: readonly string[];
}

const NO_FRICTION = {
  costs: { enabled: false },
  slippage: { model: 'none' },
  liquidity: { enabled: false },
  borrow: { enabled: false },
};
const ALL_IN = {
  max_order_pct: 1,
  max_position_pct: 1,
  max_symbol_pct: 1,
  max_sector_pct: 1,
};

/** Settings without costs, caps and buffers, except what is given. */
export function settingsOf(scenario: Partial<Scenario>): EngineSettings {
  const merged = (base: object, over: unknown): object => ({ ...base, ...(typeof over === 'object' ? over : {}) });
  return {
    capital: scenario.capital ?? 10_000,
    execution: resolveExecution(executionSchema.parse(merged(NO_FRICTION, scenario.execution))),
    sizing: resolveSizing(sizingSchema.parse(merged({ cash_buffer: 0, min_order_value: '0' }, scenario.sizing))),
    stops: resolveStops(stopsSchema.parse(scenario.stops ?? {})),
    limits: resolveLimits(limitsSchema.parse(merged(ALL_IN, scenario.limits)), agentRiskSchema.parse(scenario.risk ?? {})),
  };
}

function columnsOf(rows: readonly (readonly number[])[], time: readonly number[]): BarColumns {
  const column = (field: number): Float64Array => Float64Array.from(rows, (row) => row[field]!);
  return {
    length: rows.length,
    time: Float64Array.from(time),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
  };
}

export function datasetOf(scenario: Scenario): Dataset {
  const symbols = scenario.symbols ?? { A: scenario.bars ?? [] };
  const length = Object.values(symbols)[0]!.length;
  const time = Array.from({ length }, (_, i) => START + (scenario.times?.[i] ?? i * (scenario.hours ?? 24)) * HOUR_MS);
  const data = Object.entries(symbols).map(([name, lines]): SymbolData => {
    const rows: number[] = [];
    const bars: number[][] = [];
    lines.forEach((line, row) => {
      if (line === '-') return;
      const [open, high, low, close, volume] = line.split(' ').map(Number);
      rows.push(row);
      bars.push([open!, high!, low!, close!, volume ?? 1_000_000]);
    });
    return {
      instrument: shareOf(name, scenario.instrument),
      calendar: '24x7',
      bars: columnsOf(
        bars,
        rows.map((row) => time[row]!),
      ),
      factor: scenario.factor === undefined ? undefined : Float64Array.from(scenario.factor),
      actions: scenario.actions?.[name] ?? [],
      rows: rows.length === length ? undefined : Int32Array.from(rows),
      hasVolume: scenario.noVolume !== true,
      synthetic: false,
    };
  });
  return {
    timeframe: (scenario.hours ?? 24) >= 24 ? '1d' : '1h',
    time: Float64Array.from(time),
    session: Int32Array.from(scenario.sessions ?? time.map((_, i) => i)),
    periodsPerYear: 252,
    symbols: data,
    fingerprint: 'sha256:scenario',
  };
}

/** Says what the scenario's script says. */
export class ScriptedDecider implements Decider {
  readonly seen: string[] = [];
  readonly #script: Readonly<Record<number, string>>;
  readonly #names: readonly string[];

  constructor(script: Readonly<Record<number, string>>, names: readonly string[]) {
    this.#script = script;
    this.#names = names;
  }

  decide(bar: number, position: PositionView, out: Decisions): void {
    const view = [position.weight, position.barsHeld, position.unrealised, position.entryPrice];
    this.seen.push(`${bar}: ${view.map((column) => [...column].map((value) => round(value)).join(',')).join(' ')}`);
    for (const part of (this.#script[bar] ?? '').split(';')) this.#say(part.trim().split(' '), out);
  }

  explain(): { reason: string; inputs: Record<string, number | null>; evidence: string[] } {
    return { reason: 'scripted', inputs: {}, evidence: [] };
  }

  #say(words: readonly string[], out: Decisions): void {
    if (words[0] === '') return;
    const named = this.#names.indexOf(words[0]!);
    const [verb, ...rest] = named < 0 ? words : words.slice(1);
    const slot = Math.max(0, named);
    out.action[slot] = actionOf(verb!);
    let index = 0;
    if (rest[0] !== undefined && rest[0] !== 'stop' && rest[0] !== 'take') {
      out.weight[slot] = Number(rest[0]);
      index = 1;
    }
    for (; index < rest.length; index += 2) {
      const column = rest[index] === 'stop' ? out.stopPrice : out.takeProfitPrice;
      column[slot] = Number(rest[index + 1]);
    }
  }
}

function actionOf(word: string): ActionCode {
  if (word === 'buy' || word === 'sell' || word === 'close' || word === 'abstain') return ACTION[word];
  return ACTION.hold;
}

export interface Outcome {
  readonly equity: readonly number[];
  readonly orders: readonly OrderEvent[];
  readonly ledger: readonly LedgerEntry[];
  readonly decisions: readonly DecisionRecord[];
  readonly trades: readonly ClosedTrade[];
  readonly totals: EngineTotals;
  readonly names: readonly string[];
  readonly cash: number;
  readonly seen: readonly string[];
}

/** Everything that a run leaves, gathered block by block. */
export function gather(
  input: EngineInput,
  pump: (input: EngineInput, onBlock: (engine: Engine) => void) => Engine,
): Omit<Outcome, 'seen'> {
  const orders: OrderEvent[] = [];
  const ledger: LedgerEntry[] = [];
  const decisions: DecisionRecord[] = [];
  let cash = input.settings.capital;
  const engine = pump(input, (running) => {
    orders.push(...running.orders());
    ledger.push(...running.ledger());
    decisions.push(...running.decisions());
    cash = running.ledger().at(-1)?.cashAfter ?? cash;
  });
  return {
    equity: [...engine.equity],
    orders,
    ledger,
    decisions,
    trades: Array.from({ length: engine.tradeCount }, (_, index) => engine.trade(index)),
    totals: engine.totals(),
    names: input.dataset.symbols.map(({ instrument }) => instrument.symbol),
    cash,
  };
}

export function inputOf(scenario: Scenario): EngineInput & { readonly decider: ScriptedDecider } {
  const dataset = datasetOf(scenario);
  return {
    dataset,
    decider: new ScriptedDecider(
      scenario.decide,
      dataset.symbols.map(({ instrument }) => instrument.symbol),
    ),
    settings: settingsOf(scenario),
    evaluateFrom: 0,
    ...(scenario.atr === undefined ? {} : { stopAtr: dataset.symbols.map(() => Float64Array.from(scenario.atr!)) }),
    ...(scenario.finer === undefined ? {} : { finer: dataset.symbols.map(() => finerOf(scenario.finer!)) }),
  };
}

function finerOf(lines: readonly string[]): BarColumns {
  const rows = lines.map((line) => line.split(' ').map(Number));
  return columnsOf(
    rows.map(([, ...prices]) => [...prices, 1]),
    rows.map(([hour]) => START + hour! * HOUR_MS),
  );
}

export function play(scenario: Scenario): Outcome {
  const input = inputOf(scenario);
  const outcome = gather(input, (one, onBlock) => runHistory(one, { onBlock }));
  return { ...outcome, seen: input.decider.seen };
}

/** Drops the noise of binary arithmetic: twelve significant digits. */
export function round(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : value;
}

const isFill = ({ event }: OrderEvent): boolean => event === 'filled' || event === 'partially_filled';

/** `1 buy 500 @ 11` with the symbol's name where there are several, and the reason of exits that no decision ordered. */
export function fillLines({ orders, names }: Outcome): string[] {
  return orders.filter(isFill).map((fill) => {
    const name = names.length === 1 ? '' : `${names[fill.symbol]} `;
    const reason = fill.exitReason === undefined || fill.exitReason === 'signal' ? '' : ` ${fill.exitReason}`;
    return `${fill.row} ${name}${fill.side} ${round(fill.quantity)} @ ${round(fill.price)}${reason}${fill.ambiguous ? ' ambiguous' : ''}`;
  });
}

/** `0 submitted 500`, `1 rejected 167 BUYING_POWER 10000 12000`. */
export function eventLines({ orders, names }: Outcome): string[] {
  return orders.map((event) => {
    const name = names.length === 1 ? '' : `${names[event.symbol]} `;
    const why = event.reason === undefined ? '' : ` ${event.reason} ${round(event.limit)} ${round(event.observed)}`;
    return `${event.row} ${name}${event.event} ${round(event.quantity)}${why}`;
  });
}

export { START };
