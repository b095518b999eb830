import { basename } from 'node:path';
import { readText, sha256 } from '../../adapters/fs/index.ts';
import { createRun, type RunFacts, resumeRun, withRun } from '../../adapters/runs/index.ts';
import type { UnixMs, Warning } from '../../base/index.ts';
import { ledger } from '../../research/index.ts';
import { codeVersion } from '../backtest/code-version.ts';
import { configWarnings, type StoredRunContext, storedReading } from '../backtest/stored.ts';
import { type LoadedProject, loadStoredProject, requireProject } from '../project/index.ts';
import { interruptedRun } from '../runs/interrupted.ts';
import type { RerunInput } from '../runs/verify.ts';
import { openTrialLedger } from '../trials/index.ts';
import { BatchWork, columnBytesOf } from './batch-work.ts';
import { BatchBench, type BatchPlace } from './bench.ts';
import { type BatchBookOptions, LiveBatchBook, StoredBatchBook } from './book.ts';
import type { BatchStatus } from './documents.ts';
import type { WorkElsewhere } from './executor.ts';
import { type LowerRung, lowerRungs } from './halving.ts';
import { readBatchDocument } from './outcome.ts';
import { type BatchPlan, planAll, planSweep } from './plan-batch.ts';
import { objectiveOf } from './rank.ts';
import { CHILDREN_FILE, ROWS_FILE } from './row-store.ts';
import type { BatchSpec } from './spec.ts';
import { type SurveyedBatch, surveyBatch } from './survey.ts';

export interface BatchOptions {
  readonly loaded: LoadedProject;
  /** Undefined: every agent. */
  readonly sweep: string | undefined;
  /** Absolute folder of runs. */
  readonly runsDir: string;
  /** Version of the package, without the hash of the code. */
  readonly version: string;
  readonly place: BatchPlace;
  readonly warnings?: readonly Warning[];
  /** Threads; default: `operations.workers.max_concurrency`, and not more than there are cores. */
  readonly workers?: number | undefined;
  /** True: an interrupted batch is left alone. */
  readonly fresh?: boolean;
  /** Other machines that evaluate the children; default: this one. */
  readonly elsewhere?: WorkElsewhere | undefined;
  readonly onProgress?: (done: number, total: number, label: string) => void;
  readonly now?: () => UnixMs;
}

/** A batch that has ended and lies in its folder. */
export interface Batch {
  readonly batchId: string;
  readonly dir: string;
  readonly status: BatchStatus;
  /** The batch was begun by an earlier process. */
  readonly resumed: boolean;
}

/**
 * Runs all variants of a sweep, or all agents, and ranks them.
 *
 * Every child is evaluated first, over bars and columns that all of them share; then the trial ledger has its lines and the batch is judged;
 * then those children that are kept become runs of their own. Wrong input leaves nothing behind; from then on every end is recorded, and a
 * child that fails does not stop the others. A killed process leaves what it did, and the next batch of the same project, data and program
 * goes on from there.
 * @throws ConfigError, SweepUnknownError, NoAgentsError, ObjectiveError, and what data and the disk throw
 */
export async function runBatch(options: BatchOptions): Promise<Batch> {
  const { loaded, runsDir } = options;
  // Before all work: a batch that cannot be counted is not made.
  const book = openTrialLedger(options);
  const ready = await readyBatch(options);
  const { plan, surveyed, objective, spec, facts, rungs, rungBase } = ready;
  const { seq, hash } = book.head;
  const project = requireProject(loaded);
  const name = [project.project.name, ...(plan.sweep === undefined ? [] : [plan.sweep.name]), 'backtest'].join('_');
  const known = options.fresh === true ? undefined : interruptedRun(runsDir, { family: 'agent/batches', name, facts });
  const common = { currency: project.project.currency, ...(options.now === undefined ? {} : { now: options.now }) };
  const run =
    known === undefined
      ? createRun({
          runsDir,
          family: 'agent/batches',
          name,
          mode: 'backtest',
          facts: { ...facts, ledger: { seq, hash } },
          ...common,
        })
      : resumeRun({ dir: known.dir, summary: known.summary, keep: [ROWS_FILE, CHILDREN_FILE], ...common });
  // A batch that goes on finds its own lines behind the head that it began with.
  const before = run.summary.ledger ?? ledger.EMPTY_HEAD;
  const work = new BatchWork({
    childRunsDir: runsDir,
    ...{ loaded, place: options.place, runsDir, plan, objective, surveyed, rungs, rungBase, ledger: book, run },
    book: new LiveBatchBook({ book, batchId: run.runId, folder: basename(run.dir), before }),
    spec: { ...spec, batchId: run.runId },
    workers: options.workers,
    elsewhere: options.elsewhere,
    ended: undefined,
    onProgress: options.onProgress ?? (() => undefined),
  });
  const status = await withRun(run, () => work.work());
  return { batchId: run.runId, dir: run.dir, status, resumed: known !== undefined };
}

