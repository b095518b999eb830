import { canonicalJson, isoTime, type UnixMs } from '../../base/index.ts';
import { sha256 } from '../fs/index.ts';
import { plainDecimal } from './number-text.ts';

export type DecisionAction = 'buy' | 'sell' | 'hold' | 'close' | 'abstain';

/** What was decided for one symbol; NaN where there is nothing to say. */
export interface SymbolDecision {
  readonly symbol: string;
  readonly action: DecisionAction;
  readonly targetWeight: number;
  readonly stopPrice: number;
  readonly takeProfitPrice: number;
  readonly reason: string;
  readonly evidence: readonly string[];
}

/** What the risk rules made of it. */
export interface RiskRecord {
  readonly symbol: string;
  readonly proposed: number;
  readonly final: number;
  readonly rules: readonly string[];
}

/** One decision time of an agent without a language model (rule, model, code). */
export interface DecisionRecord {
  readonly agent: string;
  readonly kind: string;
  readonly asOf: UnixMs;
  /** Bar of the dataset, counted from 0. */
  readonly barSeq: number;
  readonly symbols: readonly string[];
  /** Values read, by symbol; null where missing. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly notes: readonly string[];
  readonly decisions: readonly SymbolDecision[];
  readonly risk: readonly RiskRecord[];
  /** Orders that came of it: `<bar>-<n>`. */
  readonly intents: readonly string[];
  /** The bar lies inside the training of a model that speaks there. */
  readonly inSample: boolean;
}

/** SHA-256 of agent, time, payload and symbols: the same decision has the same id in every run. */
export function decisionId(facts: {
  readonly agent: string;
  readonly asOf: UnixMs;
  readonly symbols: readonly string[];
}): string {
  const text = canonicalJson({ agent: facts.agent, as_of: isoTime(facts.asOf), payload_sha256: null, symbols: facts.symbols });
  return sha256(text).slice('sha256:'.length);
}

/** One line of decisions.jsonl; everything that only language models have is empty or null. */
export function decisionLine(record: DecisionRecord): string {
  return `${JSON.stringify({
    v: 1,
    decision_id: decisionId(record),
    agent: record.agent,
    kind: record.kind,
    as_of: isoTime(record.asOf),
    bar_seq: record.barSeq,
    symbols: record.symbols,
    payload_sha256: null,
    messages_sha256: null,
    cassette: [],
    model_requested: null,
    model_responded: null,
    warnings: [],
    attempts: [],
    tools: [],
    inputs: record.inputs,
    parse: 'ok',
    notes: record.notes,
    decisions: record.decisions.map((decision) => ({
      symbol: decision.symbol,
      action: decision.action,
      target_weight: ratio(decision.targetWeight),
      confidence: null,
      horizon_bars: null,
      stop_price: price(decision.stopPrice),
      take_profit_price: price(decision.takeProfitPrice),
      reason: decision.reason,
      evidence: decision.evidence,
      invalidation: null,
    })),
    dispersion: null,
    risk: record.risk.map(({ symbol, proposed, final, rules }) => ({
      symbol,
      proposed: ratio(proposed),
      final: ratio(final),
      rules,
    })),
    intents: record.intents,
    cost_usd: '0.000000',
    contaminated: false,
    in_sample: record.inSample,
    shadow: {},
    failure: null,
  })}\n`;
}

function ratio(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(15)) || 0;
}

function price(value: number): string | null {
  return Number.isNaN(value) ? null : plainDecimal(value);
}
