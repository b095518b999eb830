import { z } from 'zod';
import { invariant, type Json } from '../../base/index.ts';
import {
  type BoundFeature,
  FEATURES,
  type Feature,
  type FeatureProcess,
  type InputRef,
  type ProcessColumns,
  type ResolvedFeature,
  type WarmUp,
} from '../../features/index.ts';
import { sideOfRank, type WeightRule, weightsOfSignals } from '../../models/index.ts';
import type { ModelSource } from './model-source.ts';
import { SIGNAL_FIELDS, signalFeatureName } from './signal-names.ts';

const FACTS = ['model_age_days', 'in_sample'] as const;
const WORDS = [...SIGNAL_FIELDS, ...FACTS] as const;
type Word = (typeof WORDS)[number];
type Output = Word | 'prediction' | 'weight';

/**
 * The signals of a model as features: computed, planned, replayed and explained like every other column. Their inputs are the model's own
 * columns at the same bar. With a weight rule they also give the weight that an agent should hold.
 *
 * A model of the label rank_return predicts ranks. Its predictions are ranked among the symbols of the agent that have one at the same
 * time: signal 1 in the top fifth, −1 in the bottom fifth, else 0; the score is the rank between −0.5 and 0.5.
 */
export function signalFeatures(model: ModelSource, rule?: WeightRule): readonly ResolvedFeature[] {
  const name = signalFeatureName(model.name);
  const params: { readonly [name: string]: Json } = { model: model.name, hash: model.hash };
  const inputs = model.features.map((feature): InputRef => ({ kind: 'name', name: feature }));
  const words: Words = (columns, time) => {
    const { outputs, ...said } = model.signals(columns, time);
    return { ...said, prediction: outputs[0]! };
  };
  if (!model.ranks) return [resolved(name, new WordsFeature({ params, inputs, words, outputs: WORDS, rule }))];
  const said = `${name}.said`;
  const predicted = new WordsFeature({ params, inputs, words, outputs: [...WORDS, 'prediction'], rule: undefined });
  const ranked = new WordsFeature({
    params,
    inputs: [...WORDS.map((word): InputRef => ({ kind: 'name', name: `${said}.${word}` })), rankOf(`${said}.prediction`)],
    words: rankedWords,
    outputs: WORDS,
    rule,
  });
  return [resolved(said, predicted), resolved(name, ranked)];
}

/** Under which an agent reads an output of {@link signalFeatures}. */
export function signalColumn(model: string, output: Output): string {
  return `${signalFeatureName(model)}.${output}`;
}

function resolved(name: string, feature: WordsFeature): ResolvedFeature {
  const place = { input: undefined, symbol: undefined, timeframe: undefined, module: undefined };
  return { name, kind: feature.type, feature, params: {}, origins: {}, outputs: feature.outputs, ...place };
}

function rankOf(name: string): InputRef {
  const feature = FEATURES.find(({ type }) => type === 'cs_rank');
  invariant(feature !== undefined, 'ranks across symbols are a feature');
  return { kind: 'feature', feature, params: { min_symbols: 2 }, of: { kind: 'name', name } };
}

/** What is said at rows, by output. */
type Words = (columns: readonly Float64Array[], time: Float64Array) => Readonly<Record<Word | 'prediction', ArrayLike<number>>>;

const rankedWords: Words = (columns) => {
  const rank = columns.at(-1)!;
  const words = Object.fromEntries(WORDS.map((word, index) => [word, columns[index]!])) as Record<Word, Float64Array>;
  return { ...words, signal: rank.map(sideOfRank), score: rank, prediction: rank };
};

interface WordsOptions {
  readonly params: { readonly [name: string]: Json };
  readonly inputs: readonly InputRef[];
  readonly words: Words;
  readonly outputs: readonly Exclude<Output, 'weight'>[];
  readonly rule: WeightRule | undefined;
}

class WordsFeature implements Feature {
  readonly type = 'model_signal';
  readonly summary = 'what a trained model says';
  readonly unit = 'by output';
  readonly source = 'the promoted model';
  readonly convention = undefined;
  readonly family = 'custom';
  readonly version = 1;
  readonly params = z.strictObject({});
  readonly outputs: readonly Output[];
  readonly #options: WordsOptions;

  constructor(options: WordsOptions) {
    this.#options = options;
    this.outputs = [...options.outputs, ...(options.rule === undefined ? [] : (['weight'] as const))];
  }

  bind(): BoundFeature {
    const { params, inputs, rule } = this.#options;
    // A mean over the last bars is whole once as many bars have spoken.
    const bars = rule?.hold === 'overlap' ? rule.horizon - 1 : 0;
    return {
      params: rule === undefined ? params : { ...params, weight: { ...rule } },
      inputs,
      warmUp: (of) => this.outputs.map((output) => warmUpOf(of, output === 'weight' ? bars : 0)),
      refusal: undefined,
      startDependent: false,
      start: (columns) => new WordsProcess(this.#options, this.outputs, columns),
    };
  }
}

function warmUpOf(inputs: readonly WarmUp[], bars: number): WarmUp {
  return {
    warmup: inputs.reduce((most, input) => Math.max(most, input.warmup), 0),
    settle: inputs.reduce((most, input) => Math.max(most, input.settle), 0) + bars,
  };
}

class WordsProcess implements FeatureProcess {
  readonly #options: WordsOptions;
  readonly #columns: ProcessColumns;
  readonly #outputs: ReadonlyMap<Output, Float64Array>;
  #done = 0;

  constructor(options: WordsOptions, outputs: readonly Output[], columns: ProcessColumns) {
    this.#options = options;
    this.#columns = columns;
    this.#outputs = new Map(outputs.map((output, index) => [output, columns.outputs[index]!]));
  }

  advance(to: number): void {
    const from = this.#done;
    if (to <= from) return;
    const { words, outputs, rule } = this.#options;
    const inputs = this.#columns.inputs.map((column) => column.subarray(from, to));
    const said = words(inputs, this.#columns.time.subarray(from, to));
    for (const output of outputs) this.#outputs.get(output)!.set(said[output], from);
    if (rule !== undefined) this.#weigh(rule, from, to);
    this.#done = to;
  }

  #weigh(rule: WeightRule, from: number, to: number): void {
    // A mean over the last bars reads that far back.
    const back = rule.hold === 'overlap' ? Math.min(from, rule.horizon - 1) : 0;
    const last = (output: Output): Float64Array => this.#outputs.get(output)!.subarray(from - back, to);
    const weights = weightsOfSignals({ signal: last('signal'), score: last('score') }, rule);
    this.#outputs.get('weight')!.set(weights.subarray(back), from);
  }
}
