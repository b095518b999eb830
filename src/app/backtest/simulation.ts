import type { Engine, EngineInput } from '../../engine/index.ts';
import type { Dataset } from '../../market/index.ts';
import type { MetricsResult, TrialFacts } from '../../metrics/index.ts';
import type { Decider } from '../../ports/index.ts';
import { type IntrabarPath, scaleCosts } from '../../trading/index.ts';
import type { Agent, Project } from '../project/index.ts';
import { type EvaluateInput, type Evaluation, evaluateRun, measureRun } from './evaluate.ts';
import type { PreparedAgent } from './prepare.ts';
import { engineSettings, returnsPerYear } from './settings.ts';

/** What a run is made of before its first step. */
export interface RunParts {
  readonly project: Project;
  readonly agent: Agent;
  readonly prepared: PreparedAgent;
}

/** What a repetition of the run changes; everything else, columns included, is the run's own. */
export interface SimulationChange {
  /** Every cost so many times as high. */
  readonly costMultiple?: number;
  readonly evaluateFrom?: number;
  readonly decider?: Decider;
  /** Another reading of ambiguous bars. */
  readonly path?: IntrabarPath;
}

/** What the engine is given for a run, or for a repetition of it with one thing changed. */
export function engineInput({ project, agent, prepared }: RunParts, change: SimulationChange = {}): EngineInput {
  const { costMultiple = 1, evaluateFrom = prepared.evaluateFrom, decider = prepared.bound.decider, path } = change;
  const settings = engineSettings(project, agent);
  const execution = scaleCosts(settings.execution, costMultiple);
  return {
    dataset: withBorrowRates(prepared.loaded.dataset, costMultiple),
    decider,
    settings: { ...settings, execution: path === undefined ? execution : { ...execution, path } },
    evaluateFrom,
    ...(prepared.atr === undefined ? {} : { stopAtr: prepared.atr }),
    ...(prepared.finer === undefined ? {} : { finer: prepared.finer }),
  };
}

/** An instrument's own borrow rate is a cost like the others. */
function withBorrowRates(dataset: Dataset, multiple: number): Dataset {
  if (multiple === 1 || dataset.symbols.every(({ instrument }) => instrument.borrowRateBps === undefined)) return dataset;
  const symbols = dataset.symbols.map((symbol) => {
    const { borrowRateBps } = symbol.instrument;
    if (borrowRateBps === undefined) return symbol;
    return { ...symbol, instrument: { ...symbol.instrument, borrowRateBps: borrowRateBps * multiple } };
  });
  return { ...dataset, symbols };
}

/** First row that the metrics of a run look at. */
export function measuredFrom({ project, prepared }: RunParts): number {
  return project.metrics.from === 'start_date' ? prepared.loaded.firstRow : prepared.evaluateFrom;
}

/** Metrics and verdict of an engine that has stepped through the data of a run. */
export function evaluateEngine(parts: RunParts, engine: Engine, known: KnownOfRun = {}): Evaluation {
  return evaluateRun(evaluateInput(parts, engine, known));
}

/** The metrics alone of an engine that has stepped through the data of a run, without those that need a benchmark or costs by session. */
export function measureEngine(parts: RunParts, engine: Engine): MetricsResult {
  return measureRun(evaluateInput(parts, engine, {}));
}

/** What else is known of a run. */
interface KnownOfRun {
  readonly evaluateFrom?: number;
  readonly costsAtSessionEnds?: Float64Array | undefined;
  readonly netPnlAtTwiceCosts?: number;
  readonly leak?: string | undefined;
  readonly trials?: TrialFacts | undefined;
}

function evaluateInput(parts: RunParts, engine: Engine, known: KnownOfRun): EvaluateInput {
  const { project, agent, prepared } = parts;
  const { dataset } = prepared.loaded;
  const { capital, limits, execution } = engineSettings(project, agent);
  const mayOutgrow = limits.allowShort || execution.unaffordable === 'borrow';
  const trades = Array.from({ length: engine.tradeCount }, (_, index) => {
    const { symbol, grossPnl, netPnl, ambiguous } = engine.tradeResult(index);
    return { symbol: dataset.symbols[symbol]!.instrument.symbol, grossPnl, netPnl, ambiguous };
  });
  return {
    dataset,
    equity: engine.equity,
    evaluateFrom: known.evaluateFrom ?? measuredFrom(parts),
    capital,
    currency: project.project.currency,
    returnsPerYear: returnsPerYear(dataset),
    settings: project.metrics,
    trades,
    totals: engine.totals(),
    costsAtSessionEnds: known.costsAtSessionEnds,
    netPnlAtTwiceCosts: known.netPnlAtTwiceCosts,
    leak: known.leak,
    trials: known.trials,
    exposureLimit: mayOutgrow ? undefined : Math.max(1, limits.maxGross.value),
  };
}
