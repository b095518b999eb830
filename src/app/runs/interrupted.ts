import {
  listRuns,
  RUN_INTERRUPTED,
  type RunFacts,
  type RunFamily,
  type RunSummary,
  readRunSummary,
} from '../../adapters/runs/index.ts';

/** The newest run of a family with the same name, configuration, data and program whose process is gone; undefined: there is none. */
export function interruptedRun(
  runsDir: string,
  { family, name, facts }: { readonly family: RunFamily; readonly name: string; readonly facts: RunFacts },
): { readonly dir: string; readonly summary: RunSummary } | undefined {
  for (const entry of listRuns(runsDir, [family])) {
    const summary = readRunSummary(entry);
    const same =
      summary.name === name &&
      summary.config_hash === facts.config_hash &&
      summary.data_fingerprint === facts.data_fingerprint &&
      summary.code_version === facts.code_version;
    if (same && summary.error?.code === RUN_INTERRUPTED) return { dir: entry.dir, summary };
  }
  return undefined;
}
