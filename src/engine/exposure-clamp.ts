import type { Book, Tape } from '../sim/index.ts';
import { type Portfolio, wholeDown } from '../trading/index.ts';
import type { Draft } from './draft.ts';

/** Part of a lot that is rounding noise. */
const ROUNDING = 1e-9;

type Rule = 'MAX_GROSS' | 'MAX_NET' | 'MAX_ORDER_VALUE' | 'BUYING_POWER';

/**
 * Brings what the targets of one close ask for inside the limits, in the order of RISK 2.4: gross and net exposure (what is new is
 * scaled by one factor, what is held stays), value of an order, buying power. All values are signed money at the close.
 */
export class ExposureClamp {
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #book: Book;
  readonly #reducesFirst: boolean;
  /** What a target asks for; what of it is held already; what is new. */
  readonly #wanted: Float64Array;
  readonly #kept: Float64Array;
  readonly #added: Float64Array;
  readonly #isLimited: Uint8Array;
  /** What is new and not yet sent, reserved for the gate: orders of one close are judged together. */
  readonly #reserved: Float64Array;
  /** What was taken back before the limits were applied. */
  readonly #withdrawn: Float64Array;
  /** Results of {@link others}. */
  otherGross = 0;
  otherNet = 0;
  otherOpen = 0;

