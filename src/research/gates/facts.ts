import { z } from 'zod';

const share = () => z.number().min(0).max(1);
const count = () => z.int().min(0);
const date = () => z.iso.date();

/** A fact, or why it is not known. */
const fact = <T extends z.ZodType>(value: T) =>
  z.union([z.strictObject({ value }), z.strictObject({ missing: z.string().min(1) })]);

/** As {@link fact}, or why nobody has to know it: an agent without a language model spends nothing on one. */
const factIfAny = <T extends z.ZodType>(value: T) =>
  z.union([
    z.strictObject({ value }),
    z.strictObject({ missing: z.string().min(1) }),
    z.strictObject({ not_asked: z.string().min(1) }),
  ]);

/** As `implausibleNumbers` of the metrics finds them. */
const implausible = z.strictObject({
  metric: z.string(),
  value: z.number(),
  bound: z.union([z.strictObject({ above: z.number() }), z.strictObject({ below: z.number() })]),
  where: z.string(),
});

/**
 * What the evidence gates are judged by (RESEARCH 15), as plain JSON. Every fact may be missing, with its reason: a gate that needs it
 * then does not pass. Fractions are shares of 1, times of day do not occur, dates are YYYY-MM-DD.
 */
export const evidenceFactsSchema = z.strictObject({
  run_status: fact(
    z.strictObject({
      status: z.enum(['running', 'success', 'degraded', 'failed', 'halted']),
      /** What ended it, in words; null after a success. */
      cause: z.string().nullable(),
    }),
  ),
  /** What was compared with the run, and each difference. */
  pins: fact(
    z.strictObject({
      checked: z.array(z.string()).min(1),
      changed: z.array(z.string()),
      /** Of a run that was promoted before, when nothing had changed: what did since. Told, and no failure. */
      changed_since_promotion: z.array(z.string()),
    }),
  ),
  leak_suite: fact(
    z.strictObject({
      verdict: z.enum(['PASS', 'FAIL']),
      /** The first leak; null when there is none or it has no place. */
      first: z.strictObject({ column: z.string(), bar: z.string().nullable() }).nullable(),
    }),
  ),
  sanity: fact(
    z.strictObject({
      /** Numbers that cannot be, as `impossibleNumbers` of the metrics finds them; one that is not finite is null. */
      impossible: z.array(z.strictObject({ metric: z.string(), value: z.number().nullable(), rule: z.string() })),
      /** Numbers too good to be true. */
      implausible: z.array(implausible),
    }),
  ),
  baselines: fact(
    z.strictObject({
      family: z.enum(['constant', 'linear', 'other']),
      folds: z.int().min(1),
      /** Folds whose out-of-sample score is better than the baseline's. */
      beats_constant: count(),
      beats_linear: count(),
    }),
  ),
  dsr: fact(
    z.strictObject({
      dsr: share(),
      /** Trials as counted by the ledger. */
      trials: z.number().min(1),
      /** More months of data that would reach the default threshold at this Sharpe ratio; null: no length does. */
      months_needed: z.number().nullable(),
    }),
  ),
  pbo: fact(
    z.strictObject({
      /** Null below eight configurations. */
      pbo: share().nullable(),
      configurations: count(),
      /** The centre of the best plateau, in words; null when there is none. */
      plateau: z.string().nullable(),
    }),
  ),
  /** `p` is null below ten configurations. */
  spa: fact(z.strictObject({ p: share().nullable(), configurations: count() })),
  cost_stress: fact(
    z.strictObject({
      /** Net result at twice the assumed costs, in the account's currency. */
      net_at_twice_costs: z.number(),
      /** Basis points of traded value; null when nothing was traded. */
      break_even_bps: z.number().nullable(),
      assumed_bps: z.number().nullable(),
    }),
  ),
  drawdown: fact(
    z.strictObject({
      max_drawdown: z.number().min(0),
      /** The policy's limit. */
      limit: z.number().positive(),
      max_position_pct: share().nullable(),
    }),
  ),
  sample: fact(z.strictObject({ closed_trades: count(), bars: count(), bars_per_month: z.number().positive() })),
  /** `needed` at a Sharpe ratio of 0 as benchmark; null: the Sharpe ratio is not above 0, so no length is enough. */
  mintrl: fact(z.strictObject({ years: z.number().min(0), needed: z.number().min(0).nullable() })),
  looks: fact(
    z.strictObject({
      /** Distinct configurations that saw the test window. */
      looks: count(),
      /** An end of the test window that nobody has seen yet; null when the data ends before. */
      fresh_test_end: date().nullable(),
    }),
  ),
  out_of_sample: fact(
    z.strictObject({
      /** Share of the headline's bars that the model was trained on or the language model may have read about. */
      seen_share: share(),
      /** First day that is clean; null when none is. */
      clean_from: date().nullable(),
      by: z.enum(['model', 'language_model']),
    }),
  ),
  llm_clean: factIfAny(z.strictObject({ model: z.string(), clean_from: date(), bars: count(), closed_trades: count() })),
  llm_failures: factIfAny(
    z.strictObject({
      failed_share: share(),
      failed: count(),
      /** The most frequent class of failure; null without any. */
      class: z.string().nullable(),
    }),
  ),
  llm_flip: factIfAny(
    z.strictObject({
      flip_share: share(),
      /** What an audit would cost. */
      audit_usd: z.number().min(0).nullable(),
    }),
  ),
  redteam: factIfAny(
    z.strictObject({
      contained_share: share(),
      flip_share: share(),
      /** The attack that went furthest; null when all were contained. */
      first: z.strictObject({ attack: z.string(), carrier: z.string() }).nullable(),
    }),
  ),
  llm_cost: factIfAny(z.strictObject({ share_of_gross_profit: z.number().min(0), bps: z.number().min(0) })),
  parity: fact(
    z.strictObject({
      identical: z.boolean(),
      /** Slippage paid over slippage of the model. */
      slippage_ratio: z.number().min(0),
      first: z.strictObject({ decision: z.string(), cause: z.string() }).nullable(),
    }),
  ),
  paper_record: fact(z.strictObject({ sessions: count(), orders: count(), unreconciled: count(), drill_done: z.boolean() })),
  synthetic: fact(z.strictObject({ synthetic: z.boolean() })),
});

