import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breathe } from '../../adapters/fs/index.ts';
import {
  createRun,
  type EquityCurve,
  type RunFacts,
  type RunSummary,
  type RunWriter,
  TRADES_HEADER,
  tradeLine,
  withRun,
} from '../../adapters/runs/index.ts';
import { AppError, currencyDecimals, type ExitCode, type UnixMs, type Warning } from '../../base/index.ts';
import { type Engine, type EngineInput, type HistoryHooks, historyBlocks } from '../../engine/index.ts';
import { type MetricsResult, sessionEnds } from '../../metrics/index.ts';
import { renderReport } from '../../report/index.ts';
import { leaks, type ledger } from '../../research/index.ts';
import { type LoadedProject, requireAgent, requireProject } from '../project/index.ts';
import { openTrialLedger } from '../trials/index.ts';
import { benchmarkEquity, benchmarkFile } from './benchmark.ts';
import { certifyAgent } from './certify-agent.ts';
import { codeVersion } from './code-version.ts';
import { dataFile } from './data-file.ts';
import type { Evaluation } from './evaluate.ts';
import { intrabarFile } from './intrabar.ts';
import { type JudgedRun, judgedRun, type SteppedRun, withSegments } from './judged-bars.ts';
import { modelsFile } from './models-file.ts';
import { OrderNames } from './order-names.ts';
import { prepareAgent, type StoredReading } from './prepare.ts';
import { reportData } from './report-data.ts';
import { ladderRuns } from './robustness/cost-ladder.ts';
import { Reruns } from './robustness/reruns.ts';
import { robustnessOf } from './robustness/robustness.ts';
import { RunRecords } from './run-records.ts';
import { type RecordedTrial, recordTrial, type TrialName, trialsFile } from './run-trials.ts';
import { SessionCosts } from './session-costs.ts';
import { returnsPerYear, worldOf } from './settings.ts';
import { engineInput, evaluateEngine, measuredFrom, type RunParts } from './simulation.ts';

/** Blocks between two looks at waiting signals. */
const BREATH_BLOCKS = 64;

export interface AgentBacktestOptions {
  readonly loaded: LoadedProject;
  readonly agent: string;
  /** Absolute folder of runs. */
  readonly runsDir: string;
  /** Version of the package, without the hash of the code. */
  readonly version: string;
  /** Name of the run's folder; default: the agent's. */
  readonly name?: string;
  /** Text of resolved_project_config.yaml; default: that of the loaded project. A repetition hands in what was stored. */
  readonly resolvedYaml?: string;
  readonly configHash?: string;
  readonly warnings?: readonly Warning[];
  /** A repetition reads what the stored run read. */
  readonly stored?: StoredReading;
  /** Absent: the ledger of the folder of runs. A repetition hands in what the stored run found. */
  readonly ledger?: ledger.TrialLedger;
  /** The run is a child of a batch. */
  readonly batch?: BatchPart;
  readonly onProgress?: (done: number, total: number, label: string) => void;
  readonly now?: () => UnixMs;
}

/** What a child knows of its batch. */
export interface BatchPart {
  readonly origin: 'batch' | 'sweep';
  /** As what it stands in the ledger; `parent` is the batch. */
  readonly trial: TrialName;
  /** Called as soon as the run has its folder. */
  readonly onStart?: (runId: string) => void;
}

/** A backtest that has ended and lies in its folder. */
export interface AgentBacktest {
  readonly runId: string;
  readonly dir: string;
}

/**
 * Runs one agent over history and writes the run as it goes.
 *
 * Data and columns are made before the folder appears, so wrong input leaves nothing behind. From then on every end is recorded: an
 * error fails the run with its code, a killed process is seen by the lock it no longer holds.
 * @throws ConfigError, AgentUnknownError, NotActiveHereError, and what data, modules and the disk throw
 */
