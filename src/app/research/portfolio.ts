import type { RunWriter } from '../../adapters/runs/index.ts';
import { type BlockColumns, type Engine, type EngineInput, runHistory } from '../../engine/index.ts';
import type { Dataset } from '../../market/index.ts';
import { type ClosedTrade, sessionEnds, type TrialFacts } from '../../metrics/index.ts';
import { ACTION, type Decider, type DecisionFacts, type Decisions, type PositionView } from '../../ports/index.ts';
import { type ResolvedLimits, resolveExecution, resolveSizing, resolveStops, scaleCosts } from '../../trading/index.ts';
import { buyAndHold } from '../backtest/buy-and-hold.ts';
import { type EvaluationOfRun, evaluateRun } from '../backtest/evaluate.ts';
import { OrderNames } from '../backtest/order-names.ts';
import { RunRecords } from '../backtest/run-records.ts';
import { returnsPerYear } from '../backtest/settings.ts';
import type { Project } from '../project/index.ts';

/** Targets by symbol of the dataset and row of its time index, as shares of the symbol's equal part; NaN: no opinion, positions stay. */
export type TargetColumns = readonly Float64Array[];

/** What the backtest of a research run trades. */
export interface PortfolioInput {
  readonly project: Project;
  readonly dataset: Dataset;
  readonly targets: TargetColumns;
  /** First row with a decision and a metric. */
  readonly evaluateFrom: number;
  /** Bars of a lower timeframe by symbol of the dataset, for orders inside a bar. */
  readonly finer?: EngineInput['finer'] | undefined;
  /** Every cost so many times as high; default 1. */
  readonly costMultiple?: number;
}

/** A portfolio that has been stepped through. */
export interface PortfolioResult {
  readonly engine: Engine;
  readonly evaluation: EvaluationOfRun;
}

/** Limits of an agent do not apply to research: only what the account's equity allows. */
function researchLimits(allowShort: boolean): ResolvedLimits {
  const whole = { value: 1, origin: 'research.backtest' };
  return {
    maxOrder: { value: allowShort ? 2 : 1, origin: 'research.backtest' },
    maxOrderValue: undefined,
    maxPosition: whole,
    maxSymbol: whole,
    maxGross: whole,
    maxNet: whole,
    maxOpenPositions: undefined,
    dailyLoss: undefined,
    drawdown: undefined,
    allowShort,
  };
}

/** Capital that research backtests begin with: that of the project's first world. */
export function researchCapital(project: Project): number {
  return Number(project.worlds[0]?.capital ?? 100_000);
}

export function portfolioEngineInput(input: PortfolioInput): EngineInput {
  const { project, dataset, targets, evaluateFrom, finer, costMultiple = 1 } = input;
  const { backtest } = project.research!;
  const execution = scaleCosts(resolveExecution(backtest), costMultiple);
  return {
    dataset,
    decider: new TargetDecider(targets, 1 / targets.length),
    evaluateFrom,
    keepDecisions: false,
    ...(finer === undefined ? {} : { finer }),
    settings: {
      capital: researchCapital(project),
      execution,
      sizing: { ...resolveSizing(project.position_manager.sizing), mode: 'target_weight', value: Number.NaN },
      stops: resolveStops(undefined),
      limits: researchLimits(backtest.allow_short),
    },
  };
}

/** Steps through the data and judges the result, nothing written. */
export function runPortfolio(input: PortfolioInput): PortfolioResult {
  const engine = runHistory(portfolioEngineInput(input));
  return { engine, evaluation: evaluatePortfolio(input, engine) };
}

/** A portfolio that was stepped through, with its costs at the last bar of each session. */
export interface SteppedPortfolio {
  readonly engine: Engine;
  readonly costsAtSessionEnds: Float64Array;
}

/** Steps through the data; each block of bars is handed on. */
export function stepPortfolio(
  input: PortfolioInput,
  options: {
    /** Where the equity goes that a curve is written from. */
    readonly equity?: Float64Array;
    readonly onBlock?: (stepped: Engine, from: number, to: number) => void;
  } = {},
): SteppedPortfolio {
  const { dataset, evaluateFrom } = input;
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const costs = new Float64Array(ends.length);
  let next = 0;
  const readCosts = (block: BlockColumns, from: number, to: number): void => {
    for (; next < ends.length && ends[next]! < to; next += 1) if (ends[next]! >= from) costs[next] = block.costsAt(ends[next]!);
  };
  const { equity, onBlock } = options;
  const engine = runHistory(
    { ...portfolioEngineInput(input), ...(equity === undefined ? {} : { equity }) },
    {
      onBlock: (stepped, from, to) => {
        onBlock?.(stepped, from, to);
        readCosts(stepped.block, from, to);
      },
    },
  );
  return { engine, costsAtSessionEnds: costs };
}

