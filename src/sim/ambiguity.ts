import type { Portfolio } from '../trading/index.ts';
import type { Exit, Stay } from './exit-rule.ts';

/** Trades whose result rests on an assumed order of prices inside a bar, and what the other readings would have brought. */
export class Ambiguity {
  count = 0;
  /** What the worst and the best reading would add to net P&L: ≤ 0 and ≥ 0. */
  worst = 0;
  best = 0;
  readonly #portfolio: Portfolio;

  constructor(portfolio: Portfolio) {
    this.#portfolio = portfolio;
  }

  /** The running trade of a symbol is ambiguous from now on; it counts once. */
  mark(symbol: number): void {
    if (this.#portfolio.ambiguous[symbol] === 0) this.count += 1;
    this.#portfolio.ambiguous[symbol] = 1;
  }

  /** Adds what the other reading of a bar would have brought: the position valued at `otherwise` instead of at `chosen`. */
  read(symbol: number, chosen: number, found: Exit | Stay): void {
    if (Number.isNaN(found.otherwise)) return;
    const difference = this.#portfolio.exposure[symbol]! * (found.otherwise - chosen);
    if (difference > 0) this.best += difference;
    else this.worst += difference;
  }
}
