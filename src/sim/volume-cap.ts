import { type ExecutionSettings, type Portfolio, wholeDown } from '../trading/index.ts';
import type { Friction } from './friction.ts';
import type { Tape } from './tape.ts';

/** How much of a bar may still trade: `max_participation` of its volume, less what has traded on it already. */
export class VolumeCap {
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #friction: Friction;
  readonly #liquidity: ExecutionSettings['liquidity'];
  readonly #hasVolume: readonly boolean[];
  /** Lots traded of the bar at `#usedRow`. */
  readonly #used: Float64Array;
  readonly #usedRow: Int32Array;

  constructor(tape: Tape, portfolio: Portfolio, friction: Friction, execution: ExecutionSettings) {
    this.#tape = tape;
    this.#portfolio = portfolio;
    this.#friction = friction;
    this.#liquidity = execution.liquidity;
    this.#hasVolume = tape.dataset.symbols.map(({ hasVolume }) => hasVolume);
    this.#used = new Float64Array(tape.count);
    this.#usedRow = new Int32Array(tape.count).fill(-1);
  }

  /** Lots that may still trade on this bar; Infinity without a cap, 0 on a bar of a symbol with volume that has none. */
  lots(s: number, row: number): number {
    const { enabled, maxParticipation } = this.#liquidity;
    if (!enabled || !this.#hasVolume[s]!) return Number.POSITIVE_INFINITY;
    if (!(this.#tape.volume[s]![this.#tape.at[s]!]! > 0)) return 0;
    const used = this.#usedRow[s] === row ? this.#used[s]! : 0;
    const lots = wholeDown(this.#portfolio.lotGrid[s]!.count(maxParticipation * this.#friction.volume(s)));
    return Math.max(0, lots - used);
  }

  /** Nothing has traded on any bar. */
  reset(): void {
    this.#usedRow.fill(-1);
  }

  /** Lots have traded on the bar of a row. */
  use(s: number, row: number, lots: number): void {
    this.#used[s] = (this.#usedRow[s] === row ? this.#used[s]! : 0) + lots;
    this.#usedRow[s] = row;
  }
}
