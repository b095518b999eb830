import { ACTION } from '../ports/index.ts';
import type { Account } from './account.ts';
import { type Ahead, WITH_NUMBERS } from './ahead.ts';
import { ENGINE_BLOCK_ROWS } from './contract.ts';
import type { IssuedTargets } from './issued-targets.ts';
import type { PlainTrades } from './plain-trades.ts';
import type { QuietParts } from './quiet-rows.ts';
import { actionCode } from './targets.ts';

const SLOTS = ENGINE_BLOCK_ROWS - 1;
const NONE = -1;
const ACTIONS = [ACTION.hold, ACTION.buy, ACTION.sell, ACTION.close, ACTION.abstain] as const;

/**
 * Rows of one block whose decisions are known as codes, of a run that {@link PlainTrades} may trade and that keeps no record of decisions.
 * They are followed and marked in one pass, from one thing said to the next; a trade goes straight on. Leaves what the step leaves.
 */
export class CodedRows {
  /** The last call ended because a position was opened or closed, and the next one may go on. */
  hasTraded = false;
  readonly #parts: QuietParts;
  readonly #account: Account;
  readonly #ahead: Ahead;
  readonly #plain: PlainTrades;
  readonly #issued: Float64Array;
  readonly #blocked: Float64Array;
  /** Target of each action said without a weight; NaN where it says nothing. */
  readonly #targets: Float64Array;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #close: Float64Array;
  readonly #open: Float64Array;
  readonly #volume: Float64Array;
  readonly #touched = new Float64Array(1);
  readonly #trailing: number;
  /** A code that says nothing new now; none: −1. */
  #known = NONE;

  constructor(parts: QuietParts, ahead: Ahead, plain: PlainTrades, targets: IssuedTargets) {
    const { bars } = parts.tape.dataset.symbols[0]!;
    this.#parts = parts;
    this.#account = parts.account;
    this.#ahead = ahead;
    this.#plain = plain;
    this.#issued = targets.issued;
    this.#blocked = targets.blocked;
    this.#targets = Float64Array.from(ACTIONS, (action) => targets.ofAction(action));
    this.#high = bars.high;
    this.#low = bars.low;
    this.#close = bars.close;
    this.#open = bars.open;
    this.#volume = bars.volume;
    this.#trailing = parts.input.settings.stops.trailing;
  }

  /** Before the first call for rows that follow a step: nothing is known of what was said. */
  begin(): void {
    this.#known = NONE;
  }

