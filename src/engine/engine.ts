import { ACTION, type Decider, type Decisions, type PositionView } from '../ports/index.ts';
import { PHASE, type Phase, SimulatedBroker, Tape } from '../sim/index.ts';
import {
  type ClosedTrade,
  type LedgerEntry,
  type OrderEvent,
  Portfolio,
  RunLog,
  TradeLog,
  type TradeResult,
} from '../trading/index.ts';
import { Account } from './account.ts';
import type { BlockColumns, DecisionRecord, Engine, EngineInput, EngineTotals, Tick } from './contract.ts';
import { DecisionLog } from './decision-log.ts';
import { DecisionView } from './decision-view.ts';
import { OpenEvents } from './open-events.ts';
import { OrderMaker } from './order-maker.ts';
import { QuietRows } from './quiet-rows.ts';

/**
 * One run and its step. The order of the step is part of the specification (ENGINE 5): what happens at the open, orders of earlier
 * closes, protective exits, marks, then the decision and its orders. Nothing of later rows is read, nothing is allocated on a bar
 * without an order or a decision.
 */
export class BarEngine implements Engine {
  readonly #input: EngineInput;
  readonly #lastRow: number;
  readonly #session: Int32Array;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #broker: SimulatedBroker;
  readonly #account: Account;
  readonly #events: OpenEvents;
  readonly #view: DecisionView;
  readonly #orders: OrderMaker;
  readonly #log: RunLog;
  readonly #trades: TradeLog;
  readonly #notWritten = { hold: 0, abstain: 0 };
  readonly #maxHolding: number;
  #decider: Decider;
  readonly #position: PositionView;
  readonly #out: Decisions;
  readonly #evaluateFrom: number;
  readonly #fillsAtThisClose: boolean;
  readonly #closesAtOpen: boolean;
  readonly #closesAtClose: boolean;
  /** Row at which nothing is decided, because everything is closed there; −1: none. */
  readonly #silentRow: number;
  readonly #quiet: QuietRows;
  readonly #decisions: DecisionLog;
  #row = -1;
  #closing = false;
  /** A row was stepped, or a decision went the step's way. */
  #hasStepped = false;

