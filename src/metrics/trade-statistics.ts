import { CompensatedSum } from '../base/index.ts';

export interface TradeStatistics {
  readonly closed: number;
  /** Trades with a net gain. */
  readonly winners: number;
  readonly ambiguous: number;
  /** Σ of net gains, and of net losses as a positive amount. */
  readonly gains: number;
  readonly losses: number;
}

/** Counts and sums over closed trades, after costs. A trade that ends at exactly zero is no winner. */
export function tradeStatistics(trades: readonly { readonly netPnl: number; readonly ambiguous: boolean }[]): TradeStatistics {
  const gains = new CompensatedSum();
  const losses = new CompensatedSum();
  let winners = 0;
  let ambiguous = 0;
  for (const trade of trades) {
    if (trade.ambiguous) ambiguous += 1;
    if (trade.netPnl > 0) {
      winners += 1;
      gains.add(trade.netPnl);
    } else losses.add(-trade.netPnl);
  }
  return { closed: trades.length, winners, ambiguous, gains: gains.value, losses: losses.value };
}
