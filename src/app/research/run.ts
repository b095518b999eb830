import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breathe, readBytes, sha256 } from '../../adapters/fs/index.ts';
import { createRun, type RunFacts, type RunSummary, type RunWriter, resumeRun, withRun } from '../../adapters/runs/index.ts';
import type { UnixMs, Warning } from '../../base/index.ts';
import { type Impossible, impossibleScores, predictionScores } from '../../metrics/index.ts';
import { evaluation, type ledger, type training } from '../../research/index.ts';
import { codeVersion } from '../backtest/code-version.ts';
import { dataFile } from '../backtest/data-file.ts';
import type { StoredReading } from '../backtest/prepare.ts';
import { SanityImpossibleError } from '../backtest/run-agent.ts';
import { type LoadedProject, requireProject } from '../project/index.ts';
import { interruptedRun } from '../runs/interrupted.ts';
import { openTrialLedger } from '../trials/index.ts';
import { cutShort, tuningBudget } from './budget.ts';
import { CHECKPOINTS, FileCheckpoints } from './checkpoints.ts';
import { type Findings, judgeResearch } from './judge.ts';
import { type Learned, learn, planLearning, plannedSetups } from './learn.ts';
import { type PreparedResearch, prepareResearch } from './prepare.ts';
import { type ProgressReport, ResearchProgress } from './progress.ts';
import { researchReport } from './report.ts';
import { trainAhead, workersFor } from './train-ahead.ts';
import { countTunings, type TrialFacts } from './trials.ts';
import { beginWithin } from './tuning-time.ts';
import { writeFindings } from './write.ts';

export interface ResearchRunOptions {
  readonly loaded: LoadedProject;
  /** Absolute folder of runs. */
  readonly runsDir: string;
  /** Absolute folder of models; default: `models` of the project. */
  readonly modelsDir?: string;
  /** Version of the package, without the hash of the code. */
  readonly version: string;
  /** Text of resolved_project_config.yaml; default: that of the loaded project. A repetition hands in what was stored. */
  readonly resolvedYaml?: string;
  readonly configHash?: string;
  /** The project file as commands name it; default: that of the loaded project. */
  readonly configFile?: string;
  readonly warnings?: readonly Warning[];
  /** A repetition reads what the stored run read, and counts trials as it did. */
  readonly stored?: StoredReading;
  readonly ledger?: ledger.TrialLedger;
  /** Trials that the stored run had in each tuning: a time limit gives the same number again. */
  readonly storedTrials?: ReadonlyMap<string, number>;
  /** True: an interrupted run is left alone. */
  readonly fresh?: boolean;
  /** Threads that train; 1: this process. Default: as many as there are cores. The results are the same bits for any number. */
  readonly workers?: number;
  readonly onProgress?: (report: ProgressReport) => void;
  readonly now?: () => UnixMs;
}

/** A research run that has ended and lies in its folder. */
export interface ResearchRun {
  readonly runId: string;
  readonly dir: string;
  /** The run was begun by an earlier process. */
  readonly resumed: boolean;
}

/**
 * Runs a project's research: data → features → labels → training → evaluation → backtest → report.
 *
 * Wrong input leaves nothing behind. From then on every end is recorded; a killed process leaves what it trained, and the next run of the
 * same project, data and program goes on from there to the same bytes.
 */
export async function runResearch(options: ResearchRunOptions): Promise<ResearchRun> {
  const project = requireProject(options.loaded);
  // Before all work: a run that cannot be counted is not made.
  const book = options.ledger ?? openTrialLedger(options);
  const progress = new ResearchProgress(options.onProgress);
  const prepared = await prepareResearch({
    project,
    projectDir: options.loaded.projectDir,
    ...(options.stored === undefined ? {} : { stored: options.stored }),
    onProgress: ({ done, total, symbol }) => progress.data(done, total, symbol),
  });
  const planned = planLearning(prepared);
  const facts = runFacts(options, prepared, planned.warnings);
  const { name } = project.project;
  const known = options.fresh === true ? undefined : interruptedRun(options.runsDir, { family: 'research', name, facts });
  const common = { currency: project.project.currency, ...(options.now === undefined ? {} : { now: options.now }) };
  const run =
    known === undefined
      ? createRun({ runsDir: options.runsDir, family: 'research', name, facts, ...common })
      : resumeRun({ dir: known.dir, summary: known.summary, keep: [CHECKPOINTS], facts, ...common });
  const research = new Research(options, { prepared, planned, book, run, progress });
  await withRun(run, () => research.work());
  return { runId: run.runId, dir: run.dir, resumed: known !== undefined };
}

