import { z } from 'zod';

/** Name of the one file that says which model of a folder is in use. */
export const PROMOTION_MANIFEST = 'promotion_manifest.json';

const HEX = /^[0-9a-f]{64}$/;

const gateSchema = z.strictObject({
  gate: z.string(),
  value: z.union([z.number(), z.string(), z.null()]),
  bound: z.string(),
  severity: z.enum(['block', 'warn']),
  outcome: z.enum(['PASS', 'WARN', 'FAIL']),
  passed: z.boolean(),
  /** What to do about it; null when nothing. */
  next_action: z.string().nullable(),
  /** Why a gate that did not pass did not block, or was not asked; null otherwise. */
  note: z.string().nullable(),
});

const overrideSchema = z.strictObject({
  gate: z.string(),
  threshold: z.number().nullable(),
  severity: z.enum(['warn']).nullable(),
  reason: z.string(),
});

/**
 * `promotion_manifest.json`, in the folder of a promoted model and in its run: what was promoted, on what evidence, by whom. Replacing
 * this file by a new one is the promotion.
 */
export const promotionManifestSchema = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('model'),
  source_run_id: z.string(),
  project_name: z.string(),
  target_name: z.string(),
  /** Null: one model for all symbols of the research. */
  symbol: z.string().nullable(),
  /** Where the run keeps the model, from the project's folder. */
  source_path: z.string(),
  destination_path: z.string(),
  from: z.null(),
  to: z.literal('promoted'),
  gates: z.array(gateSchema),
  overrides: z.array(overrideSchema),
  /** As on the run, with those that the decision itself brought (SANDBOX POLICY). */
  stamps: z.array(z.string()),
  consent: z.null(),
  changed_fields: z.array(z.never()),
  by: z.string(),
  /** Files of the model inside the folder, the artifact first; hashes are 64 hexadecimal digits. */
  files: z.array(z.strictObject({ path: z.string().regex(/^[^/\\]+$/), sha256: z.string().regex(HEX) })).min(1),
  features: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  /** Null: this version has no audit log. */
  audit_seq: z.number().nullable(),
  promoted_at: z.string(),
});

export type PromotionManifest = z.output<typeof promotionManifestSchema>;