/** Steps through the data and writes `equity_curve.csv` and `ledger.csv` under a folder of the run. */
export function writePortfolio(run: RunWriter, folder: string, input: PortfolioInput): SteppedPortfolio {
  const { dataset, evaluateFrom } = input;
  const capital = researchCapital(input.project);
  const names = new OrderNames({ runId: run.runId, world: 'research', agent: folder });
  const inSample = new Uint8Array(dataset.time.length);
  const records = new RunRecords({ agent: input.project.project.name, kind: 'model', dataset, names, inSample });
  const equity = new Float64Array(dataset.time.length);
  // Research has no world whose benchmark it would be: it is measured against holding its symbols.
  const benchmark = buyAndHold({ dataset, from: evaluateFrom, capital, rows: Int32Array.from(dataset.time.keys()) });
  const axis = { time: dataset.time, session: dataset.session, equity, benchmark };
  const curve = run.equityCurve(axis, { capital, firstRow: evaluateFrom, folder });
  run.ledger([], folder);
  return stepPortfolio(input, {
    equity,
    onBlock: (stepped, from, to) => {
      curve.append(stepped.block, from, to);
      run.ledger(records.drain(stepped).ledger, folder);
    },
  });
}

/** What else the metrics of a portfolio are made of. */
export interface PortfolioFacts {
  readonly costsAtSessionEnds?: Float64Array | undefined;
  readonly netPnlAtTwiceCosts?: number | undefined;
  readonly leak?: string | undefined;
  /** What the trial ledger counted. */
  readonly trials?: TrialFacts | undefined;
}

/** Metrics and verdict of a portfolio that was stepped through. */
export function evaluatePortfolio(
  { project, dataset, evaluateFrom }: PortfolioInput,
  engine: Engine,
  facts: PortfolioFacts = {},
): EvaluationOfRun {
  const { backtest } = project.research!;
  return evaluateRun({
    dataset,
    equity: engine.equity,
    evaluateFrom,
    capital: researchCapital(project),
    currency: project.project.currency,
    returnsPerYear: returnsPerYear(dataset),
    settings: project.metrics,
    trades: closedTrades(engine, dataset),
    totals: engine.totals(),
    costsAtSessionEnds: facts.costsAtSessionEnds,
    netPnlAtTwiceCosts: facts.netPnlAtTwiceCosts,
    leak: facts.leak,
    trials: facts.trials,
    exposureLimit: backtest.allow_short || resolveExecution(backtest).unaffordable === 'borrow' ? undefined : 1,
  });
}

export function closedTrades(engine: Engine, dataset: Dataset): readonly ClosedTrade[] {
  return Array.from({ length: engine.tradeCount }, (_, index) => {
    const { symbol, grossPnl, netPnl, ambiguous } = engine.trade(index);
    return { symbol: dataset.symbols[symbol]!.instrument.symbol, grossPnl, netPnl, ambiguous };
  });
}

/** Says what columns of targets say: a weight above or below 0 is held, 0 is flat, a missing one changes nothing. */
export class TargetDecider implements Decider {
  readonly readsPosition = false;
  readonly #targets: TargetColumns;
  readonly #share: number;

  /** @param share part of the equity that a target of 1 stands for */
  constructor(targets: TargetColumns, share: number) {
    this.#targets = targets;
    this.#share = share;
  }

  decide(bar: number, _: PositionView, out: Decisions): void {
    for (let symbol = 0; symbol < this.#targets.length; symbol += 1) {
      const weight = this.#targets[symbol]![bar]!;
      if (Number.isNaN(weight)) {
        out.action[symbol] = ACTION.abstain;
      } else if (weight === 0) {
        out.action[symbol] = ACTION.close;
      } else {
        out.action[symbol] = weight > 0 ? ACTION.buy : ACTION.sell;
        out.weight[symbol] = weight * this.#share;
      }
    }
  }

  /** Targets are written as they are: the run's predictions say where each comes from. */
  explain(): DecisionFacts {
    return { reason: 'target of the research run', inputs: {}, evidence: [] };
  }
}
