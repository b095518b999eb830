import { join } from 'node:path';
import { sha256 } from '../../adapters/fs/index.ts';
import { AppError, canonicalJson, isoDate } from '../../base/index.ts';
import { mergePlans, type ReadyColumns, readyColumns, runOverReady } from '../../features/index.ts';
import { closeDay, sessionEnds } from '../../metrics/index.ts';
import type { ledger } from '../../research/index.ts';
import { modelFilesOf } from '../backtest/agent-models.ts';
import { benchmarkSymbol } from '../backtest/benchmark.ts';
import { startPlan } from '../backtest/feature-world.ts';
import { type ProjectFeatures, projectFeatures } from '../backtest/features.ts';
import { countedFrom } from '../backtest/judged-bars.ts';
import {
  type BoundWorld,
  benchmarkOf,
  bindRun,
  loadWorld,
  type PlannedRun,
  type PreparedAgent,
  planRun,
  prepareAgent,
  type StoredReading,
} from '../backtest/prepare.ts';
import type { TrialName } from '../backtest/run-trials.ts';
import { measuredFrom } from '../backtest/simulation.ts';
import type { LoadedData } from '../data/index.ts';
import {
  ConfigError,
  type Deciding,
  type FileWatch,
  type LoadedProject,
  loadStoredProject,
  type Project,
  ProjectVariants,
  projectText,
  requireAgent,
  requireProject,
} from '../project/index.ts';
import { ChildRunner, type EvaluatedChild, evaluateChild } from './evaluate-child.ts';
import { type BatchChild, type BatchSpec, type ChildError, trialPlace } from './spec.ts';

/** What a process knows of its surroundings when it works for a batch. */
export interface BatchPlace {
  /** Absolute folder that the paths of the configuration start from. */
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: number;
  /** Files that were there where the batch was made, and are not needed here. */
  readonly present?: readonly string[];
  /** The data as an earlier batch read it. */
  readonly stored?: StoredReading;
}

/** A child whose configuration is valid and whose models and modules are read. */
export interface PlannedChild {
  readonly child: BatchChild;
  readonly project: Project;
  readonly deciding: Deciding;
  readonly run: PlannedRun;
}

/** Bars and columns that children have in common. Plain data. */
export interface SharedBars {
  readonly world: BoundWorld;
  /** Undefined: each child computes its own. */
  readonly columns: ReadyColumns | undefined;
}

/** Makes the children of a batch out of its specification and evaluates them. Bars and columns that they share are made once. */
export class BatchBench {
  readonly #spec: BatchSpec;
  readonly #place: BatchPlace;
  readonly #watch: FileWatch | undefined;
  readonly #bases = new Map<number, { readonly loaded: LoadedProject; readonly variants: ProjectVariants }>();
  readonly #own = new Map<string, ProjectFeatures>();
  readonly #runner = new ChildRunner();
  /** By bars, then by what a child reads. */
  readonly #firstDecisions = new Map<SharedBars, Map<string, number>>();

  /** @param watch is told of every file that children are made of */
  constructor(spec: BatchSpec, place: BatchPlace, watch?: FileWatch) {
    this.#spec = spec;
    this.#place = place;
    this.#watch = watch;
  }

  /** The configuration of a child. @throws ConfigError */
  configured(child: BatchChild): { readonly project: Project; readonly deciding: Deciding; readonly features: string } {
    const base = this.#base(child.base);
    const { deciding } = base.loaded;
    if (child.patches.length === 0)
      return { project: requireProject(base.loaded), deciding: deciding!, features: `${child.base}` };
    const variant = base.variants.with(child.patches);
    if (variant !== undefined) return { ...variant, features: `${child.base} ${variant.features}` };
    // Read as a whole it says what is wrong.
    const read = this.#read(child.base, child);
    throw new ConfigError(read.problems, read.configFile);
  }

  /** The whole configuration of a child as text; what the batch has set says so. */
  configText(child: BatchChild): string {
    const set = new Set(child.patches.map(({ path }) => path));
    return projectText(this.configured(child).project, (path) => (set.has(path) ? 'set by the batch' : undefined));
  }

