import type { Tape } from '../sim/index.ts';
import { type Portfolio, wholeDown } from '../trading/index.ts';
import type { EngineInput } from './contract.ts';
import type { Refusal } from './draft.ts';
import { stopDistance } from './targets.ts';

/** What other symbols hold and are about to hold, as the gate counts it. */
interface Others {
  readonly gross: number;
  readonly net: number;
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
   * - target_weight: weight · base, where base is equity or cash, less the reserve.
   * - fraction: `value` · base. quantity: `value` units.
   * - risk: what loses `value` · base when the nearest stop is met at its price.
   * - volatility: base · `value` / annual volatility of the last 20 bars.
   */
  value(symbol: number, weight: number, row: number, equity: number, price: number, stopPrice: number): number | Refusal {
    if (weight === 0) return 0;
    const { sizing, stops } = this.#input.settings;
    const base = this.#base(equity);
    const side = weight > 0 ? 1 : -1;
    switch (sizing.mode) {
      case 'target_weight':
        return weight * base;
      case 'fraction':
        return side * sizing.value * base;
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
   * Lots that an order adds when it is sized at the price of its fill: the fees per unit count as part of the price. Inside the limits
   * of one position, one order and all positions together.
   */
  lotsAtFill(
    symbol: number,
    weight: number,
    at: { readonly price: number; readonly equity: number; readonly others: Others },
  ): number {
    const { limits, execution } = this.#input.settings;
    const { costs } = execution;
    const { price, equity, others } = at;
    const base = this.#base(equity);
    const perUnit = costs.enabled ? price * (1 + costs.rate) + costs.perShare : price;
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
    const units = Math.min((Math.abs(weight) * base) / (perUnit * this.#portfolio.multiplier[symbol]!), most / money);
    if (!(units > 0)) return 0;
    const room = wholeDown(grid.count(this.orderRoom(equity) / money));
    return Math.min(wholeDown(grid.count(units)) - Math.abs(this.#portfolio.lots[symbol]!), room);
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

  #base(equity: number): number {
    const { sizing } = this.#input.settings;
    return (sizing.equity === 'cash' ? this.#portfolio.cash : equity) * (1 - sizing.reserve);
  }
}
