import type { BarColumns } from '../market/index.ts';
import { ACTION } from '../ports/index.ts';
import type { SimulatedBroker, Tape } from '../sim/index.ts';
import type { Portfolio } from '../trading/index.ts';
import type { Account } from './account.ts';
import { Ahead } from './ahead.ts';
import { HELD, HELD_NUMBERS, type Loops, loopsOf } from './asking.ts';
import type { CodedRows } from './coded-rows.ts';
import { ENGINE_BLOCK_ROWS, type EngineInput } from './contract.ts';
import type { DecisionView } from './decision-view.ts';
import { borrowRate, type OpenEvents } from './open-events.ts';
import type { OrderMaker } from './order-maker.ts';

/** What the quiet rows need of the engine. */
export interface QuietParts {
  readonly input: EngineInput;
  readonly tape: Tape;
  readonly portfolio: Portfolio;
  readonly broker: SimulatedBroker;
  readonly account: Account;
  readonly events: OpenEvents;
  readonly view: DecisionView;
  readonly orders: OrderMaker;
  /** Closes held at which a position is closed; 0: never. */
  readonly maxHolding: number;
  /** Row at which everything is closed; −1: none. */
  readonly silentRow: number;
  readonly notWritten: { hold: number; abstain: number };
  /** Turns what was said at the close of a row into orders. */
  readonly say: (row: number) => void;
}

const SLOTS = ENGINE_BLOCK_ROWS - 1;
/** Action codes, and none of them. */
const CODES = 5;
const NONE = -1;

/**
 * The step of rows on which nothing happens, fused into loops: one symbol with a bar on every row, no working order, no corporate
 * action, no level touched, no loss limit to watch. It leaves exactly the state that the step would leave, which the properties of the
 * pumps prove bit by bit, and stops before the first row that needs the step.
 *
 * A decider that does not read its positions has been asked for the whole block before ({@link Ahead}); any other is asked row by row.
 */
export class QuietRows {
  readonly ahead: Ahead | undefined;
  readonly #parts: QuietParts;
  readonly #usable: boolean;
  readonly #sessionsMatter: boolean;
  readonly #paysForShorts: boolean;
  /** What is said again is not written down, so that nobody needs to hear it. */
  readonly #skipsRepeats: boolean;
  /** The loops of runs that are plain enough; others have those below. */
  readonly #coded: CodedRows | undefined;
  readonly #loops: Loops;
  readonly #orders: OrderMaker;
  /** The loop that has just ended did so because a position was opened or closed at the open of the next row. */
  #hasTraded = false;
  /** Code of the decision that this trade came of, which says nothing new on the rows after it; none: −1. */
  #known = NONE;
  readonly #bars: Pick<BarColumns, 'high' | 'low' | 'close'> & { readonly factor: Float64Array | undefined };
  readonly #numbers = new Float64Array(HELD_NUMBERS);
  /** By action code: rows at which it was said and needed nothing. */
  readonly #counts = new Uint32Array(CODES);

  constructor(parts: QuietParts) {
    const { input, tape, view } = parts;
    const { limits, execution } = input.settings;
    this.#parts = parts;
    this.#orders = parts.orders;
    this.#usable = tape.count === 1 && tape.isAligned && limits.dailyLoss === undefined && limits.drawdown === undefined;
    this.ahead = this.#usable && input.decider.readsPosition === false ? new Ahead(input.decider, view) : undefined;
    this.#coded = this.ahead === undefined ? undefined : parts.orders.codedRows(parts, this.ahead);
    this.#loops = loopsOf(input.decider);
    const { bars, factor } = tape.dataset.symbols[0]!;
    this.#bars = { high: bars.high, low: bars.low, close: bars.close, factor };
    this.#sessionsMatter = execution.cashInterestRate !== 0;
    this.#paysForShorts = borrowRate(tape.dataset.symbols[0]!, execution) !== 0;
    this.#skipsRepeats = input.keepDecisions === false;
  }

