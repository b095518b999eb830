import { orderFee, type Tape } from '../sim/index.ts';
import { type Portfolio, wholeDown } from '../trading/index.ts';
import type { EngineInput } from './contract.ts';
import type { Refusal } from './draft.ts';
import { stopDistance } from './targets.ts';

/** Rounds of making an order smaller until it and its fee fit; each fee is smaller than the one before, so two are enough but for noise. */
const FEE_ROUNDS = 64;

/** What other symbols hold and are about to hold, as the gate counts it. */
interface Others {
  readonly gross: number;
  readonly net: number;
}

/** What is known when an order is sized at its fill. */
interface FillMoment {
  readonly price: number;
  readonly equity: number;
  /** What all open positions are worth, long or short. */
  readonly used: number;
  readonly others: Others;
}

/** From a target weight to money and quantity, by sizing mode. */
export class Sizer {
  readonly #input: EngineInput;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;

  constructor(input: EngineInput, tape: Tape, portfolio: Portfolio) {
    this.#input = input;
    this.#tape = tape;
    this.#portfolio = portfolio;
  }

  /**
   * Signed money that a target asks for at a close, or why it cannot be said.
   *
   * - target_weight: weight · base, where base is equity or cash, less the reserve; with `margin` what {@link Sizer.#ofMargin} says.
   * - fraction: `value` · base. quantity: `value` units. stake: `value` money, without a value as target_weight.
   * - `fee_aware` takes the fee of the order off the base of a weight or fraction.
   * - risk: what loses `value` · base when the nearest stop is met at its price.
   * - volatility: base · `value` / annual volatility of the last 20 bars.
   */
  value(symbol: number, weight: number, row: number, equity: number, price: number, stopPrice: number): number | Refusal {
    if (weight === 0) return 0;
    const { sizing, stops } = this.#input.settings;
    const side = weight > 0 ? 1 : -1;
    const base = this.#base(equity);
    switch (sizing.mode) {
      case 'target_weight':
        return this.#share(symbol, weight, equity, price);
      case 'fraction':
        return this.#share(symbol, side * sizing.value, equity, price);
      case 'stake':
        return Number.isNaN(sizing.value) ? this.#shareOf(symbol, weight, equity, price) : side * sizing.value;
      case 'quantity':
        return side * sizing.value * this.#portfolio.multiplier[symbol]! * price;
      case 'risk': {
        const distance = stopDistance(stops, { price, atr: this.atr(symbol, row), stopPrice, side });
        if (Number.isNaN(distance)) return { reason: 'STOP_UNDEFINED', limit: 0, would: distance };
        return (side * sizing.value * base * price) / distance;
      }
      case 'volatility': {
        const annual = this.#tape.volatility(symbol, this.#tape.at[symbol]!) * Math.sqrt(this.#tape.dataset.periodsPerYear);
        if (!(annual > 0)) return { reason: 'VOLATILITY_UNDEFINED', limit: 0, would: annual };
        return (side * sizing.value * base) / annual;
      }
    }
  }

  /** Signed money of a target weight. */
  weighed(weight: number, equity: number): number {
    return weight * this.#base(equity);
  }

