import type { PromotionManifest } from './manifest.ts';

/** A manifest that names these files, with nothing to say about gates. */
export function manifestOf(files: PromotionManifest['files']): PromotionManifest {
  return {
    schema_version: 1,
    kind: 'model',
    source_run_id: 'research/20260101_000000_000_lab_0001',
    project_name: 'lab',
    target_name: 'm',
    symbol: null,
    source_path: 'models/experiments/x/m/model.json',
    destination_path: 'models/promoted/m',
    from: null,
    to: 'promoted',
    gates: [],
    overrides: [],
    stamps: [],
    consent: null,
    changed_fields: [],
    by: 'person:ann',
    files,
    features: [],
    audit_seq: null,
    promoted_at: '2026-01-01T00:00:00.000Z',
  };
}