  constructor(input: EngineInput) {
    const { dataset, settings, evaluateFrom } = input;
    const { limits, execution, stops } = settings;
    this.#input = input;
    this.#lastRow = input.lastRow ?? dataset.time.length - 1;
    this.#session = dataset.session;
    const tape = new Tape(dataset);
    this.#trades = new TradeLog((symbol, row) => tape.openTime(symbol, row));
    const portfolio = new Portfolio({
      instruments: dataset.symbols.map(({ instrument }) => instrument),
      cash: settings.capital,
      wholeUnits: settings.sizing.wholeUnits,
      trades: this.#trades,
    });
    const account = new Account({ tape, portfolio, limits, evaluateFrom, equity: input.equity });
    this.#log = new RunLog(input.keepEvents ?? true);
    const log = this.#log;
    const broker = new SimulatedBroker({
      tape,
      portfolio,
      log,
      trades: this.#trades,
      execution,
      stops,
      finer: input.finer,
      sizeAtFill: (symbol, weight, price, phase) =>
        this.#orders.sizeAtFill(symbol, weight, price, this.#momentAt(phase), this.#row),
      onProtectiveExit: (symbol, row, reason) => this.#orders.onProtectiveExit(symbol, row, reason),
    });
    const view = new DecisionView(tape.count);
    this.#tape = tape;
    this.#portfolio = portfolio;
    this.#broker = broker;
    this.#account = account;
    this.#view = view;
    this.#decisions = new DecisionLog(input.decider, view, input.keepDecisions ?? true);
    this.#events = new OpenEvents({ tape, portfolio, broker, log, execution, evaluateFrom });
    this.#orders = new OrderMaker({ input, tape, portfolio, broker, account, view, log: this.#decisions });
    this.#decider = input.decider;
    this.#position = view.position;
    this.#out = view.out;
    this.#evaluateFrom = evaluateFrom;
    this.#fillsAtThisClose = execution.fill === 'same_close';
    this.#closesAtOpen = execution.closeAtEnd === 'last_open';
    this.#closesAtClose = execution.closeAtEnd === 'last_close';
    this.#silentRow = execution.closeAtEnd === 'no' ? -1 : this.#lastRow;
    // A position that is opened and closed at closes counts its first bar from the close on.
    this.#maxHolding = stops.maxHoldingBars === 0 ? 0 : stops.maxHoldingBars - (execution.fill === 'next_close' ? 1 : 0);
    this.#quiet = new QuietRows({
      input,
      tape,
      portfolio,
      broker,
      account,
      events: this.#events,
      view,
      orders: this.#orders,
      maxHolding: this.#maxHolding,
      silentRow: this.#silentRow,
      notWritten: this.#notWritten,
      say: (row) => {
        this.#hasStepped = true;
        this.#row = row;
        tape.advance(row);
        this.#order(row);
      },
    });
  }

  get equity(): Float64Array {
    return this.#account.equity;
  }

  get block(): BlockColumns {
    return this.#account.block;
  }

  get tradeCount(): number {
    return this.#trades.length;
  }

  trade(index: number): ClosedTrade {
    return this.#trades.at(index);
  }

  tradeResult(index: number): TradeResult {
    return this.#trades.resultAt(index);
  }

  orders(): readonly OrderEvent[] {
    return this.#log.orders();
  }

  ledger(): readonly LedgerEntry[] {
    return this.#log.ledger();
  }

  decisions(): readonly DecisionRecord[] {
    return this.#decisions.records(this.#input.dataset.time);
  }

  /**
   * Makes ready for another run over the same rows with the same settings. False, and nothing is done, after a run that was not all quiet
   * rows and trades in one go, whose parts are scattered: that needs a new engine.
   */
  restart(decider: Decider): boolean {
    if (this.#hasStepped || !this.#quiet.restart(decider)) return false;
    this.#decider = decider;
    this.#row = -1;
    this.#notWritten.hold = 0;
    this.#notWritten.abstain = 0;
    this.#log.clear();
    this.#trades.clear();
    this.#portfolio.reset(this.#input.settings.capital);
    this.#broker.reset();
    this.#account.reset();
    this.#orders.reset();
    this.#view.clean(this.#portfolio);
    return true;
  }

  /** One bar of the common index; rows come one after the other, from 0. */
  step(row: number): void {
    this.#hasStepped = true;
    this.#row = row;
    this.#tape.advance(row);
    const session = this.#session[row]!;
    if (row === 0 || session !== this.#session[row - 1]) this.#beginSession(row, session);
    this.#events.apply(row);
    const { book } = this.#broker;
    const isLast = row === this.#lastRow;
    if (isLast && this.#closesAtOpen) this.#orders.cancelEntries(row);
    if (book.active > 0) {
      this.#broker.execute(row, PHASE.open);
      this.#broker.execute(row, PHASE.intrabar);
    }
    if (this.#portfolio.openCount > 0) this.#broker.protect(row);
    if (book.active > 0) {
      this.#broker.execute(row, PHASE.close);
      this.#broker.endBar(row);
    }
    // What no exit of this bar has closed is closed at its open, as engines do that notice the end when the bar is over.
    if (isLast && this.#closesAtOpen) this.#closeAll(row, true);
    const equity = this.#account.mark(row, this.#broker.lastFillRow === row);
    if (this.#account.judge(row)) this.#orders.cancelEntries(row);
    if (equity <= 0 && !this.#closing) this.#halt(row);
    if (row >= this.#evaluateFrom && !this.#closing && row !== this.#silentRow) this.#decide(row, equity);
    if (isLast && this.#closesAtClose) {
      this.#closeAll(row, false);
      this.#account.mark(row, this.#broker.lastFillRow === row);
    }
  }

  /** Rows `from` ≤ row < `to`, quiet ones in one loop. The same as stepping each. */
  stepRows(from: number, to: number): void {
    for (let row = from; row < to; ) {
      if (!this.#closing) row = this.#quiet.run(row, to);
      if (row === to) break;
      this.step(row);
      row += 1;
    }
    this.#row = to - 1;
    this.#tape.advance(this.#row);
    this.#tape.advance(to - 1);
  }

  /** Completes the block columns up to a row, which must lie in the block being stepped or end it. */
  finishRows(to: number): void {
    this.#account.finish(to);
  }

  /** The columns of a full block have been read. */
  beginBlock(): void {
    this.#account.beginBlock();
  }

  /** Forgets the events that have been read. */
  clearLogs(): void {
    this.#log.clear();
    this.#decisions.clear();
    this.#orders.approved.length = 0;
  }

  /** What happened since the logs were last cleared. */
  tick(): Tick {
    const row = this.#row;
    return {
      row,
      time: this.#input.dataset.time[row]!,
      equity: this.equity[row]!,
      cash: this.#portfolio.cash,
      orders: this.orders(),
      ledger: this.ledger(),
      decision: this.decisions()[0],
      approved: [...this.#orders.approved],
    };
  }

  totals(): EngineTotals {
    const { realised, exposure, entryReference, fees, slippage, impact, borrow, traded } = this.#portfolio;
    const broker = this.#broker;
    return {
      bySymbol: this.#input.dataset.symbols.map((_, s) => {
        const open = exposure[s] === 0 ? 0 : exposure[s]! * (this.#tape.lastClose(s) - entryReference[s]!);
        return {
          symbol: s,
          grossPnl: realised[s]! + open,
          transactionCost: fees[s]!,
          slippageCost: slippage[s]!,
          impactCost: impact[s]!,
          borrowFee: borrow[s]!,
          tradedNotional: traded[s]!,
          quantity: this.#portfolio.quantity(s),
        };
      }),
      interest: this.#portfolio.interest,
      grossExposureSum: this.#account.grossSum,
      grossExposureLargest: this.#account.grossLargest,
      ambiguous: { count: broker.ambiguity.count, worst: broker.ambiguity.worst, best: broker.ambiguity.best },
      notWritten: { ...this.#notWritten },
      fillsWithoutVolatility: broker.friction.fillsWithoutVolatility,
      halted: this.#closing,
      pausedAtRow: this.#account.pausedAtRow,
      workingOrders: broker.book.active,
    };
  }

  #beginSession(row: number, session: number): void {
    this.#account.newSession(row);
    this.#events.newSession(row);
    if (this.#broker.book.active > 0) this.#broker.expireDayOrders(session, row);
  }

  #decide(row: number, equity: number): void {
    if (this.#maxHolding > 0 && this.#portfolio.openCount > 0) this.#endHolding(row);
    this.#view.show(this.#portfolio, this.#tape, equity);
    const { ahead } = this.#quiet;
    if (ahead?.has(row) === true) ahead.read(row);
    else {
      this.#view.reset();
      this.#decider.decide(row, this.#position, this.#out);
    }
    const { action } = this.#out;
    const { at } = this.#tape;
    let said = false;
    let abstained = true;
    for (let s = 0; s < action.length; s += 1) {
      const code = action[s]!;
      if (code !== ACTION.abstain) abstained = false;
      if (code !== ACTION.hold && code !== ACTION.abstain && at[s]! >= 0) said = true;
    }
    if (said) this.#order(row);
    else if (abstained) this.#notWritten.abstain += 1;
    else this.#notWritten.hold += 1;
    // Forced closes fill here too when orders fill at this close.
    if (!said) this.#fillAtThisClose(row);
  }

  /** Orders of what was said at a close. */
  #order(row: number): void {
    this.#orders.decide(row);
    this.#fillAtThisClose(row);
  }

  #fillAtThisClose(row: number): void {
    if (!this.#fillsAtThisClose || this.#broker.book.active === 0) return;
    this.#broker.execute(row, PHASE.close);
    this.#broker.endBar(row);
    if (this.#broker.lastFillRow === row) this.#account.mark(row, true);
  }

  #endHolding(row: number): void {
    const { lots, barsHeld } = this.#portfolio;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      if (lots[s] !== 0 && barsHeld[s]! >= this.#maxHolding) this.#orders.forceClose(s, row, 'max_holding', true);
    }
  }

  /** Nothing is left: everything is closed at the next open, and no order follows. */
  #halt(row: number): void {
    this.#closing = true;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      this.#broker.cancel(2 * s, row);
      this.#broker.cancel(2 * s + 1, row);
      if (this.#portfolio.lots[s] !== 0) this.#orders.forceClose(s, row, 'flatten', true);
    }
  }

  #closeAll(row: number, atOpen: boolean): void {
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      this.#broker.cancel(2 * s, row);
      this.#broker.cancel(2 * s + 1, row);
      const own = this.#tape.at[s]!;
      if (own >= 0) this.#broker.flattenAt(s, row, { base: (atOpen ? this.#tape.open : this.#tape.close)[s]![own]!, atOpen });
    }
  }

  /**
   * Equity in a part of this bar, and what all positions are worth: every position at its open, at its close for fills there, at its last
   * close where it has no bar.
   */
  #momentAt(phase: Phase): { readonly equity: number; readonly used: number } {
    const { exposure, cash } = this.#portfolio;
    let equity = cash;
    let used = 0;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      if (exposure[s] === 0) continue;
      const own = this.#tape.at[s]!;
      const atClose = own < 0 || phase === PHASE.close;
      const value = exposure[s]! * (atClose ? this.#tape.lastClose(s) : this.#tape.open[s]![own]!);
      equity += value;
      used += Math.abs(value);
    }
    return { equity, used };
  }
}