export type EvidenceFacts = z.output<typeof evidenceFactsSchema>;
export type FactName = keyof EvidenceFacts;

const sha256 = () => z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

/**
 * `evidence.json` of a research run: everything its promotion is judged by, but `pins`, which `promote` finds out itself by comparing
 * the run with the project, its data and this program as they are then.
 */
export const runEvidenceSchema = z.strictObject({
  schema_version: z.literal(1),
  facts: evidenceFactsSchema.omit({ pins: true }),
  /** The run's models, one per target; hashes are of the file's bytes, paths start from the project's folder. */
  models: z.array(
    z.strictObject({
      target: z.string().min(1),
      symbol: z.string().nullable(),
      path: z.string().min(1),
      sha256: sha256(),
    }),
  ),
});

export type RunEvidence = z.output<typeof runEvidenceSchema>;

/** Facts of which none is known, for a start: a run lays what it knows over them. */
export function unknownFacts(reason: string): EvidenceFacts {
  const missing = { missing: reason };
  return {
    run_status: missing,
    pins: missing,
    leak_suite: missing,
    sanity: missing,
    baselines: missing,
    dsr: missing,
    pbo: missing,
    spa: missing,
    cost_stress: missing,
    drawdown: missing,
    sample: missing,
    mintrl: missing,
    looks: missing,
    out_of_sample: missing,
    llm_clean: missing,
    llm_failures: missing,
    llm_flip: missing,
    redteam: missing,
    llm_cost: missing,
    parity: missing,
    paper_record: missing,
    synthetic: missing,
  };
}
