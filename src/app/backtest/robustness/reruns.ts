import { breathe } from '../../../adapters/fs/index.ts';
import { type Engine, runHistory } from '../../../engine/index.ts';
import type { Evaluation } from '../evaluate.ts';
import { engineInput, evaluateEngine, type RunParts, type SimulationChange } from '../simulation.ts';

/** A repetition of a run: what the engine counted, read before the next one begins. */
export interface Rerun {
  readonly engine: Engine;
  readonly evaluation: Evaluation;
  /** Equity at the end less the capital. */
  readonly netPnl: number;
}

/**
 * Steps the data of a run through the same engine again, one thing changed, nothing written. The equity column is used again by the next
 * repetition: what is wanted of one is taken before the next begins.
 */
export class Reruns {
  readonly parts: RunParts;
  readonly #capital: number;
  readonly #equity: Float64Array;

  constructor(parts: RunParts, capital: number) {
    this.parts = parts;
    this.#capital = capital;
    this.#equity = new Float64Array(parts.prepared.loaded.dataset.time.length);
  }

  async run(change: SimulationChange): Promise<Rerun> {
    const engine = runHistory({ ...engineInput(this.parts, change), keepDecisions: false, equity: this.#equity });
    const evaluation = evaluateEngine(this.parts, engine, change);
    await breathe();
    return { engine, evaluation, netPnl: engine.equity.at(-1)! - this.#capital };
  }
}