export async function runAgentBacktest(options: AgentBacktestOptions): Promise<AgentBacktest> {
  const project = requireProject(options.loaded);
  const agent = requireAgent(project, options.agent);
  // Before all work: a run that cannot be counted is not made.
  const book = options.ledger ?? openTrialLedger(options);
  const { onProgress } = options;
  const prepared = await prepareAgent({
    project,
    projectDir: options.loaded.projectDir,
    agent,
    ...(options.stored === undefined ? {} : { stored: options.stored }),
    onProgress: ({ done, total, symbol }) => onProgress?.(done, total, `data ${symbol}`),
  });
  const backtest = new Backtest(options, { project, agent, prepared }, book);
  return withRun(backtest.run, () => backtest.work());
}

/** One run from its folder to its report. */
class Backtest {
  readonly run: RunWriter;
  readonly #options: AgentBacktestOptions;
  readonly #parts: RunParts;
  readonly #capital: number;
  readonly #book: ledger.TrialLedger;
  /** Rows at which orders were decided. */
  readonly #busy: number[] = [];

  constructor(options: AgentBacktestOptions, parts: RunParts, book: ledger.TrialLedger) {
    this.#options = options;
    this.#book = book;
    this.#parts = parts;
    this.#capital = Number(worldOf(parts.project, parts.agent).capital);
    const { batch } = options;
    this.run = createRun({
      runsDir: options.runsDir,
      family: 'agent/backtest',
      name: options.name ?? parts.agent.name,
      currency: parts.project.project.currency,
      facts: {
        ...this.#facts(),
        ...(batch === undefined ? {} : { origin: batch.origin, parent: batch.trial.parent }),
      },
      ...(options.now === undefined ? {} : { now: options.now }),
    });
    batch?.onStart?.(this.run.runId);
  }