interface Parts {
  readonly prepared: PreparedResearch;
  readonly planned: ReturnType<typeof planLearning>;
  readonly book: ledger.TrialLedger;
  readonly run: RunWriter;
  readonly progress: ResearchProgress;
}

/** One run from its folder to its report. */
class Research {
  readonly #options: ResearchRunOptions;
  readonly #parts: Parts;

  constructor(options: ResearchRunOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  async work(): Promise<void> {
    const { run, prepared, planned } = this.#parts;
    const { loaded } = prepared;
    run.writeText('resolved_project_config.yaml', this.#options.resolvedYaml ?? this.#options.loaded.resolvedYaml);
    run.writeJson('data.json', dataFile(loaded));
    run.writeJson('rows.json', planned.account);
    run.log('info', 'data loaded', { bars: loaded.dataset.time.length, symbols: prepared.symbols, rows: planned.table.rows });
    for (const warning of run.summary.warnings) run.log('warn', warning.message, { code: warning.code });
    const learned = await this.#learn();
    this.#tellCutShort(learned);
    const findings = await judgeResearch({
      prepared,
      learned,
      run,
      book: this.#parts.book,
      trialFacts: this.#trialFacts(),
      families: prepared.families,
      codeVersion: run.summary.code_version!,
      configHash: run.summary.config_hash!,
      progress: this.#parts.progress,
    });
    writeFindings(run, findings, this.#options.modelsDir ?? join(this.#options.loaded.projectDir, 'models'));
    const { verdict, trials, head } = findings;
    const facts: RunFacts = {
      verdict: verdict.verdict,
      verdict_line: verdict.line,
      trials: { n: trials.raw, n_effective: trials.effective },
      ledger: { seq: head.seq, hash: head.hash },
      next_command: `quanttradeai promote --run ${run.runId} -c ${this.#options.configFile ?? this.#options.loaded.configFile}`,
    };
    run.update(facts);
    this.#writeReport();
    const [impossible] = impossibleNumbers(findings);
    if (impossible !== undefined) throw new SanityImpossibleError(impossible);
    FileCheckpoints.remove(run.dir);
    run.finish('success', facts);
  }

  async #learn(): Promise<Learned> {
    const { prepared, planned, run, progress } = this.#parts;
    const checkpoints = new FileCheckpoints(run.dir);
    const total = progress.begin(planned.units, prepared);
    const workers = workersFor(prepared, planned.units, this.#options.workers);
    run.log('info', 'training', { tasks: total, workers });
    const budget = tuningBudget(prepared, planned.units, this.#options.storedTrials);
    const onTrial = (tuning: string, trial: training.Trial): void => {
      checkpoints.addTrial(tuning, trial);
      progress.trial();
    };
    const knownTrials = (tuning: string): readonly training.Trial[] => checkpoints.trials(tuning);
    const ahead = new Map<string, training.Trained>();
    const load = (task: string): training.Trained | undefined => ahead.get(task) ?? checkpoints.load(task);
    if (workers > 1) {
      await trainAhead({
        ...{ units: plannedSetups(prepared, planned), workers, budget, trained: load, knownTrials, onTrial },
        onTrained: (trained) => {
          ahead.set(trained.task, trained);
          checkpoints.save(trained);
          progress.task();
        },
      });
    }
    const steps = learn(prepared, planned, {
      checkpoints: { load, save: (trained) => checkpoints.save(trained) },
      ...(budget === undefined ? {} : { beginTuning: beginWithin(budget, () => performance.now()) }),
      ...{ knownTrials, onTrial },
      onTask: (task) => {
        if (!ahead.has(task)) progress.task();
      },
    });
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) {
        await countTunings(this.#parts.book, this.#trialFacts(), value.units);
        return value;
      }
      await breathe();
    }
  }

  #tellCutShort({ units }: Learned): void {
    const { run, prepared } = this.#parts;
    const warning = cutShort(units, prepared.research.model.tuning.time_limit);
    if (warning === undefined) return;
    const { stamps, warnings } = run.summary;
    run.update({ stamps: [...stamps, 'TUNING CUT SHORT'], warnings: [...warnings.map(asWarning), warning] });
    run.log('warn', warning.message, { code: warning.code });
  }

  #trialFacts(): TrialFacts {
    const { prepared, run } = this.#parts;
    const { dataset } = prepared.loaded;
    return {
      deciding: this.#options.loaded.deciding!.research(),
      modules: prepared.moduleFiles.map((file) => sha256(readBytes(file) ?? '')).sort(),
      runId: run.runId,
      symbols: prepared.symbols,
      interval: dataset.timeframe,
      fingerprint: dataset.fingerprint,
    };
  }

  /** Before the end is recorded, so that a run that says success has its report. */
  #writeReport(): void {
    const { run } = this.#parts;
    const read = (file: string): string | undefined => {
      const path = join(run.dir, file);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    };
    run.writeText('report.html', researchReport({ ...run.summary, status: 'success' }, read));
  }
}

