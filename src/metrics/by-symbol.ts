import type { MetricsDocument, MetricValue } from './document.ts';
import type { MetricsInput } from './input.ts';
import { MIN_TRADES } from './keys.ts';
import { moneyTotals, totalCosts } from './money-totals.ts';
import { tradeStatistics } from './trade-statistics.ts';

/** What each symbol added, by name: its results sum up to the run's, rounding of each row aside. */
export function bySymbolTable(input: MetricsInput): MetricsDocument['by_symbol'] {
  const table: Record<string, Readonly<Record<string, MetricValue>>> = {};
  const [only, ...others] = input.bySymbol;
  const isAlone = others.length === 0 && input.trades.every(({ symbol }) => symbol === only?.symbol);
  const bySymbol = isAlone ? undefined : Map.groupBy(input.trades, ({ symbol }) => symbol);
  const sorted = [...input.bySymbol].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  for (const { symbol, grossPnl, costs, tradedNotional } of sorted) {
    const trades = tradeStatistics(bySymbol === undefined ? input.trades : (bySymbol.get(symbol) ?? []));
    const enough = trades.closed >= MIN_TRADES;
    const { net_pnl, gross_pnl, total_costs } = moneyTotals({
      netPnl: grossPnl - totalCosts(costs),
      costs,
      currency: input.currency,
    });
    table[symbol] = {
      net_pnl,
      gross_pnl,
      total_costs,
      closed_trades: trades.closed,
      win_rate: enough ? trades.winners / trades.closed : null,
      profit_factor: enough && trades.losses > 0 ? trades.gains / trades.losses : null,
      ambiguous_trades: trades.ambiguous,
      break_even_cost_bps: tradedNotional > 0 ? (grossPnl / tradedNotional) * 10_000 : null,
    };
  }
  return table;
}
