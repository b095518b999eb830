import { readFileSync } from 'node:fs';
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
import { type BlockColumns, type Engine, type EngineInput, type HistoryHooks, historyBlocks } from '../../engine/index.ts';
import { type MetricsResult, sessionEnds } from '../../metrics/index.ts';
import { renderReport } from '../../report/index.ts';
import { leaks } from '../../research/index.ts';
import { type Agent, type LoadedProject, type Project, requireAgent, requireProject } from '../project/index.ts';
import { certifyAgent } from './certify-agent.ts';
import { codeVersion } from './code-version.ts';
import { dataFile } from './data-file.ts';
import { type Evaluation, evaluateRun } from './evaluate.ts';
import { OrderNames } from './order-names.ts';
import { type PreparedAgent, prepareAgent, type StoredReading } from './prepare.ts';
import { reportData } from './report-data.ts';
import { RunRecords } from './run-records.ts';
import { engineSettings, returnsPerYear, worldOf } from './settings.ts';

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
  readonly onProgress?: (done: number, total: number, label: string) => void;
  readonly now?: () => UnixMs;
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
  const { onProgress } = options;
  const prepared = await prepareAgent({
    project,
    projectDir: options.loaded.projectDir,
    agent,
    ...(options.stored === undefined ? {} : { stored: options.stored }),
    onProgress: ({ done, total, symbol }) => onProgress?.(done, total, `data ${symbol}`),
  });
  const backtest = new Backtest(options, { project, agent, prepared });
  return withRun(backtest.run, () => backtest.work());
}

interface Parts {
  readonly project: Project;
  readonly agent: Agent;
  readonly prepared: PreparedAgent;
}

/** One run from its folder to its report. */
class Backtest {
  readonly run: RunWriter;
  readonly #options: AgentBacktestOptions;
  readonly #parts: Parts;
  readonly #capital: number;
  /** Rows at which orders were decided. */
  readonly #busy: number[] = [];

  constructor(options: AgentBacktestOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#capital = Number(worldOf(parts.project, parts.agent).capital);
    this.run = createRun({
      runsDir: options.runsDir,
      family: 'agent/backtest',
      name: options.name ?? parts.agent.name,
      currency: parts.project.project.currency,
      facts: this.#facts(),
      ...(options.now === undefined ? {} : { now: options.now }),
    });
  }

