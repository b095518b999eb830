import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TRIAL_LEDGER } from '../../adapters/runs/index.ts';
import { trialEvidence } from '../../metrics/index.ts';
import type { TrialsNow } from '../../report/index.ts';
import { ledger } from '../../research/index.ts';
import { openTrialLedger } from '../trials/index.ts';
import type { ComparedRun } from './compared-run.ts';

/** Lines that hold the returns a run is judged by. */
const JUDGED: readonly ledger.TrialKind[] = ['evaluation', 'sweep', 'mcp'];

/**
 * The trials of each run as the ledger counts them now: a run that was made first counted only itself, however many followed on its data. Null for
 * runs that the ledger does not know. `problem`: why nothing was counted, when the ledger is broken.
 */
export function trialsNow(
  runsDir: string,
  runs: readonly ComparedRun[],
): { readonly trials: readonly (TrialsNow | null)[]; readonly problem: string | undefined } {
  const nothing = runs.map(() => null);
  if (!existsSync(join(runsDir, TRIAL_LEDGER))) return { trials: nothing, problem: undefined };
  try {
    const book = openTrialLedger({ runsDir });
    const judged = new Map<string, ledger.TrialLine>();
    const wanted = new Set(runs.map(({ entry }) => entry.runId));
    for (const line of book.lines) if (wanted.has(line.run_id) && JUDGED.includes(line.kind)) judged.set(line.run_id, line);
    const counts = new Map<string, ledger.TrialCount>();
    const trials = runs.map(({ entry }) => {
      const line = judged.get(entry.runId);
      if (line === undefined) return null;
      const { symbols, from, to } = line.window;
      const key = [...symbols, from, to].join(' ');
      const count = counts.get(key) ?? book.count({ symbols, from, to });
      counts.set(key, count);
      const facts = { count: count.raw, effective: count.effective, sharpes: count.sharpes, looks: undefined };
      const returns = book.seriesOf(line)?.returns;
      const dsr = returns === undefined ? undefined : trialEvidence(returns, facts).dsr;
      const value = dsr !== undefined && 'value' in dsr ? dsr.value : null;
      return { n: count.raw, n_effective: count.effective, dsr: value };
    });
    return { trials, problem: undefined };
  } catch (error) {
    if (!(error instanceof ledger.LedgerBrokenError)) throw error;
    return { trials: nothing, problem: error.message };
  }
}
