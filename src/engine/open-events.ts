import { DAY_MS } from '../base/index.ts';
import type { CorporateAction, SymbolData } from '../market/index.ts';
import type { SimulatedBroker, Tape } from '../sim/index.ts';
import { EMPTY_LEDGER_ENTRY, type ExecutionSettings, type Portfolio, type RunLog } from '../trading/index.ts';

/** Days of the year that borrow fees and interest are counted by. */
const YEAR_DAYS = 365;
const NO_ACTION = 0x7fffffff;

/** Fee a year of borrowing a symbol, as a fraction of its value. */
export function borrowRate({ instrument }: SymbolData, { borrow }: ExecutionSettings): number {
  if (!borrow.enabled) return 0;
  return instrument.borrowRateBps === undefined ? borrow.rate : instrument.borrowRateBps / 10_000;
}

/** What happens to the account before the first trade of a bar: borrow fees and interest of the elapsed time, dividends, splits. */
export class OpenEvents {
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #broker: SimulatedBroker;
  readonly #log: RunLog;
  readonly #borrowRates: Float64Array;
  readonly #interestRate: number;
  readonly #actions: readonly (readonly CorporateAction[])[];
  readonly #cursor: Int32Array;
  /** Length of each list when it was last looked at: in event-driven runs lists grow. */
  readonly #known: Int32Array;
  /** Own bar of the next action by symbol. */
  readonly #nextAction: Int32Array;
  readonly #evaluateFrom: number;
  #chargedUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    readonly tape: Tape;
    readonly portfolio: Portfolio;
    readonly broker: SimulatedBroker;
    readonly log: RunLog;
    readonly execution: ExecutionSettings;
    readonly evaluateFrom: number;
  }) {
    const { cashInterestRate } = parts.execution;
    this.#tape = parts.tape;
    this.#portfolio = parts.portfolio;
    this.#broker = parts.broker;
    this.#log = parts.log;
    this.#borrowRates = Float64Array.from(parts.tape.dataset.symbols, (symbol) => borrowRate(symbol, parts.execution));
    this.#interestRate = cashInterestRate;
    this.#evaluateFrom = parts.evaluateFrom;
    this.#actions = parts.tape.dataset.symbols.map(({ actions }) => actions);
    this.#cursor = new Int32Array(parts.tape.count);
    this.#known = Int32Array.from(this.#actions, (actions) => actions.length);
    this.#nextAction = Int32Array.from(this.#actions, (actions) => actions[0]?.row ?? NO_ACTION);
  }

  /**
   * Charges the time since the last session's first bar, on what is held and owed now: a year has 365 days, the value of a short
   * position is that of the last close. Positions opened and closed inside one session pay nothing,
   * and neither does the time before the first evaluated row.
   */
  newSession(row: number): void {
    const { time } = this.#tape.dataset;
    const now = time[row]!;
    const since = Math.max(this.#chargedUntil, time[Math.min(row, this.#evaluateFrom)]!);
    this.#chargedUntil = now;
    if (row <= this.#evaluateFrom) return;
    const { cash } = this.#portfolio;
    if (this.#portfolio.openCount > 0) this.#chargeBorrow(row, now, since);
    if (this.#interestRate === 0 || cash <= 0) return;
    const amount = cash * this.#interestRate * ((now - since) / DAY_MS / YEAR_DAYS);
    this.#portfolio.earnInterest(amount);
    this.#write(row, -1, { type: 'interest', netPnl: amount });
  }

  /** Own bar of the next known corporate action; the largest integer when there is none. */
  nextActionRow(symbol: number): number {
    return this.#actions[symbol]!.length === this.#known[symbol] ? this.#nextAction[symbol]! : -1;
  }

  /** Corporate actions at the open of this row's bars: dividends on what was held before, then splits. */
  apply(row: number): void {
    const { count, byName, at } = this.#tape;
    for (let c = 0; c < count; c += 1) {
      const s = byName[c]!;
      const own = at[s]!;
      const actions = this.#actions[s]!;
      if (own < this.#nextAction[s]! && actions.length === this.#known[s]) continue;
      const first = this.#cursor[s]!;
      let end = first;
      while (end < actions.length && actions[end]!.row <= own) end += 1;
      this.#cursor[s] = end;
      this.#known[s] = actions.length;
      this.#nextAction[s] = actions[end]?.row ?? NO_ACTION;
      for (let i = first; i < end; i += 1) {
        const action = actions[i]!;
        if (action.kind === 'dividend' && action.row === own) this.#dividend(s, row, action.amount);
      }
      for (let i = first; i < end; i += 1) {
        const action = actions[i]!;
        if (action.kind === 'split' && action.row === own) this.#split(s, row, action.ratio);
      }
    }
  }

  #chargeBorrow(row: number, now: number, since: number): void {
    const { lots, exposure, openedAt } = this.#portfolio;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      if (lots[s]! >= 0 || this.#borrowRates[s] === 0) continue;
      const days = (now - Math.max(since, openedAt[s]!)) / DAY_MS;
      // The bar of this row has not traded yet: its value is that of the bar before.
      const own = this.#tape.at[s]! < 0 ? this.#tape.last[s]! : this.#tape.last[s]! - 1;
      const value = -exposure[s]! * this.#tape.close[s]![own]!;
      const fee = value * this.#borrowRates[s]! * (days / YEAR_DAYS);
      this.#portfolio.chargeBorrow(s, fee);
      this.#write(row, s, { type: 'borrow', borrowFee: fee, netPnl: -fee });
    }
  }

  #dividend(s: number, row: number, amount: number): void {
    if (this.#portfolio.lots[s] === 0) return;
    const paid = this.#portfolio.dividend(s, amount);
    this.#write(row, s, { type: 'dividend', quantity: this.#portfolio.quantity(s), grossPnl: paid, netPnl: paid });
  }

  #split(s: number, row: number, ratio: number): void {
    this.#broker.book.split(s, ratio, this.#tape.tick[s]!);
    if (this.#portfolio.lots[s] === 0) return;
    this.#portfolio.split(s, ratio);
    this.#broker.protection.split(s, ratio);
    this.#write(row, s, { type: 'split', quantity: this.#portfolio.quantity(s) });
  }

  #write(row: number, symbol: number, entry: Partial<typeof EMPTY_LEDGER_ENTRY> & Pick<typeof EMPTY_LEDGER_ENTRY, 'type'>): void {
    this.#log.addLedger({
      ...EMPTY_LEDGER_ENTRY,
      time: this.#tape.openTime(Math.max(symbol, 0), row),
      row,
      symbol,
      cashAfter: this.#portfolio.cash,
      positionAfter: symbol < 0 ? Number.NaN : this.#portfolio.quantity(symbol),
      ...entry,
    });
  }
}