  async work(): Promise<AgentBacktest> {
    const { run } = this;
    const { prepared, agent } = this.#parts;
    const { loaded } = prepared;
    run.writeText('resolved_project_config.yaml', this.#options.resolvedYaml ?? this.#options.loaded.resolvedYaml);
    run.writeJson('data.json', dataFile(loaded));
    run.log('info', 'data loaded', { bars: loaded.dataset.time.length, symbols: agent.symbols });
    for (const warning of this.#warnings()) run.log('warn', warning.message, { code: warning.code });
    const { engine, costsAtSessionEnds } = await this.#simulate();
    const certificate = this.#certify();
    const evaluation = this.#evaluate(engine, costsAtSessionEnds, leaks.leakLine(certificate));
    this.#writeTrades(engine);
    run.writeJson('certificate.json', certificate);
    run.writeJson('metrics.json', evaluation.result.document);
    this.#finish(engine, evaluation);
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
    if (prepared.loaded.synthetic) stamps.push('SYNTHETIC DATA');
    if (agent.execution.fill === 'same_close') stamps.push('SAME-CLOSE FILLS');
    if (agent.execution.like !== 'none') stamps.push(`LIKE ${agent.execution.like.toUpperCase()}`);
    if (prepared.loaded.quality.some(({ closeOnly }) => closeOnly)) stamps.push('CLOSE ONLY');
    return stamps;
  }

  /** Of the project's text, then of its data; what both say is said once. */
  #warnings(): readonly Warning[] {
    const { warnings } = this.#parts.prepared.loaded;
    const isNews = ({ code, message }: Warning): boolean =>
      !warnings.some((other) => other.code === code && other.message === message);
    return [...(this.#options.warnings ?? []).filter(isNews), ...warnings];
  }

  /** Steps through history and writes each block as it is done. */
  async #simulate(): Promise<{ readonly engine: Engine; readonly costsAtSessionEnds: Float64Array }> {
    const { project, agent, prepared } = this.#parts;
    const { dataset } = prepared.loaded;
    const { run } = this;
    const world = worldOf(project, agent).name;
    const records = new RunRecords({
      agent: agent.name,
      kind: agent.kind,
      dataset,
      names: new OrderNames({ runId: run.runId, world, agent: agent.name }),
    });
    const costs = new SessionCosts(sessionEnds({ session: dataset.session, from: this.#measuredFrom }));
    let curve: EquityCurve | undefined;
    const engine = await drive(this.#engineInput(), {
      onBlock: (stepped, from, to) => {
        const axis = { time: dataset.time, session: dataset.session, equity: stepped.equity, benchmark: this.#capital };
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

  /** First row that the metrics look at. */
  get #measuredFrom(): number {
    const { project, prepared } = this.#parts;
    return project.metrics.from === 'start_date' ? prepared.loaded.firstRow : prepared.evaluateFrom;
  }

  #engineInput(): EngineInput {
    const { project, agent, prepared } = this.#parts;
    return {
      dataset: prepared.loaded.dataset,
      decider: prepared.rule.decider,
      settings: engineSettings(project, agent),
      evaluateFrom: prepared.evaluateFrom,
      ...(prepared.atr === undefined ? {} : { stopAtr: prepared.atr }),
      ...(prepared.finer === undefined ? {} : { finer: prepared.finer }),
    };
  }

  /** Shows that nothing the run decided came from its future. */
  #certify(): leaks.Certificate {
    const configHash = this.#options.configHash ?? this.#options.loaded.configHash;
    return certifyAgent({ ...this.#parts, configHash, busy: this.#busy, deep: false });
  }

  #evaluate(engine: Engine, costsAtSessionEnds: Float64Array, leak: string | undefined): Evaluation {
    const { project, agent, prepared } = this.#parts;
    const { dataset } = prepared.loaded;
    const { limits, execution } = engineSettings(project, agent);
    const mayOutgrow = limits.allowShort || execution.unaffordable === 'borrow';
    const trades = Array.from({ length: engine.tradeCount }, (_, index) => {
      const { symbol, grossPnl, netPnl, ambiguous } = engine.trade(index);
      return { symbol: dataset.symbols[symbol]!.instrument.symbol, grossPnl, netPnl, ambiguous };
    });
    return evaluateRun({
      dataset,
      equity: engine.equity,
      evaluateFrom: this.#measuredFrom,
      capital: this.#capital,
      currency: project.project.currency,
      returnsPerYear: returnsPerYear(dataset),
      settings: project.metrics,
      trades,
      totals: engine.totals(),
      costsAtSessionEnds,
      exposureLimit: mayOutgrow ? undefined : Math.max(1, limits.maxGross.value),
      leak,
    });
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
    this.run.writeJson('intrabar.json', { path: this.#parts.agent.execution.intrabar.path, ...totals.ambiguous });
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
      optional: read,
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

/** Costs paid so far at the last bar of each session. */
class SessionCosts {
  readonly values: Float64Array;
  readonly #ends: Int32Array;
  #next = 0;

  constructor(ends: Int32Array) {
    this.#ends = ends;
    this.values = new Float64Array(ends.length);
  }

  read({ cumulativeCosts, firstRow }: BlockColumns, from: number, to: number): void {
    for (; this.#next < this.#ends.length; this.#next += 1) {
      const row = this.#ends[this.#next]!;
      if (row >= to) return;
      if (row >= from) this.values[this.#next] = cumulativeCosts[row - firstRow]!;
    }
  }
}
