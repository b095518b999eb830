import { z } from 'zod';
import type { Json } from '../base/index.ts';
import { calibrationSchema } from './calibration.ts';
import { numbers } from './read-state.ts';

/** An instant as `2020-04-17T20:00:00.000Z`. */
const instant = (): z.ZodString =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'must be an instant such as 2020-04-17T20:00:00.000Z')
    .refine((text) => !Number.isNaN(Date.parse(text)), 'is no date');

const json = (): z.ZodType<Json> => z.json();

const count = (): z.ZodInt => z.int().nonnegative();

const memberSchema = z.strictObject({
  /** The member speaks from here on, until `valid_to` (not included; null: no end). */
  valid_from: instant(),
  valid_to: instant().nullable(),
  /** First and last instant that its training rows know: the first bar, and the last bar that a label reads. */
  trained_from: instant(),
  trained_to: instant(),
  rows: count(),
  pipeline: json(),
  params: z.record(z.string(), json()),
  model: json(),
  calibration: calibrationSchema,
  /** Mean return of each class in this member's training rows, in the order of `classes`; empty for a regressor. */
  class_mean_returns: numbers(),
});

/** `model.json`, schema model/1, as it stands in the file. */
export const documentSchema = z.strictObject({
  schema: z.literal('model/1'),
  name: z.string().min(1),
  kind: z.enum(['classifier', 'regressor']),
  family: z.string().min(1),
  /** Ascending; empty for a regressor. */
  classes: z.array(z.int()),
  horizon_bars: z.int().min(1),
  /** The section `research.labels` that the target was made by; `type` names it. */
  label: z.object({ type: z.string() }).catchall(json()),
  symbols: z.array(z.string()).min(1),
  interval: z.string(),
  /** The columns, in the order the model reads them. */
  features: z.array(z.strictObject({ name: z.string(), definition: json(), hash: z.string() })),
  members: z.array(memberSchema).min(1),
  /** Those of the last member. */
  class_mean_returns: numbers(),
  /** Scores of the folds together, null where they are undefined. */
  oos: z.strictObject({ rank_ic: z.number().nullable(), log_loss: z.number().nullable(), folds: count() }),
  seed: count(),
  data_fingerprint: z.string(),
  code_version: z.string(),
  author: z.strictObject({ kind: z.string(), model: z.string().nullable().optional() }),
});

/** Nothing in a model changes after it was made. */
type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;

export type ModelDocument = Fixed<z.infer<typeof documentSchema>>;
export type ModelFeature = ModelDocument['features'][number];
