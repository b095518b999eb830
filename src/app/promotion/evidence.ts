import { join } from 'node:path';
import { readText } from '../../adapters/fs/index.ts';
import type { RunEntry, RunSummary } from '../../adapters/runs/index.ts';
import { gates } from '../../research/index.ts';
import { EvidenceBrokenError } from './errors.ts';

/** File of a research run that holds what its promotion is judged by. */
export const EVIDENCE = 'evidence.json';

/**
 * What a research run knows about itself. A run that ended before it wrote its evidence knows nothing, and every gate says so. How it
 * ended and whether its data was made up is told by its summary.
 * @throws EvidenceBrokenError when the file is there and is no evidence
 */
export function readEvidence(entry: RunEntry, summary: RunSummary): gates.RunEvidence {
  const path = join(entry.dir, EVIDENCE);
  const text = readText(path);
  const evidence = text === undefined ? nothing(summary) : parsedEvidence(path, text);
  const { facts } = evidence;
  const made = summary.stamps.includes('SYNTHETIC DATA');
  return {
    ...evidence,
    facts: {
      ...facts,
      run_status: { value: { status: summary.status, cause: causeOf(summary) } },
      synthetic: made ? { value: { synthetic: true } } : facts.synthetic,
    },
  };
}

function causeOf({ error }: RunSummary): string | null {
  return error === null ? null : `${error.code} ${error.message}`;
}

function nothing({ status }: RunSummary): gates.RunEvidence {
  const { pins: _, ...facts } = gates.unknownFacts(`the run is ${status} and has no ${EVIDENCE}`);
  return { schema_version: 1, facts, models: [] };
}

function parsedEvidence(path: string, text: string): gates.RunEvidence {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new EvidenceBrokenError(path, `this is no JSON: ${error.message}`, error);
  }
  const parsed = gates.runEvidenceSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new EvidenceBrokenError(path, `this is no evidence at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
}
