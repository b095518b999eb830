import type { Book, Tape } from '../sim/index.ts';
import { type Portfolio, wholeDown } from '../trading/index.ts';

/** Money available to one round of orders. */
export interface ClampLimits {
  readonly equity: number;
  /** Multiples of equity. */
  readonly maxGross: number;
  readonly maxNet: number;
  /** Largest value of one order. */
  readonly order: number;
  /** Cash that buys may use. */
  readonly cash: number;
  /** Reducing orders trade at the same moment and before the others, so that what they free can be used. */
  readonly reducesFirst: boolean;
}

export interface Clamped {
  readonly symbol: number;
  readonly rule: 'MAX_GROSS' | 'MAX_NET' | 'MAX_ORDER_VALUE' | 'BUYING_POWER';
}

/**
 * Brings what the targets of one close ask for inside the limits, in the order of RISK 2.4: gross and net exposure (what is new is
 * scaled by one factor, what is held stays), value of an order, buying power. All values are signed money at the close.
 */
export class ExposureClamp {
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #book: Book;
  /** What a target asks for; what of it is held already; what is new. */
  readonly #wanted: Float64Array;
  readonly #kept: Float64Array;
  readonly #added: Float64Array;
  readonly #isLimited: Uint8Array;

  constructor(tape: Tape, portfolio: Portfolio, book: Book) {
    const zeros = (): Float64Array => new Float64Array(tape.count);
    this.#tape = tape;
    this.#portfolio = portfolio;
    this.#book = book;
    [this.#wanted, this.#kept, this.#added] = [zeros(), zeros(), zeros()];
    this.#isLimited = new Uint8Array(tape.count);
  }

  /** @param limited the value was cut before, by the limit of a position */
  want(symbol: number, value: number, limited: boolean): void {
    this.#wanted[symbol] = value;
    this.#isLimited[symbol] = limited ? 1 : 0;
  }

  /** True when some limit cut what the symbol's target asked for. */
  isLimited(symbol: number): boolean {
    return this.#isLimited[symbol] === 1;
  }

  finalWeight(symbol: number, equity: number): number {
    return (this.#kept[symbol]! + this.#added[symbol]!) / equity;
  }

  /** @param symbols those with a changed target, by name; their old orders are gone already */
  apply(symbols: readonly number[], limits: ClampLimits): readonly Clamped[] {
    const clamped: Clamped[] = [];
    const changed = new Set(symbols);
    let keptGross = 0;
    let keptNet = 0;
    let cash = limits.cash;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      const held = this.#held(s);
      if (!changed.has(s)) {
        const value = this.#worst(s);
        keptGross += Math.abs(value);
        keptNet += value;
        cash -= this.#restingBuy(s);
        continue;
      }
      this.#divide(s, held);
      const kept = limits.reducesFirst ? this.#kept[s]! : held;
      keptGross += Math.abs(kept);
      keptNet += kept;
      if (limits.reducesFirst) cash += held - this.#kept[s]!;
    }
    this.#scale(symbols, this.#grossFactor(symbols, limits.maxGross * limits.equity - keptGross), 'MAX_GROSS', clamped);
    this.#scale(symbols, this.#netFactor(symbols, limits.maxNet * limits.equity, keptNet), 'MAX_NET', clamped);
    this.#limitOrders(symbols, limits.order, clamped);
    this.#limitBuys(symbols, cash, clamped);
    return clamped;
  }

  /** Whole lots of the two orders that bring a symbol to its value. */
  legs(symbol: number, price: number): { readonly reduce: number; readonly enlarge: number } {
    const held = this.#portfolio.lots[symbol]!;
    const size = Math.abs(held);
    const wanted = this.#wanted[symbol]!;
    if (held !== 0 && wanted * held <= 0) {
      return { reduce: size, enlarge: wanted === 0 ? 0 : this.#lots(symbol, this.#added[symbol]!, price) };
    }
    const difference = this.#lots(symbol, this.#kept[symbol]! + this.#added[symbol]!, price) - size;
    if (difference >= 0) return { reduce: 0, enlarge: difference };
    // A target above what is held that the limits leave no room for sells nothing.
    return Math.abs(wanted) < Math.abs(this.#held(symbol)) ? { reduce: -difference, enlarge: 0 } : { reduce: 0, enlarge: 0 };
  }

  /** All other symbols once the working orders are filled. */
  others(symbol: number): { readonly gross: number; readonly net: number; readonly open: number } {
    let gross = 0;
    let net = 0;
    let open = 0;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      const value = s === symbol ? 0 : this.#worst(s);
      if (value === 0) continue;
      gross += Math.abs(value);
      net += value;
      open += 1;
    }
    return { gross, net, open };
  }

  #held(s: number): number {
    const exposure = this.#portfolio.exposure[s]!;
    return exposure === 0 ? 0 : exposure * this.#tape.lastClose(s);
  }

  /**
   * Value after the working orders: a market order that reduces counts as done, because it trades before any that enlarges; one with a
   * price may stay unfilled. The second leg of a turn waits for the first, so the larger of the two counts.
   */
  #worst(s: number): number {
    const book = this.#book;
    const held = this.#held(s);
    const [out, into] = [2 * s, 2 * s + 1];
    if (!book.isActive(out) && !book.isActive(into)) return held;
    const rest = book.isActive(out) && book.isMarket(out) ? held + this.#orderValue(out, s) : held;
    const entry = book.isActive(into) ? this.#orderValue(into, s) : 0;
    if (rest * entry >= 0) return rest + entry;
    return Math.abs(rest) > Math.abs(entry) ? rest : entry;
  }

