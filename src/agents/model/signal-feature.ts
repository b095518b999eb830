import { z } from 'zod';
import type { Json } from '../../base/index.ts';
import type { BoundFeature, Feature, FeatureProcess, ProcessColumns, ResolvedFeature, WarmUp } from '../../features/index.ts';
import { type WeightRule, weightsOfSignals } from '../../models/index.ts';
import type { ModelSource } from './model-source.ts';
import { SIGNAL_FIELDS, signalFeatureName } from './signal-names.ts';

const FACTS = ['model_age_days', 'in_sample'] as const;
type Output = (typeof SIGNAL_FIELDS)[number] | (typeof FACTS)[number] | 'weight';

/**
 * The signals of a model as a feature: computed, planned, replayed and explained like every other column. Its inputs are the model's own
 * columns at the same bar. With a weight rule it also gives the weight that an agent should hold.
 */
export function signalFeature(model: ModelSource, rule?: WeightRule): ResolvedFeature {
  const name = signalFeatureName(model.name);
  const feature = new SignalFeature(model, rule);
  return {
    name,
    kind: feature.type,
    feature,
    params: {},
    origins: {},
    outputs: feature.outputs,
    input: undefined,
    symbol: undefined,
    timeframe: undefined,
    module: undefined,
  };
}

/** Under which an agent reads an output of {@link signalFeature}. */
export function signalColumn(model: string, output: Output): string {
  return `${signalFeatureName(model)}.${output}`;
}

class SignalFeature implements Feature {
  readonly type = 'model_signal';
  readonly summary = 'what a trained model says';
  readonly unit = 'by output';
  readonly source = 'the promoted model';
  readonly convention = undefined;
  readonly family = 'custom';
  readonly version = 1;
  readonly params = z.strictObject({});
  readonly outputs: readonly Output[];
  readonly #model: ModelSource;
  readonly #rule: WeightRule | undefined;

  constructor(model: ModelSource, rule: WeightRule | undefined) {
    this.#model = model;
    this.#rule = rule;
    this.outputs = [...SIGNAL_FIELDS, ...FACTS, ...(rule === undefined ? [] : (['weight'] as const))];
  }

  bind(): BoundFeature {
    const model = this.#model;
    const rule = this.#rule;
    const params: { [name: string]: Json } = { model: model.name, hash: model.hash };
    if (rule !== undefined) Object.assign(params, { weight: { ...rule } });
    // A mean over the last bars is whole once as many bars have spoken.
    const bars = rule?.hold === 'overlap' ? model.horizonBars - 1 : 0;
    return {
      params,
      inputs: model.features.map((name) => ({ kind: 'name', name })),
      warmUp: (inputs) => this.outputs.map((output) => warmUpOf(inputs, output === 'weight' ? bars : 0)),
      refusal: undefined,
      startDependent: false,
      start: (columns) => new SignalProcess(model, rule, this.outputs, columns),
    };
  }
}

function warmUpOf(inputs: readonly WarmUp[], bars: number): WarmUp {
  return {
    warmup: inputs.reduce((most, input) => Math.max(most, input.warmup), 0),
    settle: inputs.reduce((most, input) => Math.max(most, input.settle), 0) + bars,
  };
}

class SignalProcess implements FeatureProcess {
  readonly #model: ModelSource;
  readonly #rule: WeightRule | undefined;
  readonly #columns: ProcessColumns;
  readonly #outputs: Readonly<Record<string, Float64Array>>;
  #done = 0;

  constructor(model: ModelSource, rule: WeightRule | undefined, outputs: readonly Output[], columns: ProcessColumns) {
    this.#model = model;
    this.#rule = rule;
    this.#columns = columns;
    this.#outputs = Object.fromEntries(outputs.map((output, index) => [output, columns.outputs[index]!]));
  }

  advance(to: number): void {
    const from = this.#done;
    if (to <= from) return;
    const { inputs, time } = this.#columns;
    const said = this.#model.signals(
      inputs.map((column) => column.subarray(from, to)),
      time.subarray(from, to),
    );
    for (const field of [...SIGNAL_FIELDS, ...FACTS]) this.#outputs[field]!.set(said[field], from);
    if (this.#rule !== undefined) this.#weigh(this.#rule, from, to);
    this.#done = to;
  }
  #weigh(rule: WeightRule, from: number, to: number): void {
    const { signal, score, weight } = this.#outputs;
    // A mean over the last bars reads that far back.
    const back = rule.hold === 'overlap' ? Math.min(from, rule.horizon - 1) : 0;
    const rows = [from - back, to] as const;
    const weights = weightsOfSignals({ signal: signal!.subarray(...rows), score: score!.subarray(...rows) }, rule);
    weight!.set(weights.subarray(back), from);
  }
}