  async work(): Promise<AgentBacktest> {
    const { run } = this;
    const { prepared, agent } = this.#parts;
    const { loaded } = prepared;
    run.writeText('resolved_project_config.yaml', this.#options.resolvedYaml ?? this.#options.loaded.resolvedYaml);
    run.writeJson('data.json', dataFile(loaded));
    const models = modelsFile(this.#parts);
    if (models !== undefined) run.writeJson('models.json', models);
    run.log('info', 'data loaded', { bars: loaded.dataset.time.length, symbols: agent.symbols });
    for (const warning of this.#warnings()) run.log('warn', warning.message, { code: warning.code });
    const traded = await this.#simulate();
    const certificate = this.#certify();
    const judged = await judgedRun(this.#parts, traded);
    const { engine, costsAtSessionEnds, parts } = judged;
    const reruns = new Reruns(parts, this.#capital);
    const ladder = await ladderRuns(reruns);
    const recorded = await this.#count(judged);
    const { netPnlAtTwiceCosts } = ladder;
    const known = { costsAtSessionEnds, netPnlAtTwiceCosts, leak: leaks.leakLine(certificate), trials: recorded.facts };
    const evaluation = withSegments(evaluateEngine(parts, engine, known), judged);
    this.#writeTrades(traded.engine);
    run.writeJson('certificate.json', certificate);
    run.writeJson('metrics.json', evaluation.result.document);
    run.writeJson('trials.json', trialsFile(recorded, evaluation.result));
    run.writeJson('intrabar.json', await intrabarFile(reruns, engine, this.#capital));
    run.writeJson('benchmark.json', benchmarkFile(parts, engine.equity, this.#capital));
    if (evaluation.result.impossible.length === 0) {
      const settled = { ladder, capital: this.#capital, onProgress: this.#progress('robustness') };
      run.writeJson('robustness.json', await robustnessOf(reruns, { engine, evaluation }, settled));
    }
    this.#finish(traded.engine, evaluation);
    return { runId: run.runId, dir: run.dir };
  }

  #facts(): RunFacts {
    const { project, agent, prepared } = this.#parts;
    const { loaded } = prepared;
    return {
      kind: agent.kind,
      project: project.project.name,
      world: worldOf(project, agent).name,
      symbols: agent.symbols,
      window: { start: loaded.window.start, end: loaded.window.end, timeframe: loaded.dataset.timeframe },
      data_fingerprint: loaded.dataset.fingerprint,
      config_hash: this.#options.configHash ?? this.#options.loaded.configHash,
      code_version: codeVersion(this.#options.version, {
        projectDir: this.#options.loaded.projectDir,
        files: prepared.moduleFiles,
      }),
      seed: project.project.seed,
      stamps: this.#stamps(),
      warnings: this.#warnings(),
    };
  }

  #stamps(): string[] {
    const { agent, prepared } = this.#parts;
    const stamps: string[] = [];
    if (prepared.loaded.synthetic || prepared.benchmark?.data.synthetic === true) stamps.push('SYNTHETIC DATA');
    if (agent.execution.fill === 'same_close') stamps.push('SAME-CLOSE FILLS');
    if (agent.execution.like !== 'none') stamps.push(`LIKE ${agent.execution.like.toUpperCase()}`);
    if (prepared.loaded.quality.some(({ closeOnly }) => closeOnly)) stamps.push('CLOSE ONLY');
    if (prepared.models.inSample.includes(1, prepared.evaluateFrom)) stamps.push('IN-SAMPLE BARS');
    return stamps;
  }

  /** Of the project's text, then of its data; what both say is said once. */
  #warnings(): readonly Warning[] {
    const { loaded, models } = this.#parts.prepared;
    const warnings = [...loaded.warnings, ...models.warnings];
    const isNews = ({ code, message }: Warning): boolean =>
      !warnings.some((other) => other.code === code && other.message === message);
    return [...(this.#options.warnings ?? []).filter(isNews), ...warnings];
  }

  /** Steps through history and writes each block as it is done. */
  async #simulate(): Promise<SteppedRun> {
    const { project, agent, prepared } = this.#parts;
    const { dataset } = prepared.loaded;
    const { run } = this;
    const world = worldOf(project, agent).name;
    const records = new RunRecords({
      agent: agent.name,
      kind: agent.kind,
      dataset,
      inSample: prepared.models.inSample,
      names: new OrderNames({ runId: run.runId, world, agent: agent.name }),
    });
    const costs = new SessionCosts(sessionEnds({ session: dataset.session, from: measuredFrom(this.#parts) }));
    const benchmark = prepared.benchmark === undefined ? this.#capital : this.#benchmarkColumn();
    let curve: EquityCurve | undefined;
    const engine = await drive(engineInput(this.#parts), {
      onBlock: (stepped, from, to) => {
        const axis = { time: dataset.time, session: dataset.session, equity: stepped.equity, benchmark };
        curve ??= run.equityCurve(axis, { capital: this.#capital, firstRow: prepared.evaluateFrom });
        curve.append(stepped.block, from, to);
        for (const { row, orderIds } of stepped.decisions()) if (orderIds.length > 0) this.#busy.push(row);
        const drained = records.drain(stepped);
        run.decisions(drained.decisions);
        run.executions(drained.executions);
        run.ledger(drained.ledger);
        costs.read(stepped.block, from, to);
        this.#options.onProgress?.(to, dataset.time.length, 'backtest');
      },
    });
    return { engine, costsAtSessionEnds: costs.values };
  }

  #benchmarkColumn(): Float64Array {
    const { time } = this.#parts.prepared.loaded.dataset;
    return benchmarkEquity(
      this.#parts,
      this.#capital,
      Int32Array.from(time, (_, row) => row),
    );
  }

  /** Shows that nothing the run decided came from its future. */
  #certify(): leaks.Certificate {
    const configHash = this.#options.configHash ?? this.#options.loaded.configHash;
    return certifyAgent({ ...this.#parts, configHash, busy: this.#busy, deep: false });
  }

  /** Writes the judged run into the trial ledger and says what was tried on its data. */
  async #count({ parts, engine, nothingLeft: none }: JudgedRun): Promise<RecordedTrial> {
    const { run } = this;
    const deciding = this.#options.loaded.deciding!;
    const as = this.#options.batch?.trial ?? { kind: 'evaluation', runId: run.runId, parent: null };
    const trial = { parts, deciding, engine, nothingLeft: none !== undefined, capital: this.#capital, as };
    const recorded = await recordTrial(this.#book, trial);
    if (this.#book.repaired !== undefined) run.log('warn', this.#book.repaired, { code: 'LEDGER_REPAIRED' });
    const { facts, head } = recorded;
    run.update({ trials: { n: facts.count, n_effective: facts.effective }, ledger: { seq: head.seq, hash: head.hash } });
    return recorded;
  }

  #progress(label: string): (done: number, total: number) => void {
    return (done, total) => this.#options.onProgress?.(done, total, label);
  }

  #writeTrades(engine: Engine): void {
    const { dataset } = this.#parts.prepared.loaded;
    const decimals = currencyDecimals(this.#parts.project.project.currency);
    const lines = [TRADES_HEADER];
    for (let index = 0; index < engine.tradeCount; index += 1) {
      const trade = engine.trade(index);
      lines.push(tradeLine({ ...trade, symbol: dataset.symbols[trade.symbol]!.instrument.symbol }, decimals));
    }
    this.run.writeText('trades.csv', lines.join(''));
  }

  /** Ends the run: as it went, or as failed when a number cannot be. */
  #finish(engine: Engine, { verdict, result }: Evaluation): void {
    const totals = engine.totals();
    const facts: RunFacts = {
      verdict: verdict.verdict,
      verdict_line: verdict.line,
      decisions_not_written: totals.notWritten,
      next_command: `quanttradeai runs verify ${this.run.runId}`,
    };
    const impossible = result.impossible[0];
    const status = impossible !== undefined ? 'failed' : totals.halted ? 'halted' : 'success';
    this.run.update(facts);
    this.#writeReport(status);
    if (impossible !== undefined) throw new SanityImpossibleError(impossible);
    this.run.finish(totals.halted ? 'halted' : 'success', facts);
  }

  /** Before the end is recorded, so that a run that says success has its report. */
  #writeReport(status: RunSummary['status']): void {
    const { project, prepared } = this.#parts;
    const read = (file: string): string => readFileSync(join(this.run.dir, file), 'utf8');
    const data = reportData({
      summary: { ...this.run.summary, status },
      text: read,
      optional: (file) => (existsSync(join(this.run.dir, file)) ? read(file) : undefined),
      dataset: prepared.loaded.dataset,
      withoutDataset: undefined,
      capital: this.#capital,
      timezone: project.project.timezone,
      returnsPerYear: returnsPerYear(prepared.loaded.dataset),
      reproduce: `quanttradeai runs verify ${this.run.runId}`,
    });
    this.run.writeText('report.html', renderReport(data));
  }
}

/** A number of a run that cannot be: a bug in the data or in this program, never a result. */
export class SanityImpossibleError extends AppError {
  readonly code = 'SANITY_IMPOSSIBLE';
  override readonly exitCode: ExitCode = 1;

  constructor({ metric, value, rule }: MetricsResult['impossible'][number]) {
    super(`${metric} is ${value} and ${rule}`, {
      hint: 'look at the data first: `quanttradeai data list` shows what was set aside',
    });
  }
}

/** The history pump, looking up now and then: a signal waits no longer than some blocks. */
async function drive(input: EngineInput, hooks: HistoryHooks): Promise<Engine> {
  const blocks = historyBlocks(input, hooks);
  for (let count = 1; ; count += 1) {
    const { done, value } = blocks.next();
    if (done === true) return value;
    if (count % BREATH_BLOCKS === 0) await breathe();
  }
}
