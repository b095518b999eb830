import { z } from 'zod';

/**
 * Why a line was written: an evaluation of a configuration · a trial of tuning on the development segment · one inside an outer fold ·
 * a variant of a sweep · an evaluation that touched the configured test window · an edit of a prompt · a run asked for by a coding agent.
 */
export const TRIAL_KINDS = ['evaluation', 'tuning', 'inner', 'sweep', 'test_look', 'prompt_edit', 'mcp'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hexadecimal digits');
const date = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'must be a date');

const windowSchema = z.strictObject({
  symbols: z.array(z.string().min(1)).min(1),
  interval: z.string().min(1),
  from: date,
  to: date,
  fingerprint: hash,
});

/** Bars that a trial was evaluated on; dates are inclusive. */
export type TrialWindow = Readonly<z.output<typeof windowSchema>>;

const authorSchema = z.strictObject({
  kind: z.enum(['person', 'model', 'schedule']),
  /** The language model that wrote the configuration; null for others. */
  model: z.string().min(1).nullable(),
});
export type TrialAuthor = Readonly<z.output<typeof authorSchema>>;

/** Days: hash of the file of the batch's days; hash: of the bytes of the column. */
const columnSchema = z.strictObject({ file: z.string().min(1), column: z.int().min(0), days: hash, hash });
const seriesSchema = z.union([hash, columnSchema]);

/**
 * Where the returns of a trial lie under `runs/.trials`: the hash of a file of its own, or the column of a batch's file.
 */
export type SeriesPlace = z.output<typeof seriesSchema>;

/** A line of `runs/ledger.jsonl`; keys are written in this order. */
export const trialLineSchema = z.strictObject({
  seq: z.int().min(1),
  kind: z.enum(TRIAL_KINDS),
  config_hash: hash,
  window: windowSchema,
  author: authorSchema,
  run_id: z.string().min(1),
  parent: z.string().min(1).nullable(),
  series: seriesSchema.nullable(),
  sharpe: z.number().nullable(),
  n: z.int().min(0).nullable(),
  at: z.string().min(1),
  prev: hash,
  hash,
});
export type TrialLine = Readonly<z.output<typeof trialLineSchema>>;

/** What a writer says about a trial; the ledger adds the rest of the line. */
export type TrialEntry = Omit<TrialLine, 'seq' | 'prev' | 'hash'>;

/** The returns of a trial, net of all costs: one per session for intraday bars, one per bar from a day on. */
export interface TrialSeries {
  /** Days since 1970-01-01 that the returns belong to, rising. */
  readonly days: Float64Array;
  readonly returns: Float64Array;
}
