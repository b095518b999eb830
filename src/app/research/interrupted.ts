import { listRuns, RUN_INTERRUPTED, type RunFacts, type RunSummary, readRunSummary } from '../../adapters/runs/index.ts';

/** The newest research run of the same configuration, data and program whose process is gone; undefined: there is none. */
export function interruptedRun(
  runsDir: string,
  facts: Pick<RunFacts, 'config_hash' | 'data_fingerprint' | 'code_version'>,
): { readonly dir: string; readonly summary: RunSummary } | undefined {
  for (const entry of listRuns(runsDir, ['research'])) {
    const summary = readRunSummary(entry);
    const same =
      summary.config_hash === facts.config_hash &&
      summary.data_fingerprint === facts.data_fingerprint &&
      summary.code_version === facts.code_version;
    if (same && summary.error?.code === RUN_INTERRUPTED) return { dir: entry.dir, summary };
  }
  return undefined;
}