  #restingBuy(s: number): number {
    const place = 2 * s + 1;
    return this.#book.isActive(place) ? Math.max(0, this.#orderValue(place, s)) : 0;
  }

  #orderValue(place: number, s: number): number {
    const units = this.#portfolio.lotGrid[s]!.value(this.#book.remaining[place]!);
    return this.#book.side[place]! * units * this.#portfolio.multiplier[s]! * this.#tape.lastClose(s);
  }

  #divide(s: number, held: number): void {
    const wanted = this.#wanted[s]!;
    if (wanted * held <= 0) {
      this.#kept[s] = 0;
      this.#added[s] = wanted;
    } else if (Math.abs(wanted) >= Math.abs(held)) {
      this.#kept[s] = held;
      this.#added[s] = wanted - held;
    } else {
      this.#kept[s] = wanted;
      this.#added[s] = 0;
    }
  }

  #grossFactor(symbols: readonly number[], room: number): number {
    let added = 0;
    for (const s of symbols) added += Math.abs(this.#added[s]!);
    return added > room ? Math.max(0, room) / added : 1;
  }

  #netFactor(symbols: readonly number[], limit: number, kept: number): number {
    let added = 0;
    for (const s of symbols) added += this.#added[s]!;
    const side = added > 0 ? 1 : -1;
    const room = Math.max(0, limit - side * kept);
    return Math.abs(added) > room ? room / Math.abs(added) : 1;
  }

  #scale(symbols: readonly number[], factor: number, rule: Clamped['rule'], clamped: Clamped[]): void {
    if (factor === 1) return;
    for (const s of symbols) {
      if (this.#added[s] === 0) continue;
      this.#added[s] = this.#added[s]! * factor;
      this.#mark(s, rule, clamped);
    }
  }

  #limitOrders(symbols: readonly number[], largest: number, clamped: Clamped[]): void {
    for (const s of symbols) {
      if (Math.abs(this.#added[s]!) <= largest) continue;
      this.#added[s] = this.#added[s]! > 0 ? largest : -largest;
      this.#mark(s, 'MAX_ORDER_VALUE', clamped);
    }
  }

  #limitBuys(symbols: readonly number[], cash: number, clamped: Clamped[]): void {
    let buys = 0;
    for (const s of symbols) buys += Math.max(0, this.#added[s]!);
    if (buys <= cash) return;
    const factor = Math.max(0, cash) / buys;
    for (const s of symbols) {
      if (this.#added[s]! <= 0) continue;
      this.#added[s] = this.#added[s]! * factor;
      this.#mark(s, 'BUYING_POWER', clamped);
    }
  }

  #mark(symbol: number, rule: Clamped['rule'], clamped: Clamped[]): void {
    this.#isLimited[symbol] = 1;
    clamped.push({ symbol, rule });
  }

  #lots(symbol: number, value: number, price: number): number {
    const money = this.#portfolio.multiplier[symbol]! * price;
    return value === 0 ? 0 : wholeDown(this.#portfolio.lotGrid[symbol]!.count(Math.abs(value) / money));
  }
}
