import type { BarColumns } from '../market/index.ts';

/** What a walk through the finer bars found: which level came first and the price there; undefined: they cannot tell. */
export interface FirstTouch {
  readonly level: 'stop' | 'take';
  readonly price: number;
}

/** Bars of a lower timeframe that decide which of two levels inside a bar came first. */
export class FinerBars {
  readonly #bars: BarColumns;
  #cursor = 0;

  constructor(bars: BarColumns) {
    this.#bars = bars;
  }

  /**
   * Walks the finer bars that close after `after` and not after `until`. One that opens beyond a level touches it at its open; one
   * that touches both cannot tell, and neither can bars that touch none.
   *
   * @param side +1 for a long position
   */
  firstTouch(
    span: { readonly after: number; readonly until: number },
    levels: { readonly side: number; readonly stop: number; readonly take: number },
  ): FirstTouch | undefined {
    const { time, open, high, low, length } = this.#bars;
    const { side, stop, take } = levels;
    while (this.#cursor < length && time[this.#cursor]! <= span.after) this.#cursor += 1;
    for (let i = this.#cursor; i < length && time[i]! <= span.until; i += 1) {
      if (side * (open[i]! - stop) <= 0) return { level: 'stop', price: open[i]! };
      if (side * (open[i]! - take) >= 0) return { level: 'take', price: open[i]! };
      const against = side > 0 ? low[i]! : high[i]!;
      const forward = side > 0 ? high[i]! : low[i]!;
      const stopTouched = side * (against - stop) <= 0;
      const takeTouched = side * (forward - take) >= 0;
      if (stopTouched && takeTouched) return undefined;
      if (stopTouched) return { level: 'stop', price: stop };
      if (takeTouched) return { level: 'take', price: take };
    }
    return undefined;
  }
}
