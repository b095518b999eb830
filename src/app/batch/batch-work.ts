import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureFolder, writeFileAtomic } from '../../adapters/fs/index.ts';
import { listRuns, type RunEntry, type RunFacts, type RunWriter, readRunSummary } from '../../adapters/runs/index.ts';
import { parseDuration } from '../../base/index.ts';
import type { sweeps } from '../../research/index.ts';
import { dataFile } from '../backtest/data-file.ts';
import { returnsPerYear, worldOf } from '../backtest/settings.ts';
import { type LoadedProject, type Project, requireProject } from '../project/index.ts';
import type { FileTrialLedger } from '../trials/index.ts';
import type { BatchTrials } from './batch-trials.ts';
import { BatchBench, type BatchPlace, type SharedBars } from './bench.ts';
import type { BatchBook } from './book.ts';
import { withTrials } from './child-metrics.ts';
import {
  type BatchFacts,
  type BatchStatus,
  batchDocument,
  batchStatus,
  type ChildResult,
  resultsDocument,
  scoreboardDocument,
  type TestedChild,
  TOP_CANDIDATES,
} from './documents.ts';
import { AllFailedError } from './errors.ts';
import type { EvaluatedChild } from './evaluate-child.ts';
import type { BatchExecutor, WorkElsewhere } from './executor.ts';
import { type LowerRung, survivors } from './halving.ts';
import { type JudgedBatch, judgeBatch, onWholeWindow } from './judge-batch.ts';
import { keptPlaces } from './keep.ts';
import { type EndedRuns, KeptRuns } from './kept-runs.ts';
import { type BatchPlan, candidateOf } from './plan-batch.ts';
import { ranked } from './rank.ts';
import { batchReport } from './report.ts';
import { type Round, roundsOf, shareRound, withBars } from './rounds.ts';
import { CHILDREN_FILE, type ChildRow, LineFile, ROWS_FILE } from './row-store.ts';
import { evaluateAll, jobsOf } from './schedule.ts';
import { type BatchSpec, childNumber } from './spec.ts';
import { daysOf, planChildren, type SurveyedBatch } from './survey.ts';
import { BatchThreads, type ThreadOptions } from './threads.ts';

export interface BatchWorkParts {
  readonly loaded: LoadedProject;
  readonly place: BatchPlace;
  /** Absolute folder of runs. */
  readonly runsDir: string;
  /** The folder of runs that holds the runs of children. */
  readonly childRunsDir: string;
  readonly plan: BatchPlan;
  readonly objective: string;
  readonly surveyed: SurveyedBatch;
  /** Of successive halving, those below the whole window; their bases begin with `rungBase`. */
  readonly rungs: readonly LowerRung[];
  readonly rungBase: number;
  readonly ledger: FileTrialLedger;
  readonly book: BatchBook;
  readonly run: RunWriter;
  readonly spec: BatchSpec;
  /** Threads; undefined: as the project says, and not more than there are cores. */
  readonly workers: number | undefined;
  /** Undefined: threads of this process evaluate the children. */
  readonly elsewhere: WorkElsewhere | undefined;
  /** How the runs of children ended that a repetition does not make again; undefined: they are made. */
  readonly ended: EndedRuns | undefined;
  readonly onProgress: (done: number, total: number, label: string) => void;
}

/** One batch from its folder to its files. */
export class BatchWork {
  readonly #parts: BatchWorkParts;
  readonly #project: Project;
  readonly #rows: (ChildRow | undefined)[];
  /** Of successive halving, by rung below the whole window and index. */
  readonly #rungRows: Map<number, ChildRow>[] = [];
  readonly #bench: BatchBench;
  /** What the columns of children may take at a time. */
  readonly #bytes: number;
  readonly #rowFile: LineFile<ChildRow>;
  readonly #concurrency: number;
  #queue: Promise<void> = Promise.resolve();

