import { compileRule, planRule, ruleSchema } from '../src/agents/index.ts';
import { evaluateRun } from '../src/app/backtest/evaluate.ts';
import { Arena, columnBytes } from '../src/base/index.ts';
import { type Engine, type EngineSettings, runHistory } from '../src/engine/index.ts';
import { planFeatures, resolveFeatures, startFeatures } from '../src/features/index.ts';
import type { Dataset } from '../src/market/index.ts';
import { metricsSection, sessionEnds } from '../src/metrics/index.ts';
import type { Decider } from '../src/ports/index.ts';
import {
  agentRiskSchema,
  executionSchema,
  positionManagerSection,
  resolveExecution,
  resolveLimits,
  resolveSizing,
  resolveStops,
  riskSection,
  stopsSchema,
} from '../src/trading/index.ts';

const CAPITAL = 100_000;
/** Columns that a backtest with a few features takes, and some to spare. */
const COLUMNS = 24;

/** Everything on: fees, slippage, participation, impact, protective exits, all default limits. */
const SETTINGS: EngineSettings = {
  capital: CAPITAL,
  execution: resolveExecution(executionSchema.parse({ impact: { enabled: true, model: 'square_root' } })),
  sizing: resolveSizing(positionManagerSection.parse({}).sizing),
  stops: resolveStops(stopsSchema.parse({ stop_loss_pct: 0.05, take_profit_pct: 0.1, trailing_stop_pct: 0.07 })),
  limits: resolveLimits(riskSection.parse({}).limits, agentRiskSchema.parse({})),
};

const DEFINITIONS = [
  { name: 'rsi_14', type: 'technical', params: {} },
  { name: 'sma_50', type: 'technical', params: {} },
];
const RULE = ruleSchema.parse({
  when: [
    { if: 'rsi_14 > 70', action: 'close' },
    { if: 'rsi_14 < 30 and close < sma_50', action: 'buy' },
  ],
});

/** Memory that one backtest after the other uses, as sweeps do: fresh pages are slow to touch. */
export class Memory {
  readonly #arena: Arena;

  constructor(rows: number) {
    this.#arena = new Arena(columnBytes(rows, COLUMNS), { private: true });
  }

  /** Columns taken during the work are given back after it. */
  during<T>(work: (allocate: (length: number) => Float64Array) => T): T {
    const mark = this.#arena.mark();
    const result = work((length) => this.#arena.float64(length));
    this.#arena.release(mark);
    return result;
  }
}

/** From columns to trades and metrics in memory, as `agent run` does it without its files. Gives the number of closed trades. */
export function ruleBacktest(dataset: Dataset, memory?: Memory): number {
  if (memory === undefined) return backtestOf(dataset, (length) => new Float64Array(length));
  return memory.during((allocate) => backtestOf(dataset, allocate));
}

function backtestOf(dataset: Dataset, allocate: (length: number) => Float64Array): number {
  const rule = planRule(RULE);
  const { timeframe, periodsPerYear } = dataset;
  const { features } = resolveFeatures(DEFINITIONS, { timeframe });
  const plan = planFeatures(features, rule.reads, { timeframe, periodsPerYear: () => periodsPerYear });
  const run = startFeatures({ plan, dataset, allocate });
  const symbols = dataset.symbols.map(({ instrument }) => instrument.symbol);
  const agent = compileRule({ rule, symbols, run });
  agent.advance(dataset.time.length);
  return backtest(dataset, agent.decider, agent.firstRow(), allocate(dataset.time.length));
}

/** Steps a decider through all rows and computes the metrics. Gives the number of closed trades. */
export function backtest(dataset: Dataset, decider: Decider, evaluateFrom: number, equity?: Float64Array): number {
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const costs = new Float64Array(ends.length);
  let next = 0;
  const engine = runHistory(
    // No records of decisions: their texts belong to the files, which are measured apart.
    { dataset, decider, settings: SETTINGS, evaluateFrom, keepDecisions: false, ...(equity === undefined ? {} : { equity }) },
    {
      onBlock: ({ block }, _from, to) => {
        for (; next < ends.length && ends[next]! < to; next += 1) costs[next] = block.costsAt(ends[next]!);
      },
    },
  );
  evaluate(dataset, engine, { evaluateFrom, costs });
  return engine.tradeCount;
}

function evaluate(
  dataset: Dataset,
  engine: Engine,
  { evaluateFrom, costs }: { evaluateFrom: number; costs: Float64Array },
): void {
  const trades = Array.from({ length: engine.tradeCount }, (_, index) => {
    const { symbol, grossPnl, netPnl, ambiguous } = engine.tradeResult(index);
    return { symbol: dataset.symbols[symbol]!.instrument.symbol, grossPnl, netPnl, ambiguous };
  });
  const { result } = evaluateRun({
    dataset,
    equity: engine.equity,
    evaluateFrom,
    capital: CAPITAL,
    currency: 'USD',
    returnsPerYear: 252,
    settings: metricsSection.parse({}),
    trades,
    totals: engine.totals(),
    costsAtSessionEnds: costs,
    netPnlAtTwiceCosts: undefined,
    exposureLimit: 1,
  });
  if (result.document === undefined) throw new Error('the run has no metrics');
}