  /** Steps rows of one block from `from` on while they are quiet. @returns the first row that was not stepped, at most `to` */
  run(from: number, to: number): number {
    const { broker, portfolio, silentRow, events, input } = this.#parts;
    if (!this.#usable || broker.book.active > 0) return from;
    let end = silentRow < 0 ? to : Math.min(to, silentRow);
    this.ahead?.ask(Math.max(from, input.evaluateFrom), end);
    end = Math.min(end, events.nextActionRow(0));
    let row = from;
    this.#known = NONE;
    this.#coded?.begin();
    do {
      this.#hasTraded = false;
      if (row < end) row = portfolio.openCount === 0 ? this.#flat(row, end) : this.#heldOn(row, end);
    } while (this.#hasTraded);
    return row;
  }

  #heldOn(from: number, last: number): number {
    const { input, portfolio, broker } = this.#parts;
    if (from < input.evaluateFrom || broker.book.isForced(0)) return from;
    const to = this.#sessionsMatter || (this.#paysForShorts && portfolio.lots[0]! < 0) ? this.#sessionEnd(from, last) : last;
    if (this.ahead === undefined) return this.#heldAsked(from, to);
    if (this.#coded === undefined) return this.#held(from, to, this.ahead);
    this.#parts.account.finish(from);
    const row = this.#coded.held(from, this.#holdingEnd(from, to), to);
    this.#hasTraded = this.#coded.hasTraded;
    return row;
  }

  /** First row from `from` on, at most `to`, that begins a session. */
  #sessionEnd(from: number, to: number): number {
    const { session } = this.#parts.tape.dataset;
    let row = from;
    while (row > 0 && row < to && session[row] === session[row - 1]) row += 1;
    return row;
  }

  #flat(from: number, last: number): number {
    const { portfolio, account, view, input } = this.#parts;
    const { cash } = portfolio;
    const to = this.#sessionsMatter ? this.#sessionEnd(from, last) : last;
    if (cash <= 0 || from >= to) return from;
    if (cash > account.peak) account.peak = cash;
    account.finish(from);
    view.clean(portfolio);
    const start = Math.min(to, Math.max(from, input.evaluateFrom));
    if (this.ahead === undefined) return this.#flatAsked(start, to);
    if (this.#coded === undefined) return this.#flatAhead(start, to, this.ahead);
    const row = this.#coded.flat(start, to);
    this.#hasTraded = this.#coded.hasTraded;
    return row;
  }

  #flatAhead(from: number, to: number, ahead: Ahead): number {
    const { notWritten } = this.#parts;
    const { codes } = ahead;
    let known = this.#known;
    for (let row = from; ; row += 1) {
      const next = codes.nextOther(known, row, to);
      notWritten.hold += codes.holdsPassed;
      row = next;
      if (row === to) break;
      if (codes.bytes[row & SLOTS] === ACTION.abstain) {
        notWritten.abstain += 1;
        continue;
      }
      ahead.read(row);
      const repeats = this.#repeats(row);
      known = repeats ? this.#knownCode() : NONE;
      if (!repeats && this.#saysFlat(row, to)) return row + 1;
    }
    this.#completeFlat(to);
    return to;
  }

  #flatAsked(from: number, to: number): number {
    const { input, view } = this.#parts;
    let known = this.#known;
    view.reset();
    for (let row = from; ; row += 1) {
      row = this.#loops.flat(input.decider, view, this.#counts, known, row, to);
      if (row === to) break;
      if (!this.#isIdle()) {
        const repeats = this.#repeats(row);
        known = repeats ? this.#knownCode() : NONE;
        if (!repeats && this.#saysFlat(row, to)) return this.#leave(row + 1);
      }
      view.reset();
    }
    this.#completeFlat(to);
    return this.#leave(to);
  }

  /** Hold and abstain with numbers say no more than without. */
  #isIdle(): boolean {
    const code = this.#parts.view.out.action[0];
    if (code !== ACTION.hold && code !== ACTION.abstain) return false;
    this.#counts[code] = this.#counts[code]! + 1;
    return true;
  }