/**
 * Runs a stored batch again, into another folder: every child is evaluated, kept or not, and all that is said about them is made again from
 * the trial ledger as the batch left it. The runs of kept children are not made again: each can be verified by itself.
 */
export async function repeatBatch(input: RerunInput, context: StoredRunContext): Promise<string> {
  const { summary, configText, storedDir, runsDir } = input;
  const stored = readBatchDocument(storedDir);
  const { projectDir, env, now, version } = context;
  const loaded = loadStoredProject({ name: summary.name, text: configText, projectDir, env, now });
  const reading = storedReading(summary, (file) => readText(`${storedDir}/${file}`));
  const options: BatchOptions = {
    ...{ loaded, sweep: stored.sweep ?? undefined, runsDir, version, place: { projectDir, env, now, stored: reading } },
    ...{ warnings: configWarnings(summary), workers: stored.max_concurrency },
    ...(context.onProgress === undefined ? {} : { onProgress: context.onProgress }),
  };
  const { plan, surveyed, objective, spec, facts, rungs, rungBase } = await readyBatch(options);
  const run = createRun({
    ...{ runsDir, family: 'agent/batches', name: summary.name, mode: 'backtest' },
    currency: requireProject(loaded).project.currency,
    facts: { ...facts, config_hash: summary.config_hash },
  });
  const book = openTrialLedger({ runsDir: input.storedRunsDir });
  const trialBook: BatchBookOptions = {
    ...{ book, batchId: summary.run_id, folder: basename(storedDir) },
    before: stored.ledger.before,
  };
  const ended = stored.children.flatMap(({ index, run_id: runId, error }) =>
    runId === null ? [] : [[index, { runId, error }] as const],
  );
  const work = new BatchWork({
    childRunsDir: input.storedRunsDir,
    ...{
      loaded: { ...loaded, resolvedYaml: configText },
      place: options.place,
      runsDir,
      plan,
      objective,
      surveyed,
      rungs,
      rungBase,
      ledger: book,
      run,
    },
    book: new StoredBatchBook(trialBook),
    // Children stand in the ledger under the batch that was stored.
    spec: { ...spec, batchId: summary.run_id },
    workers: options.workers,
    elsewhere: undefined,
    ended: new Map(ended),
    onProgress: options.onProgress ?? (() => undefined),
  });
  await withRun(run, () => work.work());
  return run.dir;
}

interface ReadyBatch {
  readonly plan: BatchPlan;
  readonly objective: string;
  readonly surveyed: SurveyedBatch;
  readonly spec: BatchSpec;
  readonly facts: RunFacts;
  readonly rungs: readonly LowerRung[];
  readonly rungBase: number;
}

async function readyBatch(options: BatchOptions): Promise<ReadyBatch> {
  const { loaded, place } = options;
  const plan = options.sweep === undefined ? planAll(loaded) : planSweep(loaded, options.sweep, place);
  const objective = plan.sweep === undefined ? 'sharpe' : objectiveOf(plan.sweep);
  const spec: BatchSpec = { batchId: '', kind: plan.kind, bases: plan.bases, version: options.version };
  const bytes = columnBytesOf(requireProject(loaded));
  const surveyed = await surveyBatch(plan, new BatchBench(spec, place, options.elsewhere?.seen), {
    bytes,
    onProgress: options.onProgress,
  });
  const rungs = lowerRungs(plan, surveyed);
  // Bases are told by their place: those of rungs stand behind one for the test window, whether there is one or not.
  const bases = [plan.bases[0]!, plan.bases[1] ?? '', ...rungs.map(({ day }) => plan.endingAt(day))];
  const facts = batchFacts(options, plan, surveyed);
  return { plan, objective, surveyed, rungs, rungBase: 2, facts, spec: rungs.length === 0 ? spec : { ...spec, bases } };
}

function batchFacts(options: BatchOptions, plan: BatchPlan, { rounds, moduleFiles }: SurveyedBatch): RunFacts {
  const { loaded, place } = options;
  const project = requireProject(loaded);
  const datasets = rounds.flat().map(({ world }) => world.loaded);
  const [first] = datasets;
  const fingerprints = [...new Set(datasets.map(({ dataset }) => dataset.fingerprint))];
  return {
    kind: plan.kind,
    project: project.project.name,
    symbols: [...new Set(datasets.flatMap(({ dataset }) => dataset.symbols.map(({ instrument }) => instrument.symbol)))],
    window: first === undefined ? null : { start: first.window.start, end: first.window.end, timeframe: first.dataset.timeframe },
    data_fingerprint: fingerprints.length === 1 ? fingerprints[0]! : sha256(JSON.stringify(fingerprints)),
    config_hash: loaded.configHash,
    code_version: codeVersion(options.version, { projectDir: place.projectDir, files: moduleFiles }),
    seed: plan.sweep?.seed ?? project.project.seed,
    stamps: datasets.some(({ synthetic }) => synthetic) ? ['SYNTHETIC DATA'] : [],
    warnings: options.warnings ?? [],
  };
}
