import { counted, figure, type Gate, percent, readFact, severities } from './gate.ts';

const CLEAN_BARS = 250;
const CLEAN_TRADES = 30;
const PAPER_SESSIONS = 10;
const SLIPPAGE_RATIO = 2;

/** With a threshold of the project's own only the bars count, and they have to be that many. */
export const llmClean: Gate = {
  name: 'llm_clean',
  severity: severities('– w B'),
  evidence: true,
  always: false,
  threshold: () => CLEAN_BARS,
  read: (facts, { threshold }) =>
    readFact(facts.llm_clean, ({ model, clean_from, bars, closed_trades }) => {
      const own = threshold !== CLEAN_BARS;
      return {
        value: `${counted(bars, 'bar')}, ${counted(closed_trades, 'trade')}`,
        bound: own ? `min ${figure(threshold)} clean bars` : `min ${CLEAN_BARS} clean bars or ${CLEAN_TRADES} trades`,
        passed: bars >= threshold || (!own && closed_trades >= CLEAN_TRADES),
        action: `${model} counts from ${clean_from}; ${counted(bars, 'clean bar')} so far, paper adds one a bar.`,
      };
    }),
};

export const llmFailures: Gate = {
  name: 'llm_failures',
  severity: severities('– B B'),
  evidence: false,
  always: false,
  threshold: () => 0.02,
  read: (facts, { threshold }) =>
    readFact(facts.llm_failures, (failures) => ({
      value: failures.failed_share,
      bound: `max ${figure(threshold)}`,
      passed: failures.failed_share <= threshold,
      action: `${counted(failures.failed, `${failures.class ?? 'decision'} failure`)}; raise deadline_ms or change structured.`,
    })),
};

export const llmFlip: Gate = {
  name: 'llm_flip',
  severity: severities('– w B'),
  evidence: true,
  always: false,
  threshold: () => 0.2,
  read: (facts, { threshold }) =>
    readFact(facts.llm_flip, ({ flip_share, audit_usd }) => ({
      value: flip_share,
      bound: `max ${figure(threshold)}`,
      passed: flip_share <= threshold,
      action: `Run agent run --audit${audit_usd === null ? '' : ` (estimated ${audit_usd.toFixed(2)} USD)`}.`,
    })),
};

/** The threshold is the share of flipped decisions; containment is always asked in full. */
export const redteam: Gate = {
  name: 'redteam',
  severity: severities('– B B'),
  evidence: false,
  always: false,
  threshold: () => 0.1,
  read: (facts, { threshold }) =>
    readFact(facts.redteam, ({ contained_share, flip_share, first }) => ({
      value: `${percent(contained_share)} contained, ${percent(flip_share)} flipped`,
      bound: `100 % contained, max ${percent(threshold)} flipped`,
      passed: contained_share === 1 && flip_share <= threshold,
      action:
        first === null
          ? 'Attacks moved too many decisions; use news.mode: extract.'
          : `Attack ${first.attack} via ${first.carrier} moved the decision; use news.mode: extract.`,
    })),
};

export const llmCost: Gate = {
  name: 'llm_cost',
  severity: severities('– w B'),
  evidence: true,
  always: false,
  threshold: () => 0.2,
  read: (facts, { threshold }) =>
    readFact(facts.llm_cost, ({ share_of_gross_profit, bps }) => ({
      value: share_of_gross_profit,
      bound: `max ${figure(threshold)} of gross profit`,
      passed: share_of_gross_profit <= threshold,
      action: `LLM costs ${figure(bps, 1)} bps of traded notional: decide less often (schedule.on_change).`,
    })),
};

export const parity: Gate = {
  name: 'parity',
  severity: severities('– – B'),
  evidence: false,
  always: true,
  threshold: undefined,
  read: (facts) =>
    readFact(facts.parity, ({ identical, slippage_ratio, first }) => ({
      value: `${identical ? 'identical' : 'different'} decisions, slippage ${figure(slippage_ratio, 2)} × model`,
      bound: `identical decisions, slippage max ${SLIPPAGE_RATIO} × model`,
      passed: identical && slippage_ratio <= SLIPPAGE_RATIO,
      action:
        first === null
          ? `Slippage is ${figure(slippage_ratio, 2)} × the model's: raise execution.slippage to what fills cost.`
          : `First difference at ${first.decision}: ${first.cause}.`,
    })),
};

/** The threshold is the count of sessions; the rest is always asked. */
export const paperRecord: Gate = {
  name: 'paper_record',
  severity: severities('– – B'),
  evidence: false,
  always: false,
  threshold: () => PAPER_SESSIONS,
  read: (facts, { threshold }) =>
    readFact(facts.paper_record, ({ sessions, orders, unreconciled, drill_done }) => {
      const lacks = [
        ...(orders === 0 ? ['no order yet'] : []),
        ...(unreconciled > 0 ? [counted(unreconciled, 'unreconciled position')] : []),
        ...(drill_done ? [] : ['the kill-switch drill is still to be done']),
      ];
      return {
        value: `${counted(sessions, 'session')}, ${counted(orders, 'order')}`,
        bound: `min ${counted(threshold, 'session')} and 1 order, all reconciled, drill done`,
        passed: sessions >= threshold && lacks.length === 0,
        action: `${[`${sessions} of ${counted(threshold, 'session')}`, ...lacks].join('; ')}.`,
      };
    }),
};

export const synthetic: Gate = {
  name: 'synthetic',
  severity: severities('– – B'),
  evidence: false,
  always: true,
  threshold: undefined,
  read: (facts) =>
    readFact(facts.synthetic, ({ synthetic: made }) => ({
      value: made ? 'synthetic data' : 'real data',
      bound: 'real data',
      passed: !made,
      action: 'Synthetic data can never go live; run on real data.',
    })),
};
