import { type Portfolio, wholeDown } from '../trading/index.ts';
import type { Account } from './account.ts';
import type { OrderParts } from './order-parts.ts';
import type { Sizer } from './sizer.ts';

/** Size of a buy from flat for a weight, where no limit and no rule has a say in it: {@link isPlain}. */
export class EntrySize {
  readonly #portfolio: Portfolio;
  readonly #account: Account;
  readonly #sizer: Sizer;
  readonly #close: Float64Array;
  readonly #cashBuffer: number;
  readonly #minOrderValue: number;
  /** Units times multiplier of one lot. */
  readonly #perLot: number;
  /** Largest weight that no limit on exposure would touch. */
  readonly #most: number;

  constructor({ input, tape, portfolio, account, sizer }: OrderParts & { readonly sizer: Sizer }) {
    const { maxPosition, maxSymbol, maxGross, maxNet } = input.settings.limits;
    const { cashBuffer, minOrderValue } = input.settings.sizing;
    this.#portfolio = portfolio;
    this.#account = account;
    this.#sizer = sizer;
    this.#close = tape.close[0]!;
    this.#cashBuffer = cashBuffer;
    this.#minOrderValue = minOrderValue;
    this.#perLot = portfolio.lotGrid[0]!.value(1) * portfolio.multiplier[0]!;
    this.#most = Math.min(maxPosition.value, maxSymbol.value, maxGross.value, maxNet.value);
  }

  /** Whole lots for a weight above 0 at a close; 0 when there are none or something else has a say. */
  lots(weight: number, row: number): number {
    const equity = this.#account.equity[row]!;
    const price = this.#close[row]!;
    if (!(price > 0 && equity > 0)) return 0;
    const value = this.#sizer.weighed(weight, equity);
    const cash = this.#portfolio.cash - this.#cashBuffer * equity;
    if (!(value <= this.#most * equity && value <= cash && value <= this.#sizer.orderRoom(equity))) return 0;
    const lots = wholeDown(this.#portfolio.lotGrid[0]!.count(value / (this.#portfolio.multiplier[0]! * price)));
    return lots * this.#perLot * price < this.#minOrderValue ? 0 : lots;
  }
}