  /** Reads what a child is made of. @throws what configuration, modules and models throw */
  async planned(child: BatchChild): Promise<PlannedChild> {
    const { project, deciding, features } = this.configured(child);
    const agent = requireAgent(project, child.agent);
    const { projectDir } = this.#place;
    const own = this.#own.get(features) ?? (await projectFeatures(project, projectDir));
    this.#own.set(features, own);
    const run = await planRun({ ...this.#reading, project, projectDir, agent, own });
    const planned = { child, project, deciding, run };
    if (this.#watch !== undefined) this.#tell(planned, this.#watch);
    return planned;
  }

  #tell({ project, deciding, run }: PlannedChild, watch: FileWatch): void {
    for (const file of run.moduleFiles) watch.read(file);
    const onnx = run.models.length > 0 ? project.research?.model.file : undefined;
    for (const path of [...run.models.flatMap(modelFilesOf), ...(onnx === undefined ? [] : [onnx])])
      watch.read(join(this.#place.projectDir, path));
    // Says to the ledger what decides: texts are read for it.
    deciding.agent(run.agent.name);
  }

  /** Loads the bars of children of one {@link barsKey}. */
  async load(
    children: readonly PlannedChild[],
    onProgress?: (done: number, total: number, symbol: string) => void,
  ): Promise<BoundWorld> {
    const { project, run } = children[0]!;
    const options = {
      ...{ project, projectDir: this.#place.projectDir, agent: run.agent },
      ...this.#reading,
      onProgress: ({ done, total, symbol }: { readonly done: number; readonly total: number; readonly symbol: string }) =>
        onProgress?.(done, total, symbol),
    };
    const bars = await loadWorld(
      options,
      children.map((child) => child.run),
    );
    return { ...bars, benchmark: await benchmarkOf(options, bars.loaded) };
  }

  /** Computes everything that any of the children reads, once. */
  share(children: readonly PlannedChild[], world: BoundWorld): SharedBars {
    const plan = mergePlans(children.map((child) => child.run.plan));
    const { dataset } = world.loaded;
    const computed = startPlan(plan, { ...world.world, decisionRows: undefined });
    computed.advance(dataset.time.length);
    return { world, columns: readyColumns(plan, computed, dataset.symbols.length) };
  }

  /** @throws WarmUpTooLongError, ModelSilentError */
  bound({ project, run }: PlannedChild, { world, columns }: SharedBars): PreparedAgent {
    if (columns === undefined) return bindRun(project, run, world);
    const rows = world.loaded.dataset.time.length;
    return bindRun(project, run, { ...world, run: runOverReady(run.plan, columns, rows) });
  }

  /** Row of a child's first decision; undefined for a child that cannot decide in the window. */
  firstDecision(planned: PlannedChild, shared: SharedBars): number | undefined {
    const key = `${planned.run.plan.nodes.map((node) => node.key).join(' ')} ${planned.run.agent.evaluate_from ?? ''}`;
    const known = this.#firstDecisions.get(shared)?.get(key);
    if (known !== undefined) return known;
    try {
      const { evaluateFrom } = this.bound(planned, shared);
      const ofBars = this.#firstDecisions.get(shared) ?? new Map<string, number>();
      this.#firstDecisions.set(shared, ofBars.set(key, evaluateFrom));
      return evaluateFrom;
    } catch (error) {
      // The evaluation of the child says so again.
      if (!(error instanceof AppError)) throw error;
      return undefined;
    }
  }

  /** Days of the returns of a child; undefined for one that cannot be evaluated. @param bars without columns: the days of the window from the child's first day on */
  returnDays(planned: PlannedChild, bars: SharedBars | LoadedData): Float64Array | undefined {
    try {
      const { dataset } = 'world' in bars ? bars.world.loaded : bars;
      const from = 'world' in bars ? this.#countedFrom(planned, bars) : this.#dayFrom(planned, bars);
      const ends = sessionEnds({ session: dataset.session, from });
      return Float64Array.from(ends.subarray(ends[0] === from ? 1 : 0), (row) => closeDay(dataset.time[row]!));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return undefined;
    }
  }

  #countedFrom({ child, run }: PlannedChild, shared: SharedBars): number {
    const { project, deciding } = this.configured(child);
    const agent = requireAgent(project, child.agent);
    const prepared = this.bound({ child, project, deciding, run: { ...run, agent } }, shared);
    const parts = { project, agent, prepared };
    const counted = countedFrom(parts);
    return counted === prepared.evaluateFrom ? measuredFrom(parts) : counted;
  }

  #dayFrom({ child }: PlannedChild, { dataset, firstRow }: LoadedData): number {
    const { project } = this.configured(child);
    if (project.metrics.from === 'start_date') return firstRow;
    const { evaluate_from: from = '' } = requireAgent(project, child.agent);
    return Math.max(
      firstRow,
      dataset.time.findIndex((time) => isoDate(time) >= from),
    );
  }

  /** Evaluates a child over shared bars, or over bars of its own. What goes wrong is its result. */
  async evaluate(child: BatchChild, shared: SharedBars | undefined): Promise<EvaluatedChild> {
    const started = performance.now();
    const done = (result: Omit<EvaluatedChild, 'durationMs'>): EvaluatedChild => ({
      ...result,
      ...(child.rung === undefined ? {} : { rung: child.rung }),
      durationMs: Math.round(performance.now() - started),
    });
    try {
      const planned = await this.planned(child);
      const { project, deciding, run } = planned;
      const { agent } = run;
      const prepared =
        shared === undefined
          ? await prepareAgent({ ...this.#reading, project, projectDir: this.#place.projectDir, agent })
          : this.bound(planned, shared);
      const parts = { project, agent, prepared };
      const stepped = this.#runner.step(parts);
      const evaluated = await evaluateChild(child.index, { parts, stepped, deciding, as: this.trialName(child) });
      return done(
        child.rung === undefined ? evaluated : { ...evaluated, trials: evaluated.trials.map((trial) => onRung(trial, project)) },
      );
    } catch (error) {
      return done({ index: child.index, status: 'failed', error: childError(error), metrics: {}, trials: [] });
    }
  }

  trialName(child: BatchChild): TrialName {
    const { batchId, kind } = this.#spec;
    return { kind: kind === 'sweep' ? 'sweep' : 'evaluation', runId: `${batchId}/${trialPlace(child)}`, parent: batchId };
  }

  get #reading(): { readonly stored?: StoredReading } {
    const { stored } = this.#place;
    return stored === undefined ? {} : { stored };
  }

  #base(index: number): { readonly loaded: LoadedProject; readonly variants: ProjectVariants } {
    const known = this.#bases.get(index);
    if (known !== undefined) return known;
    const loaded = this.#read(index, undefined);
    const base = { loaded, variants: new ProjectVariants(loaded) };
    this.#bases.set(index, base);
    return base;
  }

  #read(base: number, child: BatchChild | undefined): LoadedProject {
    return loadStoredProject({
      name: child?.name ?? 'project',
      text: this.#spec.bases[base]!,
      ...this.#place,
      watch: this.#watch,
      overrides: child?.patches.map(({ path, value }) => ({ path, value, flag: '--sweep' })),
    });
  }
}

/** The same configuration on a part of the window is another trial, and the same one when the sweep is run again. */
function onRung(trial: ledger.NewTrial, { data }: Project): ledger.NewTrial {
  return { ...trial, config_hash: sha256(canonicalJson({ config: trial.config_hash, until: data.end_date ?? null })) };
}

/** Children with the same text read the same bars. */
export function barsKey(child: PlannedChild): string {
  const { agent, plan } = child.run;
  const { path, drill_timeframe } = agent.execution.intrabar;
  const finer = path === 'finer' ? (drill_timeframe ?? null) : null;
  // Bars of other symbols begin as early as the plan's own warm-up says.
  const others = plan.places.some(({ symbol }) => symbol !== undefined) ? plan.warmUp.warmup + plan.warmUp.settle : null;
  return canonicalJson([[...agent.symbols], warmupBarsOf(child), finer, others, benchmarkSymbol(child.project, agent) ?? null]);
}

/** Bars before the window that a child wants when nothing is said about it. */
export function warmupBarsOf({ run: { agent, plan } }: PlannedChild): number {
  return agent.schedule.warmup_bars ?? plan.warmUp.warmup + plan.warmUp.settle;
}

/** The day from which all rows are at or after a row; that of the row itself where it is the first of its day. */
export function dayAtOrAfter(time: Float64Array, row: number): string {
  const day = isoDate(time[row]!);
  return row === 0 || isoDate(time[row - 1]!) !== day ? day : isoDate(time[row]! + 86_400_000);
}

/** What a child that failed says; a bug says so too, and does not stop the others. */
export function childError(error: unknown): ChildError {
  if (error instanceof ConfigError) {
    const problem = error.problems.find(({ severity }) => severity === 'error');
    if (problem !== undefined) return { code: problem.code, message: `${problem.path}: ${problem.message}` };
  }
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'BUG', message: error instanceof Error ? error.message : String(error) };
}