  /**
   * Lots that an order adds when it is sized at the price of its fill: the fees per unit count as part of the price, but for a stake, whose
   * fees come on top. Inside the limits of one position, one order and all positions together.
   *
   * @param weight target; of a fixed stake the signed money
   */
  lotsAtFill(symbol: number, weight: number, at: FillMoment): number {
    const { limits, execution, sizing } = this.#input.settings;
    const { costs } = execution;
    const { price, equity, others } = at;
    const isStake = sizing.mode === 'stake';
    const addsToPosition = sizing.equity === 'margin' && !this.hasFixedStake;
    const free = addsToPosition ? equity - at.used : sizing.equity === 'cash' ? this.#portfolio.cash : equity;
    const base = this.hasFixedStake ? 1 : free * (1 - sizing.reserve);
    const perUnit = costs.enabled && !isStake ? price * (1 + costs.rate) + costs.perShare : price;
    if (!(perUnit > 0) || !(base > 0)) return 0;
    const side = weight > 0 ? 1 : -1;
    const money = price * this.#portfolio.multiplier[symbol]!;
    const most = Math.min(
      limits.maxPosition.value * equity,
      limits.maxSymbol.value * equity,
      limits.maxGross.value * equity - others.gross,
      limits.maxNet.value * equity - side * others.net,
    );
    const grid = this.#portfolio.lotGrid[symbol]!;
    const units = (Math.abs(weight) * base) / (perUnit * this.#portfolio.multiplier[symbol]!);
    if (!(units > 0) || !(most > 0)) return 0;
    const held = Math.abs(this.#portfolio.lots[symbol]!);
    const wanted = wholeDown(grid.count(units)) - (addsToPosition ? 0 : held);
    const room = wholeDown(grid.count(this.orderRoom(equity) / money));
    return Math.min(wanted, wholeDown(grid.count(most / money)) - held, room);
  }

  /** The size is an amount of money that no weight changes. */
  get hasFixedStake(): boolean {
    const { mode, value } = this.#input.settings.sizing;
    return mode === 'stake' && !Number.isNaN(value);
  }

  /** Value that one order may have. */
  orderRoom(equity: number): number {
    const { maxOrder, maxOrderValue } = this.#input.settings.limits;
    return Math.min(maxOrder.value * equity, maxOrderValue?.value ?? Number.POSITIVE_INFINITY);
  }

  /** The volatility stop's feature in raw price, at a close; NaN: not defined or not used. */
  atr(symbol: number, row: number): number {
    const column = this.#input.stopAtr?.[symbol];
    return column === undefined ? Number.NaN : column[row]! / this.#tape.factor(symbol, this.#tape.last[symbol]!);
  }

  #share(symbol: number, share: number, equity: number, price: number): number {
    const value = this.#shareOf(symbol, share, equity, price);
    return this.#input.settings.sizing.feeAware ? this.#lessFee(symbol, share, value, price) : value;
  }

  #shareOf(symbol: number, share: number, equity: number, price: number): number {
    const { sizing } = this.#input.settings;
    return sizing.equity === 'margin' ? this.#ofMargin(symbol, share, equity, price) : share * this.#base(equity);
  }

  /**
   * A share of the margin that is free: of equity less what the other positions are worth when the symbol is flat or turns round, of what
   * is left beside its own position, and added to it, when that grows.
   */
  #ofMargin(symbol: number, share: number, equity: number, price: number): number {
    const { reserve } = this.#input.settings.sizing;
    const held = this.#portfolio.exposure[symbol]! * price;
    const free = Math.max(0, equity - this.#used() + Math.abs(held));
    const target = share * free * (1 - reserve);
    if (held * share <= 0 || Math.abs(target) <= Math.abs(held)) return target;
    return held + share * Math.max(0, free - Math.abs(held)) * (1 - reserve);
  }

  /** Makes a value smaller until its lots are worth no more than it is after the fee of the order that leads there. */
  #lessFee(symbol: number, share: number, value: number, price: number): number {
    const { costs } = this.#input.settings.execution;
    const grid = this.#portfolio.lotGrid[symbol]!;
    const money = this.#portfolio.multiplier[symbol]! * price;
    const held = this.#portfolio.lots[symbol]!;
    const lotsOf = (amount: number): number => Math.sign(amount) * wholeDown(grid.count(Math.abs(amount) / money));
    let fitting = value;
    for (let round = 0; round < FEE_ROUNDS; round += 1) {
      const lots = lotsOf(fitting);
      const units = grid.value(Math.abs(lots - held));
      if (units === 0) return fitting;
      const left = value - share * orderFee(costs, units, units * money, Math.abs(lots) > Math.abs(held) || lots * held < 0);
      if (left * value <= 0) return 0;
      if (Math.abs(lotsOf(left)) >= Math.abs(lots)) return fitting;
      fitting = left;
    }
    return fitting;
  }

  #base(equity: number): number {
    const { sizing } = this.#input.settings;
    if (sizing.equity === 'margin') return Math.max(0, equity - this.#used()) * (1 - sizing.reserve);
    return (sizing.equity === 'cash' ? this.#portfolio.cash : equity) * (1 - sizing.reserve);
  }

  /** What all positions are worth at their last close. */
  #used(): number {
    const { exposure } = this.#portfolio;
    let used = 0;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      if (exposure[s] !== 0) used += Math.abs(exposure[s]! * this.#tape.lastClose(s));
    }
    return used;
  }
}