  constructor(parts: BatchWorkParts) {
    this.#parts = parts;
    this.#project = requireProject(parts.loaded);
    this.#rows = new Array<ChildRow | undefined>(parts.plan.size).fill(undefined);
    this.#rowFile = new LineFile(parts.run.dir, ROWS_FILE);
    this.#bench = new BatchBench(parts.spec, parts.place);
    this.#bytes = columnBytesOf(this.#project);
    const asked = parts.workers ?? Math.min(this.#project.operations.workers.max_concurrency, availableParallelism());
    this.#concurrency = Math.max(1, Math.min(asked, parts.plan.size));
  }

  async work(): Promise<BatchStatus> {
    const { run, surveyed, book } = this.#parts;
    run.writeText('resolved_project_config.yaml', this.#parts.loaded.resolvedYaml);
    this.#writeData();
    book.keepTogether(surveyed.days);
    await this.#goOn();
    for (const failed of surveyed.failed) if (this.#rowOf(failed) === undefined) await this.#take(failed);
    const executor = await this.#executor();
    try {
      await this.#evaluate(executor);
      const tested = await this.#test(executor);
      await book.flush();
      const trials = book.trials();
      const judged = this.#judge(trials, tested);
      const ended = await this.#keep(executor, trials, judged);
      return this.#finish({ trials, judged, tested, ended });
    } finally {
      await executor.close();
      await book.close();
      this.#rowFile.close();
    }
  }

  #writeData(): void {
    const files = this.#parts.surveyed.rounds.flat().map(({ world }) => dataFile(world.loaded));
    const sources = new Map(files.flatMap((file) => file.sources.map((source) => [source.symbol, source])));
    this.#parts.run.writeJson('data.json', {
      fingerprint: this.#parts.run.summary.data_fingerprint,
      sources: [...sources.values()],
    });
  }

