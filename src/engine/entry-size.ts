import { type Portfolio, wholeDown } from '../trading/index.ts';
import type { Account } from './account.ts';
import type { OrderParts } from './order-parts.ts';
import type { Sizer } from './sizer.ts';

/**
 * Size of an entry of the only symbol for a weight, from flat or beside an order that closes the opposite position: {@link isPlain}. The
 * limits are those of the {@link ExposureClamp} on one target, in the same operations.
 */
export class EntrySize {
  /** A limit made the last size smaller. */
  isLimited = false;
  readonly #portfolio: Portfolio;
  readonly #account: Account;
  readonly #sizer: Sizer;
  readonly #close: Float64Array;
  readonly #cashBuffer: number;
  readonly #minOrderValue: number;
  readonly #multiplier: number;
  /** Units times multiplier of one lot. */
  readonly #perLot: number;
  /** Largest weights: of a position, gross, net. */
  readonly #maxPosition: number;
  readonly #maxGross: number;
  readonly #maxNet: number;
  /** Largest weight that none of them would touch. */
  readonly #most: number;
  /** Buys are made smaller when the cash does not suffice at the close. */
  readonly #fitsCash: boolean;

  constructor({ input, tape, portfolio, account, sizer }: OrderParts & { readonly sizer: Sizer }) {
    const { maxPosition, maxSymbol, maxGross, maxNet } = input.settings.limits;
    const { cashBuffer, minOrderValue } = input.settings.sizing;
    this.#portfolio = portfolio;
    this.#account = account;
    this.#sizer = sizer;
    this.#close = tape.close[0]!;
    this.#cashBuffer = cashBuffer;
    this.#minOrderValue = minOrderValue;
    this.#multiplier = portfolio.multiplier[0]!;
    this.#perLot = portfolio.lotGrid[0]!.value(1) * this.#multiplier;
    this.#maxPosition = Math.min(maxPosition.value, maxSymbol.value);
    this.#maxGross = maxGross.value;
    this.#maxNet = maxNet.value;
    this.#most = Math.min(this.#maxPosition, maxGross.value, maxNet.value);
    this.#fitsCash = input.settings.execution.unaffordable === 'reduce';
  }

  /**
   * Whole lots for a signed weight at a close; 0 when there are none, or too few for an order, or the weight means nothing here.
   *
   * @param weight not 0 @param held signed value of the opposite position that is closed first; 0: none
   */
  lots(weight: number, row: number, held: number): number {
    const equity = this.#account.equity[row]!;
    const price = this.#close[row]!;
    this.isLimited = false;
    if (!(price > 0 && equity > 0)) return 0;
    let value = this.#sizer.weighed(weight, equity);
    // A share of cash that is owed is on the other side.
    if (!(value * weight > 0)) return 0;
    const room = this.#sizer.orderRoom(equity);
    const cash = this.#fitsCash ? this.#portfolio.cash - this.#cashBuffer * equity + held : Number.POSITIVE_INFINITY;
    const size = Math.abs(value);
    if (!(size <= this.#most * equity && (value <= cash || value < 0) && size <= room))
      value = this.#limited(value, equity, room, cash);
    const grid = this.#portfolio.lotGrid[0]!;
    const lots = value === 0 ? 0 : wholeDown(grid.count(Math.abs(value) / (this.#multiplier * price)));
    return lots * this.#perLot * price < this.#minOrderValue ? 0 : lots;
  }

  /** The limits in their order: position, gross and net exposure, value of an order, buying power, and net again. */
  #limited(asked: number, equity: number, room: number, cash: number): number {
    this.isLimited = true;
    let value = asked;
    const most = this.#maxPosition * equity;
    if (Math.abs(value) > most) value = value > 0 ? most : -most;
    const gross = this.#maxGross * equity;
    if (Math.abs(value) > gross) value *= Math.max(0, gross) / Math.abs(value);
    value = this.#insideNet(value, equity);
    if (Math.abs(value) > room) value = value > 0 ? room : -room;
    if (value > 0 && value > cash) value *= Math.max(0, cash) / value;
    return this.#insideNet(value, equity);
  }

  #insideNet(value: number, equity: number): number {
    const size = Math.abs(value);
    const excess = size - this.#maxNet * equity;
    return excess > 0 && size > 0 ? value * (Math.max(0, size - excess) / size) : value;
  }
}
