import { currencyDecimals, moneyUnits, unitsText } from '../base/index.ts';
import type { CostTotals, MetricsInput } from './input.ts';

/** Results and costs in whole smallest units: gross − costs = net, and the costs are the sum of their parts, to the unit. */
export interface MoneyTotals {
  readonly net_pnl: string;
  readonly gross_pnl: string;
  readonly total_costs: string;
  readonly transaction_costs: string;
  readonly slippage_costs: string;
  readonly impact_costs: string;
  readonly borrow_costs: string;
  /** Net result at twice the costs, {@link netPnlAtTwiceCosts}. */
  readonly cost_2x_net_pnl: string;
}

/** Each part is rounded once, halves to even; sums are made of the rounded parts. */
export function moneyTotals(input: {
  readonly netPnl: number;
  readonly costs: CostTotals;
  readonly currency: string;
  /** Undefined: the same fills at twice their costs. */
  readonly netPnlAtTwiceCosts?: number | undefined;
}): MoneyTotals {
  const { netPnl, costs, currency, netPnlAtTwiceCosts: atTwice } = input;
  const decimals = currencyDecimals(currency);
  const units = (value: number): bigint => moneyUnits(value, decimals);
  const text = (value: bigint): string => unitsText(value, decimals);
  const parts = [units(costs.transaction), units(costs.slippage), units(costs.impact), units(costs.borrow)] as const;
  const total = parts[0] + parts[1] + parts[2] + parts[3];
  const net = units(netPnl);
  return {
    net_pnl: text(net),
    gross_pnl: text(net + total),
    total_costs: text(total),
    transaction_costs: text(parts[0]),
    slippage_costs: text(parts[1]),
    impact_costs: text(parts[2]),
    borrow_costs: text(parts[3]),
    cost_2x_net_pnl: text(atTwice === undefined ? net - total : units(atTwice)),
  };
}

/** All costs of a run. */
export function totalCosts({ transaction, slippage, impact, borrow }: CostTotals): number {
  return transaction + slippage + impact + borrow;
}

/** Equity at the last bar less the capital. */
export function netPnlOf({ columns, capital }: Pick<MetricsInput, 'columns' | 'capital'>): number {
  return columns.equity[columns.equity.length - 1]! - capital;
}

/** Net result at twice the costs: of the run made again with them, or of the same fills where there is no such run. */
export function netPnlAtTwiceCosts(input: MetricsInput): number {
  return input.netPnlAtTwiceCosts ?? netPnlOf(input) - totalCosts(input.costs);
}

/** Cost per traded value, in basis points, at which nothing is left of these fills; undefined when nothing was traded. */
export function breakEvenBps(input: Pick<MetricsInput, 'columns' | 'capital' | 'costs' | 'tradedNotional'>): number | undefined {
  if (!(input.tradedNotional > 0)) return undefined;
  return ((netPnlOf(input) + totalCosts(input.costs)) / input.tradedNotional) * 10_000;
}
