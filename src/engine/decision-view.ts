import type { Decisions, PositionView } from '../ports/index.ts';
import type { Tape } from '../sim/index.ts';
import type { Portfolio } from '../trading/index.ts';

/** What the decider sees of its positions, and where it writes its decision. Both are reused at every close. */
export class DecisionView {
  readonly position: PositionView;
  readonly out: Decisions;
  readonly #shown: Uint8Array;
  #anyShown = false;

  constructor(symbols: number) {
    const unknown = (): Float64Array => new Float64Array(symbols).fill(Number.NaN);
    this.position = {
      weight: new Float64Array(symbols),
      barsHeld: new Float64Array(symbols),
      unrealised: unknown(),
      entryPrice: unknown(),
    };
    this.out = { action: new Uint8Array(symbols), weight: unknown(), stopPrice: unknown(), takeProfitPrice: unknown() };
    this.#shown = new Uint8Array(symbols);
  }

  /** Hold, and no numbers. */
  reset(): void {
    const { action, weight, stopPrice, takeProfitPrice } = this.out;
    for (let s = 0; s < action.length; s += 1) {
      action[s] = 0;
      weight[s] = Number.NaN;
      stopPrice[s] = Number.NaN;
      takeProfitPrice[s] = Number.NaN;
    }
  }

  /** Slots whose position is gone say so. */
  clean(portfolio: Portfolio): void {
    if (!this.#anyShown || portfolio.openCount > 0) return;
    const { weight, barsHeld, unrealised, entryPrice } = this.position;
    weight.fill(0);
    barsHeld.fill(0);
    unrealised.fill(Number.NaN);
    entryPrice.fill(Number.NaN);
    this.#shown.fill(0);
    this.#anyShown = false;
  }

  /** The first slot has been written from outside. */
  showsPosition(): void {
    this.#shown[0] = 1;
    this.#anyShown = true;
  }

  /** Positions at the close of the current row, adjusted basis; slots without one are cleaned once. */
  show(portfolio: Portfolio, tape: Tape, equity: number): void {
    if (portfolio.openCount === 0 && !this.#anyShown) return;
    this.#anyShown = portfolio.openCount > 0;
    const { weight, barsHeld, unrealised, entryPrice } = this.position;
    const { lots, exposure, entryAdjusted } = portfolio;
    for (let s = 0; s < lots.length; s += 1) {
      if (lots[s] === 0) {
        if (this.#shown[s] === 0) continue;
        this.#shown[s] = 0;
        weight[s] = 0;
        barsHeld[s] = 0;
        unrealised[s] = Number.NaN;
        entryPrice[s] = Number.NaN;
        continue;
      }
      const own = tape.last[s]!;
      const close = tape.close[s]![own]!;
      const entry = entryAdjusted[s]!;
      const gain = (close * tape.factor(s, own)) / entry - 1;
      this.#shown[s] = 1;
      weight[s] = (exposure[s]! * close) / equity;
      barsHeld[s] = portfolio.barsHeld[s]!;
      unrealised[s] = lots[s]! > 0 ? gain : -gain;
      entryPrice[s] = entry;
    }
  }
}
