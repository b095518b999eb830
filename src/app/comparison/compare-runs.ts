import { findRun, RUN_FAMILIES, type RunEntry } from '../../adapters/runs/index.ts';
import type { Comparison, ConfigDelta, RunIdentity, TrialsNow } from '../../report/index.ts';
import { variantsOf } from '../runs/batch-file.ts';
import type { ScoredFamily } from '../runs/index.ts';
import { differing, labels, notComparable } from './comparable.ts';
import { type ComparedRun, comparedRun } from './compared-run.ts';
import { ComparisonFamilyError, ComparisonSizeError } from './errors.ts';
import { metricRows } from './metric-rows.ts';
import { configDeltas } from './settings.ts';
import { significanceOf } from './significance.ts';
import { trialsNow } from './trials-now.ts';

const LEAST = 2;
const MOST = 8;
const LABELS = 'ABCDEFGH';

/** A comparison, and the runs as they were read. */
export interface ComparedRuns {
  readonly comparison: Comparison;
  readonly runs: readonly ComparedRun[];
}

/**
 * Sets 2 to 8 runs of one family side by side, the first as the baseline.
 * @throws RunUnknownError @throws ComparisonSizeError @throws ComparisonFamilyError
 */
export function compareStoredRuns(runsDir: string, ids: readonly string[]): ComparedRuns {
  const entries = entriesOf(runsDir, ids);
  const runs = entries.map((entry, index) => comparedRun(entry, LABELS[index]!));
  const deltas = configDeltas(runs.map(({ settings }) => settings));
  const reasons = notComparable(runs, deltas);
  const { significance, selection, tests } = significanceOf(runs);
  const { trials, problem } = trialsNow(
    runsDir,
    entries.map(({ runId }) => runId),
  );
  const comparison: Comparison = {
    schema_version: 1,
    family: runs[0]!.entry.family as ScoredFamily,
    baseline: runs[0]!.entry.runId,
    runs: runs.map((run, index) => identityOf(runsDir, run, trials[index]!)),
    metrics: metricRows(runs, tests),
    config_deltas: deltas,
    comparable: reasons.length === 0,
    reasons,
    warnings: warningsOf(runs, { trials, problem, deltas }),
    significance,
    selection,
  };
  return { comparison, runs };
}

function entriesOf(runsDir: string, ids: readonly string[]): readonly RunEntry[] {
  if (ids.length < LEAST || ids.length > MOST) {
    const more = ids.length < LEAST;
    throw new ComparisonSizeError(
      `a comparison takes ${LEAST} to ${MOST} runs, ${ids.length} ${ids.length === 1 ? 'is' : 'are'} named`,
      {
        hint: more ? 'name each run with a --compare of its own' : 'leave some out, or rank all with `runs list --scoreboard`',
      },
    );
  }
  const entries = ids.map((id) => findRun(runsDir, id));
  const twice = entries.find(({ runId }, index) => entries.findIndex((other) => other.runId === runId) < index);
  if (twice !== undefined) {
    throw new ComparisonSizeError(`the run ${twice.runId} is named twice`, { hint: 'name each run once' });
  }
  const families = RUN_FAMILIES.filter((family) => entries.some((entry) => entry.family === family));
  const [family] = families;
  if (families.length > 1) {
    const named = families.map((one) => `${one} (${entries.filter((entry) => entry.family === one).length})`);
    throw new ComparisonFamilyError(`runs of different kinds cannot be compared: ${named.join(', ')}`, {
      hint: 'name runs of one kind only; `quanttradeai runs list` shows the kind before the name',
    });
  }
  if (family === 'agent/batches') {
    throw new ComparisonFamilyError('batches have no figures of their own to compare', {
      hint: 'name runs of a batch: its batch.json lists them under children',
    });
  }
  return entries;
}

function identityOf(runsDir: string, { label, entry, summary, basis }: ComparedRun, now: TrialsNow | null): RunIdentity {
  return {
    label,
    run_id: entry.runId,
    name: summary.name,
    variant: (summary.parent === null ? undefined : variantsOf(runsDir, summary.parent).get(entry.runId)) ?? null,
    status: summary.status,
    error: summary.error,
    verdict: summary.verdict,
    verdict_line: summary.verdict_line,
    stamps: summary.stamps,
    symbols: summary.symbols,
    window: summary.window,
    evaluated: basis === undefined ? null : { from: basis.from, to: basis.to },
    started_at: summary.timestamps.started_at,
    config_hash: summary.config_hash,
    data_fingerprint: summary.data_fingerprint,
    code_version: summary.code_version,
    trials: summary.trials,
    trials_now: now,
  };
}

function warningsOf(
  runs: readonly ComparedRun[],
  {
    trials,
    problem,
    deltas,
  }: {
    readonly trials: readonly (TrialsNow | null)[];
    readonly problem: string | undefined;
    readonly deltas: readonly ConfigDelta[];
  },
): readonly string[] {
  const lines: string[] = [];
  for (const { label, summary } of runs) {
    if (summary.status === 'success') continue;
    const why = summary.error === null ? '' : `: ${summary.error.code}, ${summary.error.message}`;
    lines.push(`${label} is ${summary.status}${why}`);
  }
  for (const { label, problems } of runs) lines.push(...problems.map((text) => `${label}: ${text}`));
  const differences = [
    ['currency', differing(runs, ({ currency }) => currency ?? 'not known')],
    ['capital', deltas.find(({ path }) => path === 'world.capital') === undefined ? undefined : capitals(runs)],
    ['stamps', differing(runs, ({ summary }) => summary.stamps.join(' · '))],
    ['code', differing(runs, ({ summary }) => summary.code_version ?? 'not known')],
  ] as const;
  for (const [what, text] of differences) if (text !== undefined) lines.push(`${what}: ${text}`);
  lines.push(...sameConfiguration(runs));
  const grown = runs.filter(({ summary }, index) => (trials[index]?.n ?? 0) > (summary.trials?.n ?? Number.POSITIVE_INFINITY));
  if (grown.length > 0) {
    lines.push(`dsr of ${labels(grown)} counts the trials up to the run itself; more followed on the same data`);
  }
  if (problem !== undefined) lines.push(`the trial ledger is not whole: ${problem}`);
  return lines;
}

function capitals(runs: readonly ComparedRun[]): string | undefined {
  return differing(runs, ({ capital }) => (capital === undefined ? 'not known' : String(capital)));
}

/** Two runs of one configuration on one set of data are one trial. */
function sameConfiguration(runs: readonly ComparedRun[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { label, summary } of runs) {
    if (summary.config_hash === null || summary.data_fingerprint === null) continue;
    const key = `${summary.name} ${summary.config_hash} ${summary.data_fingerprint}`;
    groups.set(key, [...(groups.get(key) ?? []), label]);
  }
  const equal = [...groups.values()].filter(({ length }) => length > 1);
  return equal.map((members) => `${members.join(', ')} are runs of one configuration on the same data`);
}
