import { averageRanks } from '../../base/index.ts';
import type { Dataset } from '../../market/index.ts';
import { type ModelArtifact, sideOfRank, signalsOf, weightsOfSignals } from '../../models/index.ts';

/** A model and the symbols of the dataset that it speaks for. */
export interface TargetModel {
  readonly artifact: ModelArtifact;
  readonly slots: readonly number[];
}

/** How what models say becomes targets (RESEARCH, settled 6). */
export interface TargetRules {
  /** What the label was: predicted ranks are compared across symbols, `meta` decides on another agent's side. */
  readonly label: 'plain' | 'rank' | 'meta';
  readonly hold: 'signal' | 'overlap';
  readonly horizon: number;
  readonly allowShort: boolean;
  /** Costs of one round trip as a fraction. */
  readonly roundTripCost: number;
  /** `meta`: the side of the primary agent, by slot and row. */
  readonly sides?: readonly Float64Array[] | undefined;
}

/** What is said of one symbol, by row of the time index; NaN where nothing is said. */
export interface SaidColumns {
  readonly signal: Float64Array;
  readonly score: Float64Array;
  readonly p_up: Float64Array;
  readonly p_down: Float64Array;
  readonly expected_return: Float64Array;
  /** The prediction of a regressor. */
  readonly prediction: Float64Array;
  /** 1 where the member that speaks was trained on the row. */
  readonly in_sample: Uint8Array;
}

type ValueColumn = Exclude<keyof SaidColumns, 'in_sample'>;
const VALUES: readonly ValueColumn[] = ['signal', 'score', 'p_up', 'p_down', 'expected_return', 'prediction'];

/**
 * Signals and target weights of a research run over columns that grow: at each row the member that is valid there speaks, so every row
 * of the past is out of sample. Weights are shares of one symbol's part of the portfolio.
 */
export class ResearchTargets {
  readonly said: readonly SaidColumns[];
  /** 1 = all of a symbol's part; NaN: no opinion. */
  readonly weights: readonly Float64Array[];
  readonly #models: readonly TargetModel[];
  readonly #rules: TargetRules;
  readonly #columns: (slot: number, feature: string) => Float64Array;
  readonly #time: Float64Array;
  readonly #hasBar: readonly Uint8Array[];
  #done = 0;

  constructor(options: {
    readonly dataset: Pick<Dataset, 'time' | 'symbols'>;
    readonly models: readonly TargetModel[];
    readonly rules: TargetRules;
    readonly columns: (slot: number, feature: string) => Float64Array;
  }) {
    const { dataset, models, rules, columns } = options;
    const rows = dataset.time.length;
    this.#models = models;
    this.#rules = rules;
    this.#columns = columns;
    this.#time = dataset.time;
    this.#hasBar = dataset.symbols.map(({ rows: own }) => barFlags(own, rows));
    this.said = dataset.symbols.map(() => emptyColumns(rows));
    this.weights = dataset.symbols.map(() => new Float64Array(rows).fill(Number.NaN));
  }

  /** Makes the rows before `to` known. */
  advance(to: number): void {
    const from = this.#done;
    if (to <= from) return;
    for (const model of this.#models) for (const slot of model.slots) this.#speak(model, slot, { from, to });
    if (this.#rules.label === 'rank') for (let row = from; row < to; row += 1) this.#rank(row);
    if (this.#rules.label === 'meta') this.#takeSides(from, to);
    for (const [slot, said] of this.said.entries()) this.#weigh(slot, said, { from, to });
    this.#done = to;
  }

  #speak({ artifact }: TargetModel, slot: number, { from, to }: { readonly from: number; readonly to: number }): void {
    const { names } = artifact;
    const columns = names.map((name) => this.#columns(slot, name).subarray(from, to));
    const said = signalsOf(artifact, {
      matrix: { rows: to - from, names, columns },
      time: this.#time.subarray(from, to),
      roundTripCost: this.#rules.roundTripCost,
    });
    const own = this.said[slot]!;
    const present = this.#hasBar[slot]!;
    const parts = { ...said, prediction: artifact.document.kind === 'regressor' ? said.outputs[0]! : undefined };
    for (const key of VALUES) {
      const values = parts[key];
      if (values === undefined) continue;
      for (let row = from; row < to; row += 1) if (present[row] === 1) own[key][row] = values[row - from]!;
    }
    own.in_sample.set(said.in_sample, from);
  }

  /** Top fifth of a row's predictions 1, bottom fifth −1, the rest 0. */
  #rank(row: number): void {
    const slots = this.said.flatMap(({ prediction }, slot) => (Number.isNaN(prediction[row]!) ? [] : [slot]));
    const ranks = averageRanks(Float64Array.from(slots, (slot) => this.said[slot]!.prediction[row]!));
    for (const [i, slot] of slots.entries()) {
      const rank = (ranks[i]! - 0.5) / slots.length - 0.5;
      this.said[slot]!.signal[row] = sideOfRank(rank);
      this.said[slot]!.score[row] = rank;
    }
  }

  #takeSides(from: number, to: number): void {
    for (const [slot, { p_up: gain, signal }] of this.said.entries()) {
      const side = this.#rules.sides![slot]!;
      for (let row = from; row < to; row += 1) {
        if (Number.isNaN(gain[row]!)) continue;
        signal[row] = gain[row]! > 0.5 ? side[row]! : 0;
      }
    }
  }

  #weigh(slot: number, said: SaidColumns, { from, to }: { readonly from: number; readonly to: number }): void {
    const { hold, horizon, allowShort } = this.#rules;
    // The mean of the last targets looks back as far as the horizon.
    const first = hold === 'overlap' ? Math.max(0, from - horizon + 1) : from;
    const part = { signal: said.signal.subarray(first, to), score: said.score.subarray(first, to) };
    const weights = weightsOfSignals(part, { sizing: 'signal', hold, horizon, maxWeight: 1, allowShort });
    this.weights[slot]!.set(weights.subarray(from - first), from);
  }
}

function barFlags(own: Int32Array | undefined, rows: number): Uint8Array {
  const flags = new Uint8Array(rows);
  if (own === undefined) return flags.fill(1);
  for (const row of own) flags[row] = 1;
  return flags;
}

function emptyColumns(rows: number): SaidColumns {
  const missing = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  return {
    signal: missing(),
    score: missing(),
    p_up: missing(),
    p_down: missing(),
    expected_return: missing(),
    prediction: missing(),
    in_sample: new Uint8Array(rows),
  };
}
