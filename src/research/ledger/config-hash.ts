import { canonicalJson, type Json } from '../../base/index.ts';
import type { HashText } from './chain.ts';

/**
 * What decides in a configuration. Names, paths, mode, descriptions and comments do not: the same configuration under another name is the
 * same trial. Texts of files (prompts, notes, own modules) stand here as their hash or themselves, never as the file's name.
 */
export interface DecidingParts {
  /** Definitions of the features that are read, and how their data is adjusted. */
  readonly features: Json;
  /** Absent for what is not trained. */
  readonly label?: Json;
  readonly model?: Json;
  /** The agent with its rules, symbols, schedule, stops, prompt and notes. */
  readonly agent?: Json;
  readonly risk: Json;
  readonly costs: Json;
}

/** `config_hash` of the trial ledger; not the one of summary.json. */
export function trialConfigHash(parts: DecidingParts, sha256: HashText): string {
  const { features, label = null, model = null, agent = null, risk, costs } = parts;
  return sha256(canonicalJson({ features, label, model, agent, risk, costs }));
}
