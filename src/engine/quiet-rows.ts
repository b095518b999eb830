import { ACTION } from '../ports/index.ts';
import type { SimulatedBroker, Tape } from '../sim/index.ts';
import type { Portfolio } from '../trading/index.ts';
import type { Account } from './account.ts';
import { ENGINE_BLOCK_ROWS, type EngineInput } from './contract.ts';
import type { DecisionView } from './decision-view.ts';
import type { OpenEvents } from './open-events.ts';
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

/**
 * The step of rows on which nothing happens, fused into one loop: one symbol with a bar on every row, no working order, no corporate
 * action, no level touched, no loss limit to watch. It leaves exactly the state that the step would leave, which the properties of the
 * pumps prove bit by bit, and stops before the first row that needs the step.
 */
export class QuietRows {
  readonly #parts: QuietParts;
  readonly #usable: boolean;
  readonly #sessionsMatter: boolean;
  /** Whether the decider knows its silent rows. */
  readonly #scans: boolean;
  /** Session of the last row stepped. */
  session = -1;

  constructor(parts: QuietParts) {
    const { input, tape } = parts;
    const { limits, execution } = input.settings;
    this.#parts = parts;
    this.#usable = tape.count === 1 && tape.isAligned && limits.dailyLoss === undefined && limits.drawdown === undefined;
    this.#scans = input.decider.silentUntil !== undefined;
    this.#sessionsMatter = execution.cashInterestRate !== 0;
  }

  /** Steps rows from `from` on while they are quiet. @returns the first row that was not stepped, at most `to` */
  run(from: number, to: number): number {
    const { broker, portfolio, silentRow, events } = this.#parts;
    if (!this.#usable || broker.book.active > 0) return from;
    let end = silentRow < 0 ? to : Math.min(to, silentRow);
    end = Math.min(end, events.nextActionRow(0));
    if (from >= end) return from;
    return portfolio.openCount === 0 ? this.#flat(from, end) : this.#held(from, end);
  }

  #flat(from: number, to: number): number {
    const { input, portfolio, account, view, notWritten, say, tape, orders } = this.#parts;
    const { session } = tape.dataset;
    const { evaluateFrom } = input;
    const { decider } = input;
    const scans = this.#scans;
    const { position, out } = view;
    const { cash } = portfolio;
    if (cash <= 0) return from;
    if (cash > account.peak) account.peak = cash;
    account.finish(from);
    view.clean(portfolio);
    let row = Math.min(to, Math.max(from, evaluateFrom));
    let speaks = row;
    let silent = 0;
    for (; row < to; row += 1) {
      if (this.#sessionsMatter && session[row] !== this.session) break;
      if (scans && row >= speaks) speaks = decider.silentUntil!(row, to);
      if (row < speaks) {
        // Without sessions to watch, nothing keeps the silent rows apart.
        const next = this.#sessionsMatter ? row + 1 : speaks;
        silent += next - row;
        row = next - 1;
        continue;
      }
      view.reset();
      decider.decide(row, position, out);
      const code = out.action[0];
      if (code === ACTION.hold) silent += 1;
      else if (code === ACTION.abstain) notWritten.abstain += 1;
      else if (!orders.repeatsAlone(row)) {
        account.completeFlat(account.finished, row + 1);
        say(row);
        if (this.#isDisturbed(false)) {
          notWritten.hold += silent;
          // An order filled at this very close has marked the row anew.
          account.finished = row;
          return this.#leave(row + 1);
        }
      }
    }
    notWritten.hold += silent;
    account.completeFlat(account.finished, row);
    return this.#leave(row);
  }

  #held(from: number, to: number): number {
    const { input, portfolio, account, view, notWritten, say, tape, broker, maxHolding, orders } = this.#parts;
    if (from < input.evaluateFrom || broker.book.isForced(0)) return from;
    const { decider } = input;
    const { position, out } = view;
    const { session } = tape.dataset;
    const [high, low, close] = [tape.high[0]!, tape.low[0]!, tape.close[0]!];
    const { factor } = tape.dataset.symbols[0]!;
    const { stop, take } = broker.protection;
    const { highest, lowest, barsHeld, cash, costs } = portfolio;
    const { equity, columns } = account;
    const exposure = portfolio.exposure[0]!;
    const long = exposure > 0;
    const entry = portfolio.entryAdjusted[0]!;
    const mostBars = maxHolding > 0 ? maxHolding : Number.POSITIVE_INFINITY;
    let bars = barsHeld[0]!;
    let { peak } = account;
    position.entryPrice[0] = entry;
    view.showsPosition();
    let row = from;
    let speaks = from;
    let silent = 0;
    for (; row < to; row += 1) {
      const h = high[row]!;
      const l = low[row]!;
      if (long ? l <= stop[0]! || h >= take[0]! : h >= stop[0]! || l <= take[0]!) break;
      if ((this.#sessionsMatter || !long) && session[row] !== this.session) break;
      const c = close[row]!;
      const value = exposure * c;
      const now = cash + value;
      if (bars + 1 >= mostBars || !(now > 0)) break;
      bars += 1;
      if (h > highest[0]! || l < lowest[0]!) broker.protection.follow(0, h, l);
      if (now > peak) peak = now;
      const share = value / now;
      const slot = row % ENGINE_BLOCK_ROWS;
      equity[row] = now;
      columns.cash[slot] = cash;
      columns.gross[slot] = long ? share : -share;
      columns.net[slot] = share;
      columns.costs[slot] = costs;
      if (this.#scans && row >= speaks) speaks = decider.silentUntil!(row, to);
      if (row < speaks) {
        silent += 1;
        continue;
      }
      const gain = (factor === undefined ? c : c * factor[row]!) / entry - 1;
      position.weight[0] = share;
      position.barsHeld[0] = bars;
      position.unrealised[0] = long ? gain : -gain;
      view.reset();
      decider.decide(row, position, out);
      const code = out.action[0];
      if (code === ACTION.hold) silent += 1;
      else if (code === ACTION.abstain) notWritten.abstain += 1;
      else if (!orders.repeatsAlone(row)) {
        barsHeld[0] = bars;
        account.peak = peak;
        say(row);
        if (this.#isDisturbed(true)) {
          notWritten.hold += silent;
          return this.#leave(row + 1);
        }
      }
    }
    notWritten.hold += silent;
    barsHeld[0] = bars;
    account.peak = peak;
    return this.#leave(row);
  }

  /** Whether a decision has made an order or a position, or ended one. */
  #isDisturbed(held: boolean): boolean {
    const { broker, portfolio } = this.#parts;
    return broker.book.active > 0 || portfolio.openCount > 0 !== held || broker.lastFillRow === this.#parts.tape.last[0]!;
  }

  #leave(next: number): number {
    if (next > 0) this.session = this.#parts.tape.dataset.session[next - 1]!;
    return next;
  }
}
