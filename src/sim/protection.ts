import { EXIT_REASONS, type ExitReason, type Portfolio, type StopSettings } from '../trading/index.ts';
import type { Tape } from './tape.ts';

const STOP_LOSS = EXIT_REASONS.indexOf('stop_loss');
const TRAILING = EXIT_REASONS.indexOf('trailing_stop');

/**
 * Where each position is closed by itself: one stop and one target per symbol, the tighter of all that is set.
 *
 * Levels count from the average entry price. The volatility stop takes the feature's value at the close of the decision that last
 * enlarged the position. A trailing stop follows the best price up to the bar before. Levels lie on the tick: stops on the nearest,
 * targets on the next one that is not worse. NaN: none.
 */
export class Protection {
  readonly stop: Float64Array;
  readonly take: Float64Array;
  /** Levels of the last decision, raw. */
  readonly decidedStop: Float64Array;
  readonly decidedTake: Float64Array;
  readonly atrDistance: Float64Array;
  /** Row on which an order was filled inside the bar, and its price before slippage. */
  readonly intrabarRow: Int32Array;
  readonly intrabarBase: Float64Array;
  /** Row at whose close stop and target were last given anew; −1: with the position, the stop before the target. */
  readonly stopRow: Int32Array;
  readonly takeRow: Int32Array;
  readonly #reason: Uint8Array;
  /** The stop before it is rounded to the tick. */
  readonly rawStop: Float64Array;
  readonly #portfolio: Portfolio;
  readonly #tape: Tape;
  readonly #settings: StopSettings;
  readonly #trails: boolean;

  constructor(portfolio: Portfolio, tape: Tape, settings: StopSettings) {
    const unknown = (): Float64Array => new Float64Array(tape.count).fill(Number.NaN);
    [this.stop, this.take, this.decidedStop, this.decidedTake] = [unknown(), unknown(), unknown(), unknown()];
    [this.atrDistance, this.intrabarBase] = [unknown(), unknown()];
    this.rawStop = unknown();
    this.intrabarRow = new Int32Array(tape.count).fill(-1);
    this.stopRow = new Int32Array(tape.count).fill(-1);
    this.takeRow = new Int32Array(tape.count).fill(-1);
    this.#reason = new Uint8Array(tape.count);
    this.#portfolio = portfolio;
    this.#tape = tape;
    this.#settings = settings;
    this.#trails = !Number.isNaN(settings.trailing);
  }

