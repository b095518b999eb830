import { type EngineInput, type EngineSettings, runHistory } from '../../engine/index.ts';
import { ACTION, type Decider, type Decisions, type PositionView } from '../../ports/index.ts';

/** What a decider said at each row that it was asked at. */
export class DecisionTape {
  readonly #slots: number;
  readonly #asked: Uint8Array;
  readonly #action: Uint8Array;
  /** Weight, stop and target, by row and slot. */
  readonly #numbers: Float64Array;

  constructor(rows: number, slots: number) {
    this.#slots = slots;
    this.#asked = new Uint8Array(rows);
    this.#action = new Uint8Array(rows * slots);
    this.#numbers = new Float64Array(rows * slots * 3);
  }

  record(row: number, { action, weight, stopPrice, takeProfitPrice }: Decisions): void {
    this.#asked[row] = 1;
    for (let slot = 0; slot < this.#slots; slot += 1) {
      const at = row * this.#slots + slot;
      this.#action[at] = action[slot]!;
      this.#numbers[3 * at] = weight[slot]!;
      this.#numbers[3 * at + 1] = stopPrice[slot]!;
      this.#numbers[3 * at + 2] = takeProfitPrice[slot]!;
    }
  }

  wasAsked(row: number): boolean {
    return this.#asked[row] === 1;
  }

  /** First row and slot in `from` ≤ row < `to` at which two tapes say something else; undefined: none. */
  firstDifference(other: DecisionTape, from: number, to: number): { readonly row: number; readonly slot: number } | undefined {
    for (let row = from; row < to; row += 1) {
      if (this.#asked[row] !== other.#asked[row]) return { row, slot: 0 };
      if (this.#asked[row] === 0) continue;
      for (let slot = 0; slot < this.#slots; slot += 1) if (!this.#isEqual(other, row, slot)) return { row, slot };
    }
    return undefined;
  }

  #isEqual(other: DecisionTape, row: number, slot: number): boolean {
    const at = row * this.#slots + slot;
    if (this.#action[at] !== other.#action[at]) return false;
    for (let i = 3 * at; i < 3 * at + 3; i += 1) if (!Object.is(this.#numbers[i], other.#numbers[i])) return false;
    return true;
  }

  /** Target weight that was said; NaN: none. */
  weight(row: number, slot: number): number {
    return this.#numbers[3 * (row * this.#slots + slot)]!;
  }

  /** In words: `buy 0.5`, `hold`. */
  text(row: number, slot: number): string {
    if (!this.wasAsked(row)) return 'nothing';
    const at = row * this.#slots + slot;
    const [weight, stop, take] = this.#numbers.subarray(3 * at, 3 * at + 3);
    const numbers = [
      Number.isNaN(weight) ? undefined : String(weight),
      Number.isNaN(stop) ? undefined : `stop ${stop}`,
      Number.isNaN(take) ? undefined : `target ${take}`,
    ];
    return [NAMES.get(this.#action[at]!) ?? 'hold', ...numbers].filter((part) => part !== undefined).join(' ');
  }
}

const NAMES = new Map<number, string>(Object.entries(ACTION).map(([name, code]) => [code, name]));

/** The part of an engine's input that a replay keeps. */
export type ReplayInput = Pick<EngineInput, 'dataset' | 'evaluateFrom' | 'stopAtr' | 'finer'> & {
  readonly settings: EngineSettings;
  readonly lastRow: number;
};

/** Steps the run's own engine through the rows and writes down every decision; closing at the end is left out, it is no decision. */
export function recordDecisions(input: ReplayInput, decide: Decider['decide']): DecisionTape {
  const tape = new DecisionTape(input.lastRow + 1, input.dataset.symbols.length);
  const decider: Decider = {
    decide: (row: number, position: PositionView, out: Decisions) => {
      decide(row, position, out);
      tape.record(row, out);
    },
    explain: () => ({ reason: '', inputs: {}, evidence: [] }),
  };
  const settings = { ...input.settings, execution: { ...input.settings.execution, closeAtEnd: 'no' as const } };
  runHistory({ ...input, settings, decider, keepDecisions: false });
  return tape;
}
