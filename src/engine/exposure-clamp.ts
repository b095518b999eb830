import type { Book, Tape } from '../sim/index.ts';
import { type Portfolio, wholeDown } from '../trading/index.ts';
import type { Draft } from './draft.ts';

/** Part of a lot that is rounding noise. */
const ROUNDING = 1e-9;

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
  /** Marks of the symbols being worked on. */
  readonly #isChanged: Uint8Array;
  /** What is new and not yet sent, reserved for the gate: orders of one close are judged together. */
  readonly #reserved: Float64Array;
  /** What was taken back before the limits were applied. */
  readonly #withdrawn: Float64Array;

  constructor(tape: Tape, portfolio: Portfolio, book: Book) {
    const zeros = (): Float64Array => new Float64Array(tape.count);
    this.#tape = tape;
    this.#portfolio = portfolio;
    this.#book = book;
    [this.#wanted, this.#kept, this.#added] = [zeros(), zeros(), zeros()];
    this.#isLimited = new Uint8Array(tape.count);
    this.#isChanged = new Uint8Array(tape.count);
    [this.#reserved, this.#withdrawn] = [zeros(), zeros()];
  }

  /** @param limited the value was cut before, by the limit of a position */
  want(symbol: number, value: number, limited: boolean): void {
    this.#wanted[symbol] = value;
    this.#withdrawn[symbol] = 0;
    this.#divide(symbol, this.#held(symbol));
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
    for (const s of symbols) this.#isChanged[s] = 1;
    let keptGross = 0;
    let keptNet = 0;
    let cash = limits.cash;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      const held = this.#held(s);
      if (this.#isChanged[s] === 0) {
        const value = this.#worst(s);
        keptGross += Math.abs(value);
        keptNet += value;
        cash -= this.#restingBuy(s);
        continue;
      }
      this.#isChanged[s] = 0;
      const kept = limits.reducesFirst ? this.#kept[s]! : held;
      keptGross += Math.abs(kept);
      keptNet += kept;
      if (limits.reducesFirst) cash += held - this.#kept[s]!;
    }
    this.#limitGross(symbols, limits.maxGross * limits.equity - keptGross, clamped);
    this.#limitNet(symbols, limits.maxNet * limits.equity, keptNet, clamped);
    this.#limitOrders(symbols, limits.order, clamped);
    this.#limitBuys(symbols, cash, clamped);
    // Smaller buys may leave the sales too large.
    this.#limitNet(symbols, limits.maxNet * limits.equity, keptNet, clamped);
    return clamped;
  }

  /** Lots that the target adds before limits. */
  entryLots(symbol: number, price: number): number {
    return this.#lots(symbol, this.#added[symbol]!, price);
  }

  /** Takes back what a target would add: its entry may not be made. */
  withdraw(symbol: number): void {
    this.#withdrawn[symbol] = this.#added[symbol]!;
    this.#added[symbol] = 0;
  }

  withdrawnLots(symbol: number, price: number): number {
    return this.#lots(symbol, this.#withdrawn[symbol]!, price);
  }

  /** The entry of a symbol is with the broker or refused. */
  settled(symbol: number): void {
    this.#reserved[symbol] = 0;
  }

  /** Whole lots of the two orders that bring a symbol to its value. */
  legs(symbol: number, price: number): { readonly reduce: number; readonly enlarge: number } {
    const held = this.#portfolio.lots[symbol]!;
    const size = Math.abs(held);
    const wanted = this.#wanted[symbol]!;
    if (held !== 0 && wanted * held <= 0) {
      return { reduce: size, enlarge: this.#lots(symbol, this.#added[symbol]!, price) };
    }
    const difference = this.#lots(symbol, this.#kept[symbol]! + this.#added[symbol]!, price) - size;
    if (difference >= 0) return { reduce: 0, enlarge: difference };
    // A target above what is held that the limits leave no room for sells nothing.
    return Math.abs(wanted) < Math.abs(this.#held(symbol)) ? { reduce: -difference, enlarge: 0 } : { reduce: 0, enlarge: 0 };
  }

  /**
   * Whole lots round each side by itself, which may carry the net exposure over its limit again: entries of the larger side give way, by
   * name, lot by lot.
   */
  fitNet(drafts: readonly Pick<Draft, 'symbol' | 'legs'>[], limit: number, price: (symbol: number) => number): void {
    const planned = new Map(drafts.map((draft) => [draft.symbol, draft]));
    let net = 0;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      const draft = planned.get(s);
      if (draft === undefined) net += this.#worst(s);
      else net += this.#held(s) + this.#lotValue(s, price(s)) * this.#change(s, draft.legs);
      this.#reserved[s] = 0;
    }
    const side = net > 0 ? 1 : -1;
    let excess = Math.abs(net) - limit;
    for (const draft of drafts) {
      const { symbol: s, legs } = draft;
      const value = this.#lotValue(s, price(s));
      if (excess > 0 && this.#added[s]! * side > 0) {
        const cut = Math.min(legs.enlarge, Math.ceil(excess / value - ROUNDING));
        draft.legs = { reduce: legs.reduce, enlarge: legs.enlarge - cut };
        excess -= cut * value;
      }
      this.#reserved[s] = (this.#added[s]! > 0 ? 1 : -1) * draft.legs.enlarge * value;
    }
  }

  /** All other symbols once the working orders and what is reserved are filled; `open` counts without what is only reserved. */
  others(symbol: number): { readonly gross: number; readonly net: number; readonly open: number } {
    let gross = 0;
    let net = 0;
    let open = 0;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      if (s === symbol) continue;
      const worst = this.#worst(s);
      const value = larger(worst, this.#reserved[s]!);
      gross += Math.abs(value);
      net += value;
      if (worst !== 0) open += 1;
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
    return larger(rest, book.isActive(into) ? this.#orderValue(into, s) : 0);
  }

  #restingBuy(s: number): number {
    const place = 2 * s + 1;
    return this.#book.isActive(place) ? Math.max(0, this.#orderValue(place, s)) : 0;
  }

  #orderValue(place: number, s: number): number {
    const units = this.#portfolio.lotGrid[s]!.value(this.#book.remaining[place]!);
    return this.#book.side[place]! * units * this.#portfolio.multiplier[s]! * this.#tape.lastClose(s);
  }

  #lotValue(s: number, price: number): number {
    return this.#portfolio.lotGrid[s]!.value(1) * this.#portfolio.multiplier[s]! * price;
  }

  /** Signed lots that the two orders of a symbol change it by. */
  #change(s: number, legs: Draft['legs']): number {
    const out = this.#portfolio.lots[s]! > 0 ? -legs.reduce : legs.reduce;
    return out + (this.#added[s]! > 0 ? legs.enlarge : -legs.enlarge);
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

  #limitGross(symbols: readonly number[], room: number, clamped: Clamped[]): void {
    let added = 0;
    for (const s of symbols) added += Math.abs(this.#added[s]!);
    if (added > room) this.#scale(symbols, { factor: Math.max(0, room) / added, side: 0 }, 'MAX_GROSS', clamped);
  }

  /** Scales what is new on the side that is too large. */
  #limitNet(symbols: readonly number[], limit: number, kept: number, clamped: Clamped[]): void {
    let longs = 0;
    let shorts = 0;
    for (const s of symbols) {
      if (this.#added[s]! > 0) longs += this.#added[s]!;
      else shorts -= this.#added[s]!;
    }
    const net = kept + longs - shorts;
    const side = net > 0 ? 1 : -1;
    const part = net > 0 ? longs : shorts;
    const excess = Math.abs(net) - limit;
    if (excess > 0 && part > 0) this.#scale(symbols, { factor: Math.max(0, part - excess) / part, side }, 'MAX_NET', clamped);
  }

  /** @param by its side 0 means both */
  #scale(
    symbols: readonly number[],
    by: { readonly factor: number; readonly side: number },
    rule: Clamped['rule'],
    clamped: Clamped[],
  ): void {
    for (const s of symbols) {
      const added = this.#added[s]!;
      if (added === 0 || added * by.side < 0) continue;
      this.#added[s] = added * by.factor;
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
    if (buys > cash) this.#scale(symbols, { factor: Math.max(0, cash) / buys, side: 1 }, 'BUYING_POWER', clamped);
  }

  #mark(symbol: number, rule: Clamped['rule'], clamped: Clamped[]): void {
    this.#isLimited[symbol] = 1;
    if (!clamped.some((one) => one.symbol === symbol && one.rule === rule)) clamped.push({ symbol, rule });
  }

  #lots(symbol: number, value: number, price: number): number {
    const money = this.#portfolio.multiplier[symbol]! * price;
    return value === 0 ? 0 : wholeDown(this.#portfolio.lotGrid[symbol]!.count(Math.abs(value) / money));
  }
}

/** A position and what is added to it; of two opposite sides, which follow each other, the larger. */
function larger(position: number, added: number): number {
  if (position * added >= 0) return position + added;
  return Math.abs(position) > Math.abs(added) ? position : added;
}
