import { scaleAt } from './candles.ts';
import type { ReportPrices, ReportTrade } from './data.ts';
import { barAt } from './model.ts';

/** Net result per amount paid to open; undefined for a position without a price. */
export function tradeReturn({ quantity, entryPrice, netPnl }: ReportTrade): number | undefined {
  const stake = Math.abs(quantity * entryPrice);
  return stake > 0 ? netPnl / stake : undefined;
}

/** Where a trade stands on the bars of its symbol. */
export interface TradePlace {
  readonly entryRow: number;
  /** Prices as shown: restated for later splits. */
  readonly entryPrice: number;
  readonly exitRow: number | undefined;
  readonly exitPrice: number | undefined;
}

/** A closed trade's prices are in units of the day of exit, so that day's scale restates both. */
export function tradePlace(prices: ReportPrices, trade: ReportTrade): TradePlace {
  const entryRow = barAt(prices.time, trade.entryTime);
  const exitRow = trade.exitTime === undefined ? undefined : barAt(prices.time, trade.exitTime);
  const scale = scaleAt(prices, exitRow ?? entryRow);
  return {
    entryRow,
    entryPrice: trade.entryPrice * scale,
    exitRow,
    exitPrice: trade.exitPrice === undefined ? undefined : trade.exitPrice * scale,
  };
}
