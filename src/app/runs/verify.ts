import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { listFiles, readBytes, removeTree, sha256 } from '../../adapters/fs/index.ts';
import { RUN_LOCK, type RunSummary } from '../../adapters/runs/index.ts';
import { ledger } from '../../research/index.ts';
import type { BatchPart } from '../backtest/run-agent.ts';
import { openTrialLedger, ReplayTrialLedger } from '../trials/index.ts';
import { compareBytes, RunComparison, type RunDifference } from './compare.ts';
import { openRun, type RunFiles } from './report.ts';

/** What the repetition of a run starts from. */
export interface RerunInput {
  readonly summary: RunSummary;
  /** Text of resolved_project_config.yaml. */
  readonly configText: string;
  readonly configPath: string;
  /** Folder of the stored run. */
  readonly storedDir: string;
  /** The trial ledger as the stored run found it. */
  readonly ledger: ledger.TrialLedger;
  /** The folder of runs that holds the stored run. */
  readonly storedRunsDir: string;
  /** Set for a child of a batch: as what it stands in the ledger. */
  readonly batch?: BatchPart | undefined;
  /** Empty folder that stands for `runs`. */
  readonly runsDir: string;
}

/** A stored child, its batch and the ledger as the batch left it. */
export interface ChildOfBatch {
  readonly ledger: ledger.TrialLedger;
  readonly batch: BatchPart;
}

/** Runs the stored config again under `runsDir`; gives the folder of the new run. */
export type Rerun = (input: RerunInput) => Promise<string>;

export interface VerifyResult {
  readonly schema_version: 1;
  readonly run_id: string;
  readonly equal: boolean;
  /** Files compared, in the order of comparison. */
  readonly files: readonly string[];
  readonly differences: readonly RunDifference[];
}

const NOT_COMPARED = new Set(['run.log.jsonl', 'traces.jsonl', 'report.html', 'report.pdf', 'report.png', RUN_LOCK]);
/** What a promotion left in the run: it says what was done with the run, not what came of it. */
const PROMOTION = /^promotion_manifest(?:\..+)?\.json$/;
/** Results before descriptions, so that the first difference named is the one that matters. */
const FIRST = ['equity_curve.csv', 'ledger.csv', 'executions.jsonl', 'decisions.jsonl', 'metrics.json'];
const LAST = ['resolved_project_config.yaml', 'summary.json'];

/**
 * Runs a run again in a temporary folder and compares every file byte for byte, volatile fields aside.
 * The chain of the trial ledger is checked first, and trials and looks are counted up to the line that the run recorded.
 * @throws RunUnknownError @throws RunNotFinishedError @throws LedgerBrokenError, and what the repetition throws
 */
export async function verifyRun(options: {
  readonly runsDir: string;
  readonly id: string;
  readonly rerun: Rerun;
  /** What a child of a batch is counted with; undefined for other runs. */
  readonly childOf?: (stored: RunFiles) => ChildOfBatch | undefined;
}): Promise<VerifyResult> {
  const stored = openRun(options.runsDir, options.id, 'verified');
  const child = options.childOf?.(stored);
  const book = child?.ledger ?? storedLedger(options.runsDir, stored.summary);
  const temporary = mkdtempSync(join(tmpdir(), 'quanttradeai-verify-'));
  try {
    const dir = await options.rerun({
      summary: stored.summary,
      configText: stored.text('resolved_project_config.yaml'),
      configPath: join(stored.dir, 'resolved_project_config.yaml'),
      storedDir: stored.dir,
      ledger: book,
      storedRunsDir: options.runsDir,
      batch: child?.batch,
      runsDir: temporary,
    });
    return compareRuns(stored, dir, temporary);
  } finally {
    removeTree(temporary);
  }
}

/** A run that wrote no line counts by itself. */
function storedLedger(runsDir: string, { run_id, type, ledger: upTo }: RunSummary): ledger.TrialLedger {
  const book = openTrialLedger({ runsDir });
  // A batch brings its own.
  if (upTo === null || type === 'batch') return new ledger.MemoryTrialLedger(sha256, '');
  return new ReplayTrialLedger(book, { runId: run_id, upTo });
}

/** Compares a stored run with a repetition of it in another folder. */
export function compareRuns(stored: RunFiles, rerunDir: string, rerunRoot: string = dirname(rerunDir)): VerifyResult {
  const storedFolder = basename(stored.dir);
  const comparison = new RunComparison(
    { names: [stored.dir, stored.runId, storedFolder] },
    { names: [rerunDir, rerunRoot, stored.runId.replace(storedFolder, basename(rerunDir)), basename(rerunDir)] },
  );
  const files = fileOrder([...stored.names, ...(listFiles(rerunDir) ?? [])]);
  const differences: RunDifference[] = [];
  for (const file of files) {
    const difference = compareFile(comparison, file, readBytes(join(stored.dir, file)), readBytes(join(rerunDir, file)));
    if (difference !== undefined) differences.push(difference);
  }
  return { schema_version: 1, run_id: stored.runId, equal: differences.length === 0, files, differences };
}

function fileOrder(names: readonly string[]): readonly string[] {
  const isResult = (name: string): boolean =>
    !NOT_COMPARED.has(name) && !name.startsWith('logs/') && !PROMOTION.test(name) && !name.endsWith('.tmp');
  const compared = [...new Set(names)].filter(isResult).sort();
  const middle = compared.filter((name) => !FIRST.includes(name) && !LAST.includes(name));
  const present = (name: string): boolean => compared.includes(name);
  return [...FIRST.filter(present), ...middle, ...LAST.filter(present)];
}

function compareFile(
  comparison: RunComparison,
  file: string,
  stored: Uint8Array | undefined,
  rerun: Uint8Array | undefined,
): RunDifference | undefined {
  if (stored === undefined || rerun === undefined) {
    const said = (bytes: Uint8Array | undefined): string => (bytes === undefined ? 'no such file' : `${bytes.length} bytes`);
    return { file, line: null, field: null, stored: said(stored), rerun: said(rerun) };
  }
  if (file.endsWith('.columns')) return compareBytes(file, stored, rerun);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const difference = comparison.compareText(file, decoder.decode(stored), decoder.decode(rerun));
  return difference;
}
