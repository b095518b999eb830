import { join } from 'node:path';
import { ensureFolder, removeTree, writeFileAtomic } from '../../adapters/fs/index.ts';
import { listRuns, RUN_INTERRUPTED, type RunWriter, readRunSummary } from '../../adapters/runs/index.ts';
import type { ledger, sweeps } from '../../research/index.ts';
import type { KnownTrials } from '../trials/index.ts';
import type { BatchTrials } from './batch-trials.ts';
import type { BatchBench } from './bench.ts';
import { selectionOf } from './child-metrics.ts';
import { type BatchExecutor, JobLostError, type RanChild } from './executor.ts';
import { CHILDREN_FILE, LineFile, type StartedChild } from './row-store.ts';
import { inParallel } from './schedule.ts';
import { type BatchChild, childPlace } from './spec.ts';

/** How the run of a child that is kept has ended. */
export type EndedRun = Pick<RanChild, 'runId' | 'error'>;
/** By index of the child. */
export type EndedRuns = ReadonlyMap<number, EndedRun>;

export interface KeptRunsOptions {
  readonly run: RunWriter;
  /** Absolute folder of runs. */
  readonly runsDir: string;
  readonly bench: BatchBench;
  readonly trials: BatchTrials;
  readonly judgement: sweeps.SweepJudgement;
  /** The configured test window; undefined: none. */
  readonly test: Omit<ledger.CountWindow, 'symbols'> | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** The runs of the children that a batch keeps. */
export class KeptRuns {
  readonly #options: KeptRunsOptions;
  readonly #started: LineFile<StartedChild>;

  constructor(options: KeptRunsOptions) {
    this.#options = options;
    this.#started = new LineFile(options.run.dir, CHILDREN_FILE);
  }

  /** Writes the whole configuration of each child into the folder of the batch. */
  configure(children: readonly BatchChild[]): ReadonlyMap<BatchChild, string> {
    const texts = new Map<BatchChild, string>();
    for (const child of children) {
      const text = this.#options.bench.configText(child);
      const folder = join(this.#options.run.dir, childPlace(child));
      ensureFolder(folder);
      writeFileAtomic(join(folder, 'project.yaml'), text);
      texts.set(child, text);
    }
    return texts;
  }

  /** Makes the runs that an earlier process did not end. */
  async make(executor: BatchExecutor, texts: ReadonlyMap<BatchChild, string>): Promise<EndedRuns> {
    const ended = this.#ended();
    const open = [...texts.keys()].filter(({ index }) => !ended.has(index));
    let done = texts.size - open.length;
    this.#options.onProgress(done, texts.size);
    try {
      await inParallel(executor.concurrency, open, async (child) => {
        const outcome = await this.#run(executor, child, texts.get(child)!);
        ended.set(child.index, outcome);
        if (outcome.error !== null) this.#options.run.log('warn', 'run failed', { child: child.index, ...outcome.error });
        done += 1;
        this.#options.onProgress(done, texts.size);
      });
    } finally {
      this.#started.close();
    }
    return ended;
  }

  async #run(executor: BatchExecutor, child: BatchChild, configText: string): Promise<EndedRun> {
    let started: string | undefined;
    try {
      return await executor.run({ kind: 'run', child, configText, known: this.#known(child) }, (runId) => {
        started = runId;
        this.#started.add({ index: child.index, runId });
      });
    } catch (error) {
      if (!(error instanceof JobLostError)) throw error;
      // Nobody can end a run whose worker is gone.
      if (started !== undefined) removeTree(join(this.#options.runsDir, started));
      return { runId: null, error: error.child };
    }
  }

  /** Runs that an earlier process ended; what it left half-done is taken away. */
  #ended(): Map<number, EndedRun> {
    const ended = new Map<number, EndedRun>();
    const indexes = new Map(this.#started.read().map(({ index, runId }) => [runId, index]));
    const { run, runsDir } = this.#options;
    const since = Date.parse(run.summary.timestamps.started_at);
    for (const entry of listRuns(runsDir, ['agent/backtest'])) {
      if (entry.startedAt < since) break;
      const { parent, error } = readRunSummary(entry);
      if (parent !== run.runId) continue;
      const index = indexes.get(entry.runId);
      if (index === undefined || error?.code === RUN_INTERRUPTED) removeTree(entry.dir);
      else ended.set(index, { runId: entry.runId, error });
    }
    return ended;
  }

  #known(child: BatchChild): KnownTrials {
    const { run, trials, judgement } = this.#options;
    return knownTrials({
      trials,
      runId: `${run.runId}/${childPlace(child)}`,
      test: this.#options.test,
      selection: selectionOf(judgement),
    });
  }
}

/** What is known of a child once its batch is counted. @param runId as which it stands in the ledger */
export function knownTrials(child: {
  readonly trials: BatchTrials;
  readonly runId: string;
  readonly test: KeptRunsOptions['test'];
  readonly selection: KnownTrials['selection'];
}): KnownTrials {
  const { trials, runId, test, selection } = child;
  const lines = trials.linesOf(runId);
  const { symbols, ...days } = lines.find(({ kind }) => kind !== 'test_look')!.window;
  return {
    lines,
    head: trials.head,
    count: trials.count({ symbols, ...days }),
    looks: test === undefined ? 0 : trials.looks({ symbols, ...test }),
    selection,
  };
}