  /** @param reducesFirst reducing orders trade at the same moment and before the others, so that what they free can be used */
  constructor(tape: Tape, portfolio: Portfolio, book: Book, reducesFirst: boolean) {
    this.#reducesFirst = reducesFirst;
    const zeros = (): Float64Array => new Float64Array(tape.count);
    this.#tape = tape;
    this.#portfolio = portfolio;
    this.#book = book;
    [this.#wanted, this.#kept, this.#added] = [zeros(), zeros(), zeros()];
    this.#isLimited = new Uint8Array(tape.count);
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

  /** Part of what a target adds that the limits leave. */
  addedShare(symbol: number): number {
    const asked = this.#wanted[symbol]! - this.#kept[symbol]!;
    return asked === 0 ? 0 : this.#added[symbol]! / asked;
  }

  /**
   * Applies the limits to the changed targets, whose old orders are gone already.
   *
   * @param drafts of all symbols, by name @param maxGross and maxNet: multiples of equity @param order largest value of one order
   * @param cash that buys may use
   */
  apply(drafts: readonly Draft[], equity: number, maxGross: number, maxNet: number, order: number, cash: number): void {
    const reducesFirst = this.#reducesFirst;
    let keptGross = 0;
    let keptNet = 0;
    let left = cash;
    for (let c = 0; c < drafts.length; c += 1) {
      const draft = drafts[c]!;
      const s = draft.symbol;
      if (!draft.changed) {
        const value = this.#worst(s);
        keptGross += Math.abs(value);
        keptNet += value;
        left -= this.#restingBuy(s);
        continue;
      }
      const held = this.#held(s);
      const kept = reducesFirst ? this.#kept[s]! : held;
      keptGross += Math.abs(kept);
      keptNet += kept;
      if (reducesFirst) left += held - this.#kept[s]!;
    }
    this.#limitGross(drafts, maxGross * equity - keptGross);
    this.#limitNet(drafts, maxNet * equity, keptNet);
    this.#limitOrders(drafts, order);
    this.#limitBuys(drafts, left);
    // Smaller buys may leave the sales too large.
    this.#limitNet(drafts, maxNet * equity, keptNet);
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

  /** Sets the whole lots of the two orders that bring a symbol to its value. */
  setLegs(draft: Draft, price: number): void {
    const s = draft.symbol;
    const held = this.#portfolio.lots[s]!;
    const size = Math.abs(held);
    const wanted = this.#wanted[s]!;
    draft.reduce = 0;
    draft.enlarge = 0;
    if (held !== 0 && wanted * held <= 0) {
      draft.reduce = size;
      draft.enlarge = this.#lots(s, this.#added[s]!, price);
      return;
    }
    const difference = this.#lots(s, this.#kept[s]! + this.#added[s]!, price) - size;
    if (difference >= 0) draft.enlarge = difference;
    // A target above what is held that the limits leave no room for sells nothing.
    else if (Math.abs(wanted) < Math.abs(this.#held(s))) draft.reduce = -difference;
  }

  /**
   * Whole lots round each side by itself, which may carry the net exposure over its limit again: entries of the larger side give way, by
   * name, lot by lot.
   */
  fitNet(drafts: readonly Draft[], limit: number): void {
    let net = 0;
    for (const draft of drafts) {
      const s = draft.symbol;
      if (draft.changed) net += this.#held(s) + this.#lotValue(s) * this.#change(draft);
      else net += this.#worst(s);
      this.#reserved[s] = 0;
    }
    const side = net > 0 ? 1 : -1;
    let excess = Math.abs(net) - limit;
    for (const draft of drafts) {
      if (!draft.changed) continue;
      const s = draft.symbol;
      const value = this.#lotValue(s);
      if (excess > 0 && this.#added[s]! * side > 0) {
        const cut = Math.min(draft.enlarge, Math.ceil(excess / value - ROUNDING));
        draft.enlarge -= cut;
        excess -= cut * value;
      }
      this.#reserved[s] = (this.#added[s]! > 0 ? 1 : -1) * draft.enlarge * value;
    }
  }

  /**
   * Adds up all other symbols as they are once the working orders and what is reserved are filled: `otherGross`, `otherNet`, and
   * `otherOpen`, which counts without what is only reserved.
   */
  others(symbol: number): void {
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
    this.otherGross = gross;
    this.otherNet = net;
    this.otherOpen = open;
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
    const out = 2 * s;
    const into = out + 1;
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

  #lotValue(s: number): number {
    return this.#portfolio.lotGrid[s]!.value(1) * this.#portfolio.multiplier[s]! * this.#tape.lastClose(s);
  }

  /** Signed lots that the two orders of a symbol change it by. */
  #change({ symbol: s, reduce, enlarge }: Draft): number {
    const out = this.#portfolio.lots[s]! > 0 ? -reduce : reduce;
    return out + (this.#added[s]! > 0 ? enlarge : -enlarge);
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

  #limitGross(drafts: readonly Draft[], room: number): void {
    let added = 0;
    for (let c = 0; c < drafts.length; c += 1) if (drafts[c]!.changed) added += Math.abs(this.#added[drafts[c]!.symbol]!);
    if (added > room) this.#scale(drafts, Math.max(0, room) / added, 0, 'MAX_GROSS');
  }

  /** Scales what is new on the side that is too large. */
  #limitNet(drafts: readonly Draft[], limit: number, kept: number): void {
    let longs = 0;
    let shorts = 0;
    for (let c = 0; c < drafts.length; c += 1) {
      if (!drafts[c]!.changed) continue;
      const added = this.#added[drafts[c]!.symbol]!;
      if (added > 0) longs += added;
      else shorts -= added;
    }
    const net = kept + longs - shorts;
    const side = net > 0 ? 1 : -1;
    const part = net > 0 ? longs : shorts;
    const excess = Math.abs(net) - limit;
    if (excess > 0 && part > 0) this.#scale(drafts, Math.max(0, part - excess) / part, side, 'MAX_NET');
  }

  /** @param side of what is scaled; 0 means both */
  #scale(drafts: readonly Draft[], factor: number, side: number, rule: Rule): void {
    for (const draft of drafts) {
      const added = this.#added[draft.symbol]!;
      if (!draft.changed || added === 0 || added * side < 0) continue;
      this.#added[draft.symbol] = added * factor;
      this.#mark(draft, rule);
    }
  }

  #limitOrders(drafts: readonly Draft[], largest: number): void {
    for (let c = 0; c < drafts.length; c += 1) {
      const draft = drafts[c]!;
      const added = this.#added[draft.symbol]!;
      if (!draft.changed || Math.abs(added) <= largest) continue;
      this.#added[draft.symbol] = added > 0 ? largest : -largest;
      this.#mark(draft, 'MAX_ORDER_VALUE');
    }
  }

  #limitBuys(drafts: readonly Draft[], cash: number): void {
    let buys = 0;
    for (let c = 0; c < drafts.length; c += 1) if (drafts[c]!.changed) buys += Math.max(0, this.#added[drafts[c]!.symbol]!);
    if (buys > cash) this.#scale(drafts, Math.max(0, cash) / buys, 1, 'BUYING_POWER');
  }

  #mark(draft: Draft, rule: Rule): void {
    this.#isLimited[draft.symbol] = 1;
    if (!draft.rules.includes(rule)) draft.rules.push(rule);
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