  /** Rows of a flat account, `from` ≤ row < `to`. @returns the first row that is not done */
  flat(from: number, to: number): number {
    const { notWritten } = this.#parts;
    const { codes } = this.#ahead;
    const issued = this.#issued;
    const blocked = this.#blocked;
    this.hasTraded = false;
    for (let row = from; ; row += 1) {
      row = codes.nextOther(this.#known, row, to);
      notWritten.hold += codes.holdsPassed;
      if (row === to) break;
      const code = codes.bytes[row & SLOTS]!;
      if (code === ACTION.abstain) {
        notWritten.abstain += 1;
        continue;
      }
      const target = code < WITH_NUMBERS ? this.#targets[code]! : this.#read(row);
      this.#known = code < WITH_NUMBERS ? code : NONE;
      if (this.#isSaid(target)) continue;
      if (target === 0) {
        issued[0] = 0;
        blocked[0] = Number.NaN;
        continue;
      }
      this.#touchEntry(row);
      this.#completeFlat(row + 1);
      if (this.#trades(target, row, to) || this.#disturbs(row, false)) return row + 1;
    }
    this.#completeFlat(to);
    return to;
  }

  /**
   * The same with a position.
   *
   * @param end where the holding time ends, at most `to`
   */
  held(from: number, end: number, to: number): number {
    const { notWritten, portfolio } = this.#parts;
    const { barsHeld } = portfolio;
    const { codes } = this.#ahead;
    this.hasTraded = false;
    let row = from;
    while (row < end) {
      const speaks = codes.nextOther(this.#known, row, end);
      const last = speaks < end ? speaks + 1 : end;
      if (speaks < end) this.#touched[0] = this.#open[last]! + this.#volume[last]!;
      const next = this.#follow(row, last);
      if (next < speaks) codes.nextOther(this.#known, row, next);
      notWritten.hold += codes.holdsPassed;
      barsHeld[0] = barsHeld[0]! + (next - row);
      row = next;
      if (row < last) return this.#leave(row);
      if (speaks === end) break;
      const code = codes.bytes[speaks & SLOTS]!;
      if (code === ACTION.abstain) {
        notWritten.abstain += 1;
        continue;
      }
      const target = code < WITH_NUMBERS ? this.#targets[code]! : this.#read(speaks);
      this.#known = code < WITH_NUMBERS ? code : NONE;
      if (this.#isSaid(target)) continue;
      if (this.#trades(target, speaks, to) || this.#disturbs(speaks, true)) return row;
    }
    return row;
  }

  /** What was said with numbers; NaN where that needs the step. */
  #read(row: number): number {
    this.#ahead.read(row);
    return this.#plain.target(actionCode(this.#parts.view.out.action[0]!));
  }

  /** Whether a target is issued already, or waits until another one has been said. */
  #isSaid(target: number): boolean {
    if (target === this.#blocked[0] && target !== 0) return true;
    if (target !== this.#issued[0]) return false;
    this.#blocked[0] = Number.NaN;
    return true;
  }

  /** Trades at the open of the next row, if that belongs to the rows before `to`. */
  #trades(target: number, row: number, to: number): boolean {
    this.hasTraded = row + 1 < to && !Number.isNaN(target) && this.#plain.moveTo(target, row);
    return this.hasTraded;
  }

  /** Leaves a decision to the step's way. @returns whether it has made an order or a position, or ended one */
  #disturbs(row: number, held: boolean): boolean {
    const { view, portfolio, tape, broker, say } = this.#parts;
    this.#known = NONE;
    tape.advance(row);
    this.#ahead.read(row);
    if (held) view.show(portfolio, tape, this.#account.equity[row]!);
    say(row);
    return broker.book.active > 0 || portfolio.openCount > 0 !== held || broker.lastFillRow === row;
  }

  /** The first row that is not quiet: where the position leaves at a level and nothing else happens, the rows after it are. @returns the row */
  #leave(row: number): number {
    const { tape, broker } = this.#parts;
    tape.advance(row);
    this.#known = NONE;
    this.hasTraded = broker.exitWhole(row);
    return row;
  }

  #touchEntry(row: number): void {
    const next = row + 1;
    const early = row > 20 ? row - 20 : 0;
    const close = this.#close;
    this.#touched[0] =
      this.#open[next]! +
      this.#volume[next]! +
      this.#high[next]! +
      this.#low[next]! +
      close[early]! +
      close[early + 8]! +
      close[row]!;
  }

  #completeFlat(to: number): void {
    const account = this.#account;
    account.completeFlat(account.finished, to, this.#parts.broker.lastFillRow === account.finished);
  }

  /**
   * Follows and marks rows on which nothing trades and the position is held: their bars move extremes and a trailing stop one after the
   * other.
   *
   * @returns the first row, at most `end`, whose bar touches a level, or at which the account is worth nothing; that one is not done
   */
  #follow(from: number, end: number): number {
    const [high, low, close, account] = [this.#high, this.#low, this.#close, this.#account];
    const { portfolio, broker, tape } = this.#parts;
    const { protection } = broker;
    const { equity } = account;
    const { cash } = portfolio;
    const exposure = portfolio.exposure[0]!;
    const isLong = exposure > 0;
    const { step } = tape.tick[0]!;
    const kept = isLong ? 1 - this.#trailing : 1 + this.#trailing;
    const peakBefore = account.finishedPeak;
    let raw = protection.rawStop[0]!;
    let below = (isLong ? protection.stop : protection.take)[0]!;
    let above = (isLong ? protection.take : protection.stop)[0]!;
    let most = portfolio.highest[0]!;
    let least = portfolio.lowest[0]!;
    let peak = peakBefore;
    let sum = account.grossSum;
    let largest = account.grossLargest;
    // The stop was moved and is not on its tick yet; until then a level a tick nearer stands for it.
    let isRough = false;
    let row = from;
    for (; row < end; row += 1) {
      const h = high[row]!;
      const l = low[row]!;
      if (h >= above || l <= below) {
        if (!isRough) break;
        isRough = false;
        if (isLong) below = tape.tick[0]!.nearest(raw);
        else above = tape.tick[0]!.nearest(raw);
        if (h >= above || l <= below) break;
      }
      const value = exposure * close[row]!;
      const now = cash + value;
      if (!(now > 0)) break;
      const share = Math.abs(value) / now;
      equity[row] = now;
      sum += share;
      if (share > largest) largest = share;
      if (now > peak) peak = now;
      if (h > most) {
        most = h;
        if (isLong && h * kept > raw) {
          raw = h * kept;
          below = raw + step;
          isRough = true;
        }
      }
      if (l < least) {
        least = l;
        if (!isLong && l * kept < raw) {
          raw = l * kept;
          above = raw - step;
          isRough = true;
        }
      }
    }
    portfolio.highest[0] = most;
    portfolio.lowest[0] = least;
    if (raw !== protection.rawStop[0]! && !Number.isNaN(raw)) protection.trail(0, isLong ? most : least, isLong ? 1 : -1);
    account.addHeld(from, row, peak, sum, largest, broker.lastFillRow === from);
    return row;
  }
}
