import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TRIAL_LEDGER } from '../../adapters/runs/index.ts';
import { trialEvidence } from '../../metrics/index.ts';
import type { TrialsNow } from '../../report/index.ts';
import { ledger } from '../../research/index.ts';
import { type FileTrialLedger, openTrialLedger } from '../trials/index.ts';

/** Lines that hold the returns a run is judged by. */
const JUDGED: readonly ledger.TrialKind[] = ['evaluation', 'sweep', 'mcp'];
/** Of larger ledgers the returns are not read: then every trial counts as an independent one, which makes the ratio smaller. */
const MOST_SERIES = 1000;

/**
 * The trials of each run as the ledger counts them now: a run that was made first counted only itself, however many followed on its data. Null for
 * runs that the ledger does not know. `problem`: why nothing was counted, when the ledger is broken.
 */
export function trialsNow(
  runsDir: string,
  runIds: readonly string[],
): { readonly trials: readonly (TrialsNow | null)[]; readonly problem: string | undefined } {
  const nothing = runIds.map(() => null);
  if (!existsSync(join(runsDir, TRIAL_LEDGER))) return { trials: nothing, problem: undefined };
  try {
    const book = openTrialLedger({ runsDir });
    const judged = new Map<string, ledger.TrialLine>();
    const wanted = new Set(runIds);
    for (const line of book.lines) if (wanted.has(line.run_id) && JUDGED.includes(line.kind)) judged.set(line.run_id, line);
    const counts = new Map<string, ledger.TrialCount>();
    const trials = runIds.map((id) => {
      const line = judged.get(id);
      return line === undefined ? null : countedNow(book, line, counts);
    });
    return { trials, problem: undefined };
  } catch (error) {
    if (!(error instanceof ledger.LedgerBrokenError)) throw error;
    return { trials: nothing, problem: error.message };
  }
}

/** @param counts by window, filled as they are made */
function countedNow(book: FileTrialLedger, line: ledger.TrialLine, counts: Map<string, ledger.TrialCount>): TrialsNow {
  const { symbols, from, to } = line.window;
  const key = [...symbols, from, to].join(' ');
  const seriesOf = (one: ledger.TrialLine) => (book.lines.length > MOST_SERIES ? undefined : book.seriesOf(one));
  const count = counts.get(key) ?? ledger.countTrials(book.lines, { symbols, from, to }, seriesOf);
  counts.set(key, count);
  const facts = { count: count.raw, effective: count.effective, sharpes: count.sharpes, looks: undefined };
  const returns = book.seriesOf(line)?.returns;
  const dsr = returns === undefined ? undefined : trialEvidence(returns, facts).dsr;
  return { n: count.raw, n_effective: count.effective, dsr: dsr !== undefined && 'value' in dsr ? dsr.value : null };
}