  /** Reason of the stop in force. */
  stopReason(symbol: number): ExitReason {
    return EXIT_REASONS[this.#reason[symbol]!]!;
  }

  /** The same as an index of `EXIT_REASONS`. */
  stopReasonCode(symbol: number): number {
    return this.#reason[symbol]!;
  }

  /** Works the levels out again: after a fill, a split, a new extreme, new prices of a decision. */
  refresh(symbol: number): void {
    const lots = this.#portfolio.lots[symbol]!;
    if (lots === 0) {
      this.stop[symbol] = Number.NaN;
      this.take[symbol] = Number.NaN;
      this.decidedStop[symbol] = Number.NaN;
      this.decidedTake[symbol] = Number.NaN;
      this.atrDistance[symbol] = Number.NaN;
      this.stopRow[symbol] = -1;
      this.takeRow[symbol] = -1;
      return;
    }
    const side = lots > 0 ? 1 : -1;
    const { stopLoss, takeProfit, trailing, atrMultiple } = this.#settings;
    const entry = this.#portfolio.entryPrice[symbol]!;
    const tick = this.#tape.tick[symbol]!;
    const extreme = side > 0 ? this.#portfolio.highest[symbol]! : this.#portfolio.lowest[symbol]!;
    const fixed = tighter(
      side,
      tighter(side, entry * (1 - side * stopLoss), entry - side * atrMultiple * this.atrDistance[symbol]!),
      this.decidedStop[symbol]!,
    );
    const trail = extreme * (1 - side * trailing);
    const stop = tighter(side, fixed, trail);
    this.#reason[symbol] = stop === trail && stop !== fixed ? TRAILING : STOP_LOSS;
    this.rawStop[symbol] = stop;
    this.stop[symbol] = tick.nearest(stop);
    const take = tighter(-side, entry * (1 + side * takeProfit), this.decidedTake[symbol]!);
    this.take[symbol] = side > 0 ? tick.above(take) : tick.below(take);
  }

  /** New levels of a position that is open already; NaN: that one stays, and keeps its place in the order. */
  issued(symbol: number, row: number, stop: number, take: number): void {
    if (!Number.isNaN(stop)) this.stopRow[symbol] = row;
    if (!Number.isNaN(take)) this.takeRow[symbol] = row;
  }

  split(symbol: number, ratio: number): void {
    for (const column of [this.decidedStop, this.decidedTake, this.atrDistance]) column[symbol] = column[symbol]! / ratio;
    this.refresh(symbol);
  }

  /** A bar is over: its extremes count from the next bar on. After a fill inside the bar only the close is known to have followed. */
  barOver(symbol: number, row: number): void {
    const own = this.#tape.at[symbol]!;
    const inside = this.intrabarRow[symbol] === row;
    const high = inside ? this.#tape.close[symbol]![own]! : this.#tape.high[symbol]![own]!;
    const low = inside ? this.#tape.close[symbol]![own]! : this.#tape.low[symbol]![own]!;
    this.follow(symbol, high, low);
  }

  /** Whether an own bar of a symbol touches a level; one that is not set is NaN and never touched. */
  isTouched(symbol: number, own: number): boolean {
    const [stop, take] = [this.stop[symbol]!, this.take[symbol]!];
    const high = this.#tape.high[symbol]![own]!;
    const low = this.#tape.low[symbol]![own]!;
    return this.#portfolio.lots[symbol]! > 0 ? low <= stop || high >= take : high >= stop || low <= take;
  }

  /**
   * Rows on which nothing trades and the only symbol's position is held: their bars count one after the other, as in {@link barOver}.
   * Levels lie outside of the extremes as a rule, so two comparisons a row are enough; where they do not, every row is looked at.
   *
   * @returns the first row, at most `end`, whose bar touches a level, or at which cash and position together are worth nothing; that one
   * does not count
   */
  followRows(cash: number, from: number, end: number): number {
    const [high, low, close] = [this.#tape.high[0]!, this.#tape.low[0]!, this.#tape.close[0]!];
    const held = this.#portfolio.exposure[0]!;
    const above = held > 0 ? this.take : this.stop;
    const below = held > 0 ? this.stop : this.take;
    let row = from;
    for (;;) {
      row = held > 0 && cash > 0 ? this.#followLong(high, low, row, end) : this.#skipInside(cash, high, low, row, end);
      if (row === end) return end;
      const h = high[row]!;
      const l = low[row]!;
      if (h >= above[0]! || l <= below[0]! || !(cash + held * close[row]! > 0)) return row;
      this.follow(0, h, l);
      row += 1;
    }
  }

  /** The same for a long position of an account with cash, at prices above 0. @returns the first row that may be more than that */
  #followLong(high: Float64Array, low: Float64Array, from: number, end: number): number {
    const { highest, lowest } = this.#portfolio;
    const { step } = this.#tape.tick[0]!;
    const kept = this.#trails ? 1 - this.#settings.trailing : 0;
    const take = orElse(this.take[0]!, Number.POSITIVE_INFINITY);
    let raw = orElse(this.rawStop[0]!, 0);
    let floor = Math.max(orElse(this.stop[0]!, 0), 0);
    let most = highest[0]!;
    let least = lowest[0]!;
    // Inside these two nothing is touched and nothing moves.
    let bottom = least > floor && most < take ? least : Number.POSITIVE_INFINITY;
    let row = from;
    for (; row < end; row += 1) {
      const h = high[row]!;
      const l = low[row]!;
      if (h <= most && l >= bottom) continue;
      if (!(h < take && l > floor)) break;
      if (l < least) {
        least = l;
        bottom = l;
      }
      if (h <= most) continue;
      most = h;
      if (h * kept <= raw) continue;
      // The stop lies on the tick next to this; a row between the two is looked at.
      raw = h * kept;
      floor = raw + step;
      bottom = least > floor ? least : Number.POSITIVE_INFINITY;
    }
    lowest[0] = least;
    highest[0] = most;
    // The highest of them moves the stop at least as far as those before it.
    if (kept > 0) this.trail(0, most, 1);
    return row;
  }

  /** Bars inside the extremes so far, when levels lie outside of these. @returns the first that is not */
  #skipInside(cash: number, high: Float64Array, low: Float64Array, from: number, end: number): number {
    const { highest, lowest, exposure } = this.#portfolio;
    const held = exposure[0]!;
    const most = highest[0]!;
    const least = lowest[0]!;
    const upper = (held > 0 ? this.take : this.stop)[0]!;
    const lower = (held > 0 ? this.stop : this.take)[0]!;
    let row = from;
    if (upper <= most || lower >= least || !(cash + held * (held > 0 ? least : most) > 0)) return row;
    while (row < end && high[row]! <= most && low[row]! >= least) row += 1;
    return row;
  }

  /** New extremes of a position. */
  follow(symbol: number, high: number, low: number): void {
    const { highest, lowest, lots } = this.#portfolio;
    if (high > highest[symbol]!) {
      highest[symbol] = high;
      if (this.#trails && lots[symbol]! > 0) this.trail(symbol, high, 1);
    }
    if (low < lowest[symbol]!) {
      lowest[symbol] = low;
      if (this.#trails && lots[symbol]! < 0) this.trail(symbol, low, -1);
    }
  }

  /** A new extreme moves the stop only where the trailing stop is, or becomes, the tighter one; nothing else depends on it. */
  trail(symbol: number, extreme: number, side: 1 | -1): void {
    const trail = extreme * (1 - side * this.#settings.trailing);
    if (side * (trail - this.rawStop[symbol]!) <= 0) return;
    this.rawStop[symbol] = trail;
    this.#reason[symbol] = TRAILING;
    this.stop[symbol] = this.#tape.tick[symbol]!.nearest(trail);
  }
}

/** The level that is met first by a position of this side; a level that is not set never is. */
function tighter(side: number, a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  if (Number.isNaN(b)) return a;
  return side > 0 ? Math.max(a, b) : Math.min(a, b);
}

function orElse(level: number, without: number): number {
  return Number.isNaN(level) ? without : level;
}
