import type { EngineTotals } from '../../engine/index.ts';
import type { Dataset } from '../../market/index.ts';
import {
  type ClosedTrade,
  computeMetrics,
  type MetricsConfig,
  type MetricsInput,
  type MetricsResult,
  sessionEnds,
  type TrialFacts,
  type Verdict,
  type VerdictFacts,
  verdictFacts,
  verdictOf,
} from '../../metrics/index.ts';
import { buyAndHold } from './buy-and-hold.ts';

/** What the metrics of a finished run are made of. */
export interface EvaluateInput {
  readonly dataset: Dataset;
  readonly equity: Float64Array;
  readonly evaluateFrom: number;
  readonly capital: number;
  readonly currency: string;
  readonly returnsPerYear: number;
  readonly settings: MetricsConfig;
  readonly trades: readonly ClosedTrade[];
  readonly totals: EngineTotals;
  /** Undefined: no gross Sharpe. */
  readonly costsAtSessionEnds: Float64Array | undefined;
  /** Rung of the cost ladder; undefined: the same fills at twice their costs. */
  readonly netPnlAtTwiceCosts: number | undefined;
  /** Largest gross exposure that the limits allow; undefined when shorts may outgrow it. */
  readonly exposureLimit: number | undefined;
  /** What the trial ledger counted; absent: no deflated Sharpe ratio. */
  readonly trials?: TrialFacts | undefined;
  /** The first leak that the certificate names; absent: none. */
  readonly leak?: string | undefined;
}

export interface Evaluation {
  readonly result: MetricsResult;
  readonly verdict: Verdict;
}

/** An evaluation with what its verdict was read from. */
export interface EvaluationOfRun extends Evaluation {
  readonly facts: VerdictFacts;
}

/** Metrics and the verdict line of a run. */
export function evaluateRun(input: EvaluateInput): EvaluationOfRun {
  const metrics = metricsInput(input);
  const result = computeMetrics(metrics);
  const facts = { ...verdictFacts(metrics, result), leak: input.leak };
  return { result, facts, verdict: verdictOf(facts) };
}

/** The metrics of a run that need nothing beside it: no benchmark, no verdict. The same numbers as {@link evaluateRun} has. */
export function measureRun(input: EvaluateInput): MetricsResult {
  return computeMetrics({ ...metricsInput(input, false), costsAtSessionEnds: undefined });
}

function metricsInput(input: EvaluateInput, withBenchmark = true): MetricsInput {
  const { dataset, totals } = input;
  const symbols = totals.bySymbol;
  const sum = (value: (symbol: EngineTotals['bySymbol'][number]) => number): number =>
    symbols.reduce((total, symbol) => total + value(symbol), 0);
  return {
    columns: {
      time: dataset.time,
      session: dataset.session,
      equity: input.equity,
      evaluateFrom: input.evaluateFrom,
    },
    benchmarkAtSessionEnds: withBenchmark
      ? buyAndHold({
          dataset,
          from: input.evaluateFrom,
          capital: input.capital,
          rows: sessionEnds({ session: dataset.session, from: input.evaluateFrom }),
        })
      : undefined,
    costsAtSessionEnds: input.costsAtSessionEnds,
    interval: dataset.timeframe,
    periodsPerYear: dataset.periodsPerYear,
    returnsPerYear: input.returnsPerYear,
    currency: input.currency,
    capital: input.capital,
    settings: input.settings,
    trades: input.trades,
    costs: {
      transaction: sum((symbol) => symbol.transactionCost),
      slippage: sum((symbol) => symbol.slippageCost),
      impact: sum((symbol) => symbol.impactCost),
      borrow: sum((symbol) => symbol.borrowFee),
    },
    netPnlAtTwiceCosts: input.netPnlAtTwiceCosts,
    tradedNotional: sum((symbol) => symbol.tradedNotional),
    grossExposure: { sum: totals.grossExposureSum, largest: totals.grossExposureLargest },
    bySymbol: symbols.map((symbol) => ({
      symbol: dataset.symbols[symbol.symbol]!.instrument.symbol,
      grossPnl: symbol.grossPnl,
      costs: {
        transaction: symbol.transactionCost,
        slippage: symbol.slippageCost,
        impact: symbol.impactCost,
        borrow: symbol.borrowFee,
      },
      tradedNotional: symbol.tradedNotional,
    })),
    accounting: { realised: sum((symbol) => symbol.grossPnl) + totals.interest, open: 0 },
    exposureLimit: input.exposureLimit,
    trials: input.trials,
  };
}
