import type { EngineTotals } from '../../../engine/index.ts';
import type { MetricValue } from '../../../metrics/index.ts';
import type { Rerun, Reruns } from './reruns.ts';

/** How many times the assumed costs. */
export const COST_MULTIPLES = [0, 1, 2, 3, 5] as const;

/** A run of the same strategy with all its costs so many times as high. */
export interface CostRung {
  readonly multiple: number;
  readonly net_pnl: MetricValue;
  readonly total_costs: MetricValue;
  /** Costs per traded value, basis points; null when nothing was traded. */
  readonly cost_bps: number | null;
  readonly total_return: MetricValue;
  readonly sharpe: MetricValue;
  readonly max_drawdown: MetricValue;
  readonly closed_trades: MetricValue;
  /** Everything was lost. */
  readonly halted: boolean;
}

/** The rungs beside the run's own one, and the figure that the verdict reads. */
export interface LadderRuns {
  readonly rungs: readonly CostRung[];
  readonly netPnlAtTwiceCosts: number;
}

/** Runs the strategy again on every rung but its own. */
export async function ladderRuns(reruns: Reruns): Promise<LadderRuns> {
  const rungs: CostRung[] = [];
  let netPnlAtTwiceCosts = Number.NaN;
  for (const multiple of COST_MULTIPLES) {
    if (multiple === 1) continue;
    const rerun = await reruns.run({ costMultiple: multiple });
    if (multiple === 2) netPnlAtTwiceCosts = rerun.netPnl;
    rungs.push(costRung(multiple, rerun));
  }
  return { rungs, netPnlAtTwiceCosts };
}

/** One rung, from the same figures as `metrics.json`. */
export function costRung(multiple: number, { engine, evaluation }: Pick<Rerun, 'engine' | 'evaluation'>): CostRung {
  const { metrics } = evaluation.result.document;
  const totals = engine.totals();
  const value = (key: string): MetricValue => metrics[key] ?? null;
  return {
    multiple,
    net_pnl: value('net_pnl'),
    total_costs: value('total_costs'),
    cost_bps: costBps(totals),
    total_return: value('total_return'),
    sharpe: value('sharpe'),
    max_drawdown: value('max_drawdown'),
    closed_trades: value('closed_trades'),
    halted: totals.halted,
  };
}

function costBps({ bySymbol }: EngineTotals): number | null {
  let paid = 0;
  let traded = 0;
  for (const { transactionCost, slippageCost, impactCost, borrowFee, tradedNotional } of bySymbol) {
    paid += transactionCost + slippageCost + impactCost + borrowFee;
    traded += tradedNotional;
  }
  return traded > 0 ? (paid / traded) * 10_000 : null;
}

/** `cost_ladder` of robustness.json. */
export interface CostLadder {
  readonly rungs: readonly CostRung[];
  /** Cost per traded value at which nothing is left of the run's own fills: the metric of that name; null with a reason. */
  readonly break_even_bps: MetricValue;
  readonly break_even_not_available: string | null;
}

/** The whole ladder; the rung 1× is the run itself. */
export function costLadder(runs: LadderRuns, own: Pick<Rerun, 'engine' | 'evaluation'>): CostLadder {
  const { metrics, not_available } = own.evaluation.result.document;
  return {
    rungs: [...runs.rungs, costRung(1, own)].sort((a, b) => a.multiple - b.multiple),
    break_even_bps: metrics['break_even_cost_bps'] ?? null,
    break_even_not_available: not_available['break_even_cost_bps'] ?? null,
  };
}
