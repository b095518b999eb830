import type { EVIDENCE_GATES } from '../config.ts';
import type { EvidenceFacts } from './facts.ts';

export type GateName = (typeof EVIDENCE_GATES)[number];

/** A step up: a run's model into the store of promoted models, an agent from backtest to paper, from paper to live. */
export const PROMOTION_STEPS = ['research_to_model', 'backtest_to_paper', 'paper_to_live'] as const;
export type PromotionStep = (typeof PROMOTION_STEPS)[number];

export type Severity = 'block' | 'warn';

/** What a gate is asked with. */
export interface GateQuestion {
  readonly step: PromotionStep;
  /** The project's own number, or the gate's; NaN for a gate without a number. */
  readonly threshold: number;
  /** The project gave a reason why this gate's finding is right here. */
  readonly explained: boolean;
}

/** What a gate saw. */
export interface Reading {
  readonly value: number | string;
  /** What the value has to be: `min 0.9`, `max 0.5`, `success`. */
  readonly bound: string;
  readonly passed: boolean;
  /** It passed, and close enough to the bound to be told. */
  readonly close?: boolean;
  /** The next action for the case that it did not pass, with its numbers. */
  readonly action: string;
  /** What else should be known. */
  readonly note?: string;
}

/** Why a gate saw nothing: a fact is missing, or nobody has to know it. */
export type NoReading = { readonly missing: string } | { readonly not_asked: string };

/** One row of the table of evidence gates. */
export interface Gate {
  readonly name: GateName;
  /** Null: not asked at that step. */
  readonly severity: Readonly<Record<PromotionStep, Severity | null>>;
  /** True: synthetic data and the policy sandbox turn it into a warning, but not towards a broker. */
  readonly evidence: boolean;
  /** True: a project cannot turn it into a warning. */
  readonly always: boolean;
  /** The number that a project may replace; undefined: it has none. */
  readonly threshold: ((step: PromotionStep) => number) | undefined;
  read(facts: EvidenceFacts, question: GateQuestion): Reading | NoReading;
}

/** Severities in the order of {@link PROMOTION_STEPS}, as the table prints them: `B` blocks, `w` warns, `–` is not asked. */
export function severities(row: `${Mark} ${Mark} ${Mark}`): Gate['severity'] {
  const [model, paper, live] = row.split(' ').map((mark) => (mark === '–' ? null : mark === 'B' ? 'block' : 'warn'));
  return { research_to_model: model ?? null, backtest_to_paper: paper ?? null, paper_to_live: live ?? null };
}

type Mark = 'B' | 'w' | '–';

/** What the gate reads of a fact, or why there is nothing to read. */
export function readFact<T>(
  fact: { readonly value: T } | NoReading,
  read: (value: T) => Reading | NoReading,
): Reading | NoReading {
  return 'value' in fact ? read(fact.value) : fact;
}

/** A number for a sentence: at most four decimals, no trailing zeros. */
export function figure(value: number, decimals = 4): string {
  return String(Number(value.toFixed(decimals)));
}

/** A share as `12.55 %`. */
export function percent(value: number): string {
  return `${figure(value * 100, 2)} %`;
}

/** `1 month`, `2 months`. */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;
}