  #executor(): BatchExecutor | Promise<BatchExecutor> {
    const { workers } = this.#project.operations;
    const { spec, place, runsDir, elsewhere } = this.#parts;
    const local: ThreadOptions = {
      start: { spec, place, runsDir },
      concurrency: this.#concurrency,
      timeLimitMs: parseDuration(workers.time_limit)!,
      memoryMb: workers.memory_mb,
    };
    return elsewhere?.executor(local) ?? new BatchThreads(local);
  }

  /** Takes over what an earlier process did. */
  async #goOn(): Promise<void> {
    const { book, ledger } = this.#parts;
    for (const row of this.#rowFile.read()) {
      // Returns that did not reach the disk before a power cut: the child is evaluated again.
      if (!row.trials.every(({ series }) => ledger.isStored(series))) continue;
      this.#keepRow(row);
      await book.add(row);
    }
    await book.flush();
  }

  #rowOf({ index, rung }: Pick<ChildRow, 'index' | 'rung'>): ChildRow | undefined {
    return rung === undefined ? this.#rows[index - 1] : this.#rungRows[rung]?.get(index);
  }

  #keepRow(row: ChildRow): void {
    const { index, rung } = row;
    if (rung === undefined) {
      this.#rows[index - 1] = row;
      return;
    }
    const rows = this.#rungRows[rung] ?? new Map<number, ChildRow>();
    this.#rungRows[rung] = rows.set(index, row);
  }

  /** Evaluates the children: of successive halving on longer and longer parts of the window, fewer each time. */
  async #evaluate(executor: BatchExecutor): Promise<void> {
    const { surveyed, plan, objective, book } = this.#parts;
    let alive = new Set(surveyed.children.map(({ index }) => index));
    for (const { rung } of surveyed.failed.length === plan.size ? [] : this.#parts.rungs) {
      const children = surveyed.children.filter(({ index }) => alive.has(index));
      const { planned, failed } = await planChildren(
        children.map((child) => ({ ...child, rung, base: this.#parts.rungBase + rung })),
        this.#bench,
        {},
      );
      const rounds = await roundsOf(planned, this.#bench, { bytes: this.#bytes });
      if (rounds[0] !== undefined) {
        const shared = shareRound(rounds[0], this.#bench);
        book.keepTogether(daysOf(rounds[0], shared, { patches: [], bench: this.#bench }) ?? new Float64Array(0), rung);
      }
      for (const one of failed) if (this.#rowOf({ ...one, rung }) === undefined) await this.#take({ ...one, rung });
      await this.#rounds(executor, rounds, { total: children.length, label: `rung ${rung + 1}` });
      const rows = children.map(({ index }) => this.#rowOf({ index, rung })!);
      alive = new Set(survivors(rows, objective, plan.sweep!.halving.factor));
    }
    const rounds = surveyed.rounds.map((round) =>
      round.map((part) => ({ ...part, members: part.members.filter(({ child }) => alive.has(child.index)) })),
    );
    const label = plan.kind === 'sweep' ? 'variants' : 'agents';
    await this.#rounds(executor, rounds, { total: alive.size, label, shared: surveyed.shared });
    // How a variant did that went no further.
    for (const { index } of surveyed.children)
      this.#rows[index - 1] ??= this.#rungRows.findLast((rows) => rows.has(index))?.get(index);
  }

  async #rounds(
    executor: BatchExecutor,
    rounds: readonly Round[],
    {
      total,
      label,
      shared,
    }: { readonly total: number; readonly label: string; readonly shared?: readonly (SharedBars | undefined)[] | undefined },
  ): Promise<void> {
    const open = rounds.map((round) =>
      round.map(({ members }) => members.map(({ child }) => child).filter((child) => this.#rowOf(child) === undefined)),
    );
    let done = total - open.flat(2).length;
    this.#parts.onProgress(done, total, label);
    for (const [place, children] of open.entries()) {
      if (children.every((of) => of.length === 0)) continue;
      const round = rounds[place]!;
      executor.begin(withBars(round, shared ?? shareRound(round, this.#bench)));
      await evaluateAll(executor, jobsOf(children, executor.concurrency), (results) => {
        // One answer after the other: the files of the batch have one writer.
        this.#queue = this.#queue.then(async () => {
          for (const result of results) await this.#take(result);
          done += results.length;
          this.#parts.onProgress(done, total, label);
        });
        return this.#queue;
      });
    }
  }

  /** Stores what came of a child: its returns, its row, its lines in the ledger. */
  async #take({ trials, ...result }: EvaluatedChild): Promise<void> {
    const { run } = this.#parts;
    const row: ChildRow = { ...result, trials: this.#stored(result.index, trials) };
    this.#keepRow(row);
    this.#rowFile.add(row);
    await this.#parts.book.add(row);
    const fact = result.error === null ? {} : { code: result.error.code, error: result.error.message };
    const { index: child, status, rung } = result;
    run.log(status === 'failed' ? 'warn' : 'info', 'evaluated', {
      child,
      ...(rung === undefined ? {} : { rung }),
      status,
      ...fact,
    });
  }

  #stored(index: number, trials: EvaluatedChild['trials']): ChildRow['trials'] {
    return trials.map(({ returns, ...trial }) => ({
      ...trial,
      series: returns === undefined ? null : this.#parts.book.store(index, returns),
    }));
  }

  /** Runs the top candidates once on the configured test window: each is a look at it, and no trial of the window before. */
  async #test(executor: BatchExecutor): Promise<readonly TestedChild[]> {
    const { plan, surveyed, objective, book } = this.#parts;
    const tested: TestedChild[] = [];
    for (const place of ranked(onWholeWindow(this.#allRows()), objective).slice(0, TOP_CANDIDATES)) {
      const child = candidateOf(surveyed.children[place]!, plan, this.#project.data.test_start);
      if (child === undefined) continue;
      await evaluateAll(executor, [{ kind: 'evaluate', group: -1, children: [child] }], async ([result]) => {
        if (result === undefined) return;
        await book.add({ trials: this.#stored(child.index, []).concat(looksOf(result)) });
        tested.push({ place, metrics: result.metrics, error: result.error });
      });
    }
    return tested;
  }

  #judge(trials: BatchTrials, tested: readonly TestedChild[]): JudgedBatch {
    const { plan, objective, surveyed } = this.#parts;
    const [part, ...others] = surveyed.rounds.flat();
    const rows = this.#allRows();
    const agent = this.#project.agents.find(({ name }) => name === plan.child(0).agent)!;
    return judgeBatch({
      ...{ plan, objective, trials, rows },
      first: this.#rungRows.length === 0 ? rows : surveyed.children.map(({ index }) => this.#rungRows[0]!.get(index)!),
      loaded: others.length === 0 ? part?.world.loaded : undefined,
      capital: Number(worldOf(this.#project, agent).capital),
      seed: plan.sweep?.seed ?? this.#project.project.seed,
      ...(this.#project.data.test_start === undefined
        ? {}
        : { tested: tested.map((one) => testedSharpe(one, rows[one.place]!)) }),
    });
  }

  #allRows(): readonly ChildRow[] {
    return this.#rows.map((row) => row!);
  }

  async #keep(executor: BatchExecutor, trials: BatchTrials, { ranking, judgement }: JudgedBatch): Promise<EndedRuns> {
    const { surveyed, run, runsDir, onProgress } = this.#parts;
    const { test_start: from, test_end: to } = this.#project.data;
    const runs = new KeptRuns({
      ...{ run, runsDir, trials, judgement, bench: this.#bench },
      test: from === undefined || to === undefined ? undefined : { from, to },
      onProgress: (done, total) => onProgress(done, total, 'runs'),
    });
    const kept = keptPlaces(this.#parts.plan, ranking, this.#allRows());
    const texts = runs.configure(kept.map((at) => surveyed.children[at]!));
    return this.#parts.ended ?? runs.make(executor, texts);
  }

  #finish(results: {
    readonly trials: BatchTrials;
    readonly judged: JudgedBatch;
    readonly tested: readonly TestedChild[];
    readonly ended: EndedRuns;
  }): BatchStatus {
    const { run, plan, objective, book } = this.#parts;
    const { trials, judged, tested, ended } = results;
    const children = this.#children(trials, judged.judgement, ended);
    const facts: BatchFacts = {
      ...{ batchId: run.runId, plan, objective, children, judged, tested },
      project: this.#project.project.name,
      returnsPerYear: this.#returnsPerYear(),
      maxConcurrency: this.#concurrency,
      ledger: { before: book.before, head: trials.head },
    };
    for (const child of children) if (child.runId !== null || child.error !== null) this.#writeLog(child);
    run.writeJson('results.json', resultsDocument(facts));
    run.writeJson('scoreboard.json', scoreboardDocument(facts, Date.parse(run.summary.timestamps.started_at)));
    run.writeJson('batch.json', batchDocument(facts));
    const status = batchStatus(children);
    const { raw, effective } = judged.judgement.trials;
    const verdict: RunFacts = { verdict: 'pending', verdict_line: verdictLine(judged.judgement) };
    const end: RunFacts = {
      ...verdict,
      trials: { n: raw, n_effective: effective },
      ledger: trials.head,
      next_command: `quanttradeai runs verify ${run.runId}`,
    };
    run.update(end);
    this.#writeReport(status);
    this.#rowFile.remove();
    new LineFile(run.dir, CHILDREN_FILE).remove();
    if (status === 'failed') run.fail(new AllFailedError(children), end);
    else run.finish(status, end);
    return status;
  }

  #returnsPerYear(): number {
    const [part] = this.#parts.surveyed.rounds.flat();
    return part === undefined ? 252 : returnsPerYear(part.world.loaded.dataset);
  }

  /** Before the end is recorded, so that a batch that says success has its report. */
  #writeReport(status: BatchStatus): void {
    const { run } = this.#parts;
    run.writeText(
      'report.html',
      batchReport({ ...run.summary, status }, (file) => readFileSync(join(run.dir, file), 'utf8')),
    );
  }

  #children(trials: BatchTrials, judgement: sweeps.SweepJudgement, ended: EndedRuns): readonly ChildResult[] {
    const { plan, childRunsDir } = this.#parts;
    const runs = new Map(listRuns(childRunsDir, ['agent/backtest']).map((entry) => [entry.runId, entry]));
    return this.#allRows().map((row, place): ChildResult => {
      const { name, agent, index } = plan.child(place);
      const kept = ended.get(index);
      const error = row.error ?? kept?.error ?? null;
      return {
        ...{ index, name, agent, parameters: plan.parameters(place), rung: row.rung ?? null },
        runId: kept?.runId ?? null,
        status: error === null ? row.status : 'failed',
        error,
        durationMs: row.durationMs,
        metrics: withTrials(row, trials, judgement),
        ...this.#saidBy(runs, kept?.runId ?? null),
      };
    });
  }

  /** What a run says about itself; one that was deleted says nothing. */
  #saidBy(runs: ReadonlyMap<string, RunEntry>, runId: string | null): Pick<ChildResult, 'verdict' | 'stamps'> {
    const entry = runs.get(runId ?? '');
    if (entry === undefined) return { verdict: null, stamps: [] };
    const { verdict, stamps } = readRunSummary(entry);
    return { verdict, stamps };
  }

  #writeLog({ index, name, status, error, durationMs, runId }: ChildResult): void {
    const folder = join(this.#parts.run.dir, 'logs');
    ensureFolder(folder);
    const line = { child: index, name, status, duration_ms: durationMs, run_id: runId, error };
    writeFileAtomic(join(folder, `${childNumber(index)}_${name}.log`), `${JSON.stringify(line)}\n`);
  }
}

/** What the columns of a batch may take at a time. */
export function columnBytesOf({ operations }: Project): number {
  return operations.workers.memory_mb * 2 ** 20;
}

/** A candidate's looks at the test window: what it did there is no trial of the days before. */
function looksOf({ trials }: EvaluatedChild): ChildRow['trials'] {
  return trials.flatMap(({ returns: _, ...trial }) => (trial.kind === 'test_look' ? [{ ...trial, series: null }] : []));
}

function testedSharpe({ place, metrics }: TestedChild, row: ChildRow): NonNullable<sweeps.SweepInput['tested']>[number] {
  return { place, before: missingOr(row.metrics['sharpe']), on: missingOr(metrics['sharpe']) };
}

function verdictLine({ trials, winner }: sweeps.SweepJudgement): string {
  if ('missing' in winner) return `pending: ${winner.missing}`;
  const dsr = 'missing' in winner.dsr ? winner.dsr.missing : winner.dsr.value.toFixed(2);
  return `pending: the best of a batch is a candidate, not a result: deflated Sharpe ratio ${dsr} after ${trials.raw} trials`;
}

function missingOr(value: unknown): { readonly value: number } | { readonly missing: string } {
  return typeof value === 'number' ? { value } : { missing: 'the run has no Sharpe ratio' };
}