  #repeats(row: number): boolean {
    return this.#orders.repeatsAlone(row);
  }

  /** Code of a repeated decision that need not be heard again while nothing else is said. */
  #knownCode(): number {
    const { action, weight } = this.#parts.view.out;
    return this.#skipsRepeats && Number.isNaN(weight[0]!) ? action[0]! : NONE;
  }

  /** The first row that is not quiet: where the position leaves at a level and nothing else happens, the rows after it are. @returns the row */
  #leaveHeld(row: number): number {
    const { tape, broker } = this.#parts;
    this.#completeHeld(row);
    tape.advance(row);
    this.#known = NONE;
    this.#hasTraded = this.#orders.tradesWhole && broker.exitWhole(row);
    return row;
  }

  /** Turns what is said at a flat row into orders. @returns whether the next rows are no longer flat and quiet */
  #saysFlat(row: number, to: number): boolean {
    if (this.#orders.rest(row)) return false;
    if (!this.#orders.tradesWhole) {
      this.#completeFlat(row);
      this.#mark(row);
    } else {
      this.#completeFlat(row + 1);
      if (this.#trades(row, to)) return true;
    }
    this.#parts.say(row);
    return this.#isDisturbed(false);
  }

  /** The same with a position. */
  #saysHeld(row: number, to: number): boolean {
    const { portfolio, tape, account, view, say } = this.#parts;
    if (!this.#orders.tradesWhole) {
      this.#completeHeld(row);
      this.#mark(row);
    } else {
      this.#completeHeld(row + 1);
      if (this.#trades(row, to)) return true;
    }
    if (this.ahead !== undefined && this.#skipsRepeats) view.show(portfolio, tape, account.equity[row]!);
    say(row);
    return this.#isDisturbed(true);
  }

  /** Trades at the open of the next row, if that belongs to the rows before `to`. */
  #trades(row: number, to: number): boolean {
    if (row + 1 >= to) return false;
    this.#parts.tape.advance(row);
    this.#hasTraded = this.#orders.trade(row);
    this.#known = this.#hasTraded ? this.#knownCode() : NONE;
    return this.#hasTraded;
  }

  #completeFlat(to: number): void {
    const { account, broker } = this.#parts;
    account.completeFlat(account.finished, to, broker.lastFillRow === account.finished);
  }

  #completeHeld(to: number): void {
    const { account, broker } = this.#parts;
    account.completeHeld(account.finished, to, broker.lastFillRow === account.finished);
  }

  #held(from: number, to: number, ahead: Ahead): number {
    const { portfolio, tape, broker, account, view, notWritten } = this.#parts;
    const { barsHeld } = portfolio;
    const { codes } = ahead;
    const end = this.#holdingEnd(from, to);
    account.finish(from);
    let known = this.#known;
    let row = from;
    while (row < end) {
      const speaks = codes.nextOther(known, row, end);
      const last = Math.min(speaks + 1, end);
      const next = broker.protection.followRows(portfolio.cash, row, last);
      if (next < speaks) codes.nextOther(known, row, next);
      notWritten.hold += codes.holdsPassed;
      barsHeld[0] = barsHeld[0]! + (next - row);
      row = next;
      if (row < last) return this.#leaveHeld(row);
      if (speaks === end) break;
      if (codes.bytes[speaks & SLOTS] === ACTION.abstain) {
        notWritten.abstain += 1;
        continue;
      }
      ahead.read(speaks);
      tape.advance(speaks);
      // What is repeated is written down with the position that it saw.
      if (!this.#skipsRepeats) view.show(portfolio, tape, portfolio.cash + portfolio.exposure[0]! * this.#bars.close[speaks]!);
      const repeats = this.#repeats(speaks);
      known = repeats ? this.#knownCode() : NONE;
      if (!repeats && this.#saysHeld(speaks, to)) return row;
    }
    this.#completeHeld(row);
    return row;
  }

  #heldAsked(from: number, last: number): number {
    const { input, portfolio, account, view, tape, broker } = this.#parts;
    const { protection } = broker;
    const { highest, lowest, barsHeld } = portfolio;
    const end = this.#holdingEnd(from, last);
    const numbers = this.#numbers;
    account.finish(from);
    this.#beginHeld();
    let known = this.#known;
    let row = from;
    view.reset();
    // A new extreme moves a trailing stop from the next row on: its own row is asked by itself, with the levels from before.
    let extremeRow = NONE;
    for (;;) {
      if (row !== extremeRow) {
        numbers[HELD.stop] = protection.stop[0]!;
        numbers[HELD.take] = protection.take[0]!;
      }
      numbers[HELD.highest] = highest[0]!;
      numbers[HELD.lowest] = lowest[0]!;
      numbers[HELD.asked] = 0;
      const to = row === extremeRow ? row + 1 : end;
      row = this.#loops.held(input.decider, view, this.#bars, numbers, this.#counts, known, row, to);
      barsHeld[0] = numbers[HELD.bars]!;
      if (numbers[HELD.asked] === 0) {
        if (row === end) break;
        if (row === to) continue;
        if (!this.#isCalm(row)) return this.#leave(this.#leaveHeld(row));
        protection.follow(0, tape.high[0]![row]!, tape.low[0]![row]!);
        extremeRow = row;
        continue;
      }
      if (!this.#isIdle()) {
        const repeats = this.#repeats(row);
        known = repeats ? this.#knownCode() : NONE;
        if (!repeats && this.#saysHeld(row, last)) return this.#leave(row + 1);
      }
      view.reset();
      row += 1;
    }
    this.#completeHeld(row);
    return this.#leave(row);
  }

  /** Row at which the holding time ends, which is stepped. */
  #holdingEnd(from: number, to: number): number {
    const { maxHolding, portfolio } = this.#parts;
    return maxHolding > 0 ? Math.max(from, Math.min(to, from + maxHolding - 1 - portfolio.barsHeld[0]!)) : to;
  }

  /** No level is touched at a row and the account is worth something. */
  #isCalm(row: number): boolean {
    const { portfolio, broker } = this.#parts;
    const worth = portfolio.cash + portfolio.exposure[0]! * this.#bars.close[row]!;
    return worth > 0 && !broker.protection.isTouched(0, row);
  }

  #beginHeld(): void {
    const { portfolio, view } = this.#parts;
    const numbers = this.#numbers;
    numbers[HELD.cash] = portfolio.cash;
    numbers[HELD.exposure] = portfolio.exposure[0]!;
    numbers[HELD.entry] = portfolio.entryAdjusted[0]!;
    numbers[HELD.bars] = portfolio.barsHeld[0]!;
    view.position.entryPrice[0] = numbers[HELD.entry]!;
    view.showsPosition();
  }

  /** The row of a decision is marked as the step does it, and completed later: an order filled at this very close marks it anew. */
  #mark(row: number): void {
    const { tape, account } = this.#parts;
    tape.advance(row);
    account.mark(row, false);
    account.judge(row);
  }

  /** Whether a decision has made an order or a position, or ended one. */
  #isDisturbed(held: boolean): boolean {
    const { broker, portfolio } = this.#parts;
    return broker.book.active > 0 || portfolio.openCount > 0 !== held || broker.lastFillRow === this.#parts.tape.last[0]!;
  }

  #leave(next: number): number {
    const { notWritten } = this.#parts;
    const counts = this.#counts;
    notWritten.hold += counts[ACTION.hold]!;
    notWritten.abstain += counts[ACTION.abstain]!;
    counts[ACTION.hold] = 0;
    counts[ACTION.abstain] = 0;
    return next;
  }
}