function runFacts(options: ResearchRunOptions, prepared: PreparedResearch, warnings: readonly Warning[]): RunFacts {
  const { loaded, project, research } = prepared;
  return {
    kind: research.model.family,
    project: project.project.name,
    symbols: prepared.symbols,
    window: { start: loaded.window.start, end: loaded.window.end, timeframe: loaded.dataset.timeframe },
    data_fingerprint: loaded.dataset.fingerprint,
    config_hash: options.configHash ?? options.loaded.configHash,
    code_version: codeVersion(options.version, { projectDir: options.loaded.projectDir, files: prepared.moduleFiles }),
    seed: research.seed ?? project.project.seed,
    stamps: stampsOf(prepared),
    warnings: saidOnce(options.warnings ?? [], [...loaded.warnings, ...warnings]),
  };
}

/** Numbers of the portfolio and of the predictions that cannot be: a bug, never a result. */
function impossibleNumbers({ evaluation: { result }, learned }: Findings): readonly Impossible[] {
  const { predictions } = evaluation.outOfSample(learned.units, 'own');
  return [...result.impossible, ...impossibleScores(predictionScores(predictions, { horizonBars: learned.horizon }))];
}

/**
 * What the configuration says and the data says too is said once. Made-up data the configuration names in one sentence, symbols and series;
 * the data says it of each symbol.
 */
export function saidOnce(configured: readonly Warning[], found: readonly Warning[]): readonly Warning[] {
  const own = configured.filter(({ code, message }) => !found.some((other) => other.code === code && other.message === message));
  const named = own.some(({ code }) => code === 'DATA_SYNTHETIC');
  return [...own, ...found.filter(({ code }) => !named || code !== 'DATA_SYNTHETIC')];
}

function stampsOf({ loaded, research }: PreparedResearch): readonly string[] {
  const { model, promotion, backtest } = research;
  return [
    ...(loaded.synthetic ? ['SYNTHETIC DATA'] : []),
    ...(promotion.policy === 'sandbox' ? ['SANDBOX POLICY'] : []),
    ...(backtest.like === 'none' ? [] : [`LIKE ${backtest.like.toUpperCase()}`]),
    ...(backtest.fill === 'same_close' ? ['SAME-CLOSE FILLS'] : []),
    ...(model.tuning.enabled && !model.tuning.nested ? ['TUNED ON THE SAME DATA'] : []),
    ...(loaded.quality.some(({ closeOnly }) => closeOnly) ? ['CLOSE ONLY'] : []),
  ];
}

function asWarning({ code, message, path }: RunSummary['warnings'][number]): Warning {
  return { code, message, path: path ?? undefined };
}
