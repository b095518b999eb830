import type { WeightRule } from '../../models/index.ts';
import { ACTION, type Decider, type DecisionFacts, type Decisions, type PositionView } from '../../ports/index.ts';
import { columnPointer, numberText, payloadPointer, reasonText } from '../decision-text.ts';
import type { BindOptions } from '../planned-agent.ts';
import type { ModelSource } from './model-source.ts';
import { signalColumn } from './signal-feature.ts';
import { SIGNAL_FIELDS } from './signal-names.ts';

export interface ModelDeciderOptions extends BindOptions {
  readonly model: ModelSource;
  readonly rule: WeightRule;
}

/** What is known of one symbol. */
interface Slot {
  readonly symbol: string;
  /** Code of the action of each row. */
  readonly actions: Uint8Array;
  /** What the word is worth at each row; NaN: nothing is said. */
  readonly weight: Float64Array;
  /** Name of the language → column, features first. */
  readonly inputs: ReadonlyMap<string, Float64Array>;
  readonly evidence: readonly string[];
}

/**
 * Says at each close what the model's signal asks for (AGENTS 1 and 5): 1 buys, −1 sells and 0 closes; a weight where
 * the score or a mean decides; abstains where the model says nothing.
 */
export class ModelDecider implements Decider {
  readonly readsPosition = false;
  readonly #options: ModelDeciderOptions;
  readonly #slots: readonly Slot[];
  readonly #indices: readonly number[];
  /** Every target is all of the largest weight, or nothing: codes say it whole. */
  readonly #plain: boolean;
  readonly #first: Float64Array;
  #done = 0;

  constructor(options: ModelDeciderOptions) {
    const { symbols, datasetSymbols, rule } = options;
    this.#options = options;
    this.#indices = datasetSymbols ?? symbols.map((_, index) => index);
    this.#plain = rule.sizing === 'signal' && rule.hold === 'signal';
    this.#slots = symbols.map((symbol, slot) => this.#slot(symbol, this.#indices[slot]!));
    this.#first = new Float64Array(symbols.length).fill(Infinity);
  }

  #slot(symbol: string, index: number): Slot {
    const { model, run } = this.#options;
    const signals = SIGNAL_FIELDS.map((field) => signalColumn(model.name, field));
    return {
      symbol,
      actions: new Uint8Array(run.rows),
      weight: run.column(index, signalColumn(model.name, 'weight')),
      inputs: new Map([...model.features, ...signals].map((name) => [name, run.column(index, name)])),
      evidence: [
        ...SIGNAL_FIELDS.map((field) => payloadPointer('model_signals', model.name, symbol, field)),
        ...model.features.map((name) => columnPointer(name, symbol)),
      ],
    };
  }

  decide(bar: number, _position: PositionView, out: Decisions): void {
    for (let slot = 0; slot < this.#slots.length; slot += 1) {
      const { actions, weight } = this.#slots[slot]!;
      const action = actions[bar]!;
      out.action[slot] = action;
      if (!this.#plain && (action === ACTION.buy || action === ACTION.sell)) out.weight[slot] = weight[bar]!;
    }
  }

  writeCodes(symbol: number, from: number, to: number, codes: Uint8Array): boolean {
    if (!this.#plain) return false;
    codes.set(this.#slots[symbol]!.actions.subarray(from, to));
    return true;
  }

  /** Makes the rows before `to` known, once the columns are. */
  advance(to: number): void {
    const { run, decisionRows, model } = this.#options;
    for (const [slot, { actions, weight }] of this.#slots.entries()) {
      if (this.#first[slot] === Infinity) this.#first[slot] = run.firstRow(this.#indices[slot]!);
      const first = this.#first[slot]!;
      const said = this.#plain ? run.column(this.#indices[slot]!, signalColumn(model.name, 'signal')) : weight;
      for (let row = this.#done; row < to; row += 1) {
        const decides = row >= first && (decisionRows === undefined || decisionRows[row] === 1);
        actions[row] = decides ? actionOf(said[row]!) : ACTION.hold;
      }
    }
    this.#done = to;
  }

  firstRow(slot?: number): number {
    if (slot !== undefined) return this.#first[slot] ?? Infinity;
    return this.#first.reduce((latest, row) => Math.max(latest, row), 0);
  }

  explain(bar: number, symbol: number): DecisionFacts {
    const { inputs, evidence } = this.#slots[symbol]!;
    const values = [...inputs].map(([name, column]) => [name, column[bar]!] as const);
    return {
      reason: reasonText(this.#reason(bar, symbol, new Map(values))),
      inputs: Object.fromEntries(values.map(([name, value]) => [name, Number.isNaN(value) ? null : value])),
      evidence,
    };
  }

  #reason(bar: number, symbol: number, values: ReadonlyMap<string, number>): string {
    const { model, rule } = this.#options;
    if (bar < this.#first[symbol]!) return 'warming up';
    const value = (field: (typeof SIGNAL_FIELDS)[number]): number => values.get(signalColumn(model.name, field))!;
    if (Number.isNaN(this.#slots[symbol]!.weight[bar]!)) {
      const gone = model.features.filter((name) => Number.isNaN(values.get(name)!));
      const why = gone.length > 0 ? `missing ${gone.join(', ')}` : 'no member of it speaks at this bar';
      return `no signal of ${model.name}: ${why}`;
    }
    const parts = SIGNAL_FIELDS.filter((field) => !Number.isNaN(value(field))).map(
      (field) => `${field} ${numberText(value(field))}`,
    );
    if (rule.hold === 'overlap') {
      parts.push(`weight ${numberText(this.#slots[symbol]!.weight[bar]!)} over ${rule.horizon} bars`);
    }
    return `${model.name}: ${parts.join(', ')}`;
  }
}

function actionOf(said: number): number {
  if (Number.isNaN(said)) return ACTION.abstain;
  return said > 0 ? ACTION.buy : said < 0 ? ACTION.sell : ACTION.close;
}
