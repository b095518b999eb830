import { compileRule, planRule, ruleSchema } from '../src/agents/index.ts';
import { evaluateRun } from '../src/app/backtest/evaluate.ts';
import { type Engine, type EngineSettings, runHistory } from '../src/engine/index.ts';
import { planFeatures, resolveFeatures, startFeatures } from '../src/features/index.ts';
import type { Dataset } from '../src/market/index.ts';
import { metricsSection, sessionEnds } from '../src/metrics/index.ts';
import type { Decider, DecisionFacts } from '../src/ports/index.ts';
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
const NO_FACTS: DecisionFacts = { reason: '', inputs: {}, evidence: [] };

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

/** From columns to trades and metrics in memory, as `agent run` does it without its files. Gives the number of closed trades. */
export function ruleBacktest(dataset: Dataset): number {
  const rule = planRule(RULE);
  const { timeframe, periodsPerYear } = dataset;
  const { features } = resolveFeatures(DEFINITIONS, { timeframe });
  const plan = planFeatures(features, rule.reads, { timeframe, periodsPerYear: () => periodsPerYear });
  const run = startFeatures({ plan, dataset });
  const symbols = dataset.symbols.map(({ instrument }) => instrument.symbol);
  const agent = compileRule({ rule, symbols, run });
  agent.advance(dataset.time.length);
  return backtest(dataset, withoutRecords(agent.decider), agent.firstRow());
}

/** The same decisions without the texts of decisions.jsonl: writing files is not part of the figure. */
function withoutRecords(decider: Decider): Decider {
  return { decide: (bar, position, out) => decider.decide(bar, position, out), explain: () => NO_FACTS };
}

/** Steps a decider through all rows and computes the metrics. Gives the number of closed trades. */
export function backtest(dataset: Dataset, decider: Decider, evaluateFrom: number): number {
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const costs = new Float64Array(ends.length);
  let next = 0;
  const engine = runHistory(
    { dataset, decider, settings: SETTINGS, evaluateFrom },
    {
      onBlock: ({ block }, _from, to) => {
        for (; next < ends.length && ends[next]! < to; next += 1)
          costs[next] = block.cumulativeCosts[ends[next]! - block.firstRow]!;
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
    const { symbol, grossPnl, netPnl, ambiguous } = engine.trade(index);
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
    exposureLimit: 1,
  });
  if (result.document === undefined) throw new Error('the run has no metrics');
}
