import { isoTime, moneyText, type UnixMs } from '../../base/index.ts';
import { decimalCell, ratioCell, textCell } from './number-text.ts';

export const TRADES_HEADER =
  'symbol,side,qty,entry_time,entry_price,exit_time,exit_price,gross_pnl,net_pnl,transaction_cost,slippage_cost,impact_cost,' +
  'borrow_fee,bars_held,exit_reason,ambiguous,adverse_excursion,favourable_excursion\n';

/** One position from flat to flat: a line of trades.csv. */
export interface TradeRecord {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryTime: UnixMs;
  /** Averages of the fills, raw, in units of the day of exit. */
  readonly entryPrice: number;
  readonly exitTime: UnixMs;
  readonly exitPrice: number;
  /** At reference prices, dividends included. */
  readonly grossPnl: number;
  /** Less the four kinds of costs. */
  readonly netPnl: number;
  readonly transactionCost: number;
  readonly slippageCost: number;
  readonly impactCost: number;
  readonly borrowFee: number;
  readonly barsHeld: number;
  readonly exitReason: string;
  readonly ambiguous: boolean;
  /** How far the price went against and for the position, as fractions of the entry price. */
  readonly adverseExcursion: number;
  readonly favourableExcursion: number;
}

export function tradeLine(trade: TradeRecord, currencyDecimals: number): string {
  const money = (value: number): string => moneyText(value, currencyDecimals);
  const cells = [
    textCell(trade.symbol),
    trade.side,
    decimalCell(trade.quantity),
    isoTime(trade.entryTime),
    decimalCell(trade.entryPrice),
    isoTime(trade.exitTime),
    decimalCell(trade.exitPrice),
    ...[trade.grossPnl, trade.netPnl, trade.transactionCost, trade.slippageCost, trade.impactCost, trade.borrowFee].map(money),
    String(trade.barsHeld),
    textCell(trade.exitReason),
    String(trade.ambiguous),
    ratioCell(trade.adverseExcursion),
    ratioCell(trade.favourableExcursion),
  ];
  return `${cells.join(',')}\n`;
}

/** Reads trades.csv as {@link tradeLine} wrote it. */
export function readTrades(text: string): TradeRecord[] {
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => {
    const cells = line.split(',');
    const number = (index: number): number => (cells[index] === '' ? Number.NaN : Number(cells[index]));
    return {
      symbol: cells[0]!,
      side: cells[1] === 'short' ? 'short' : 'long',
      quantity: number(2),
      entryTime: Date.parse(cells[3]!),
      entryPrice: number(4),
      exitTime: Date.parse(cells[5]!),
      exitPrice: number(6),
      grossPnl: number(7),
      netPnl: number(8),
      transactionCost: number(9),
      slippageCost: number(10),
      impactCost: number(11),
      borrowFee: number(12),
      barsHeld: number(13),
      exitReason: cells[14]!,
      ambiguous: cells[15] === 'true',
      adverseExcursion: number(16),
      favourableExcursion: number(17),
    };
  });
}
