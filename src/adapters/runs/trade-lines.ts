import { isoTime, moneyText, type UnixMs } from '../../base/index.ts';
import { decimalCell, textCell } from './number-text.ts';

export const TRADES_HEADER =
  'symbol,side,qty,entry_time,entry_price,exit_time,exit_price,gross_pnl,net_pnl,costs,bars_held,exit_reason,ambiguous,worst_pnl,best_pnl\n';

/** One position from flat to flat; exit fields are undefined while it is open and its gain is then that of the last close. */
export interface TradeRecord {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** Largest size held, in units. */
  readonly quantity: number;
  readonly entryTime: UnixMs;
  /** Averages of the fills, raw basis of the last one. */
  readonly entryPrice: number;
  readonly exitTime: UnixMs | undefined;
  readonly exitPrice: number | undefined;
  /** At reference prices. */
  readonly grossPnl: number;
  /** After all costs. */
  readonly netPnl: number;
  readonly costs: number;
  readonly barsHeld: number;
  readonly exitReason: string | undefined;
  readonly ambiguous: boolean;
  /** Net gain had the bar gone the worst and the best way; equal to `netPnl` where nothing is ambiguous. */
  readonly worstPnl: number;
  readonly bestPnl: number;
}

/** One line of trades.csv. */
export function tradeLine(trade: TradeRecord, currencyDecimals: number): string {
  const money = (value: number): string => moneyText(value, currencyDecimals);
  const cells = [
    textCell(trade.symbol),
    trade.side,
    decimalCell(trade.quantity),
    isoTime(trade.entryTime),
    decimalCell(trade.entryPrice),
    trade.exitTime === undefined ? '' : isoTime(trade.exitTime),
    decimalCell(trade.exitPrice ?? Number.NaN),
    money(trade.grossPnl),
    money(trade.netPnl),
    money(trade.costs),
    String(trade.barsHeld),
    textCell(trade.exitReason ?? null),
    String(trade.ambiguous),
    money(trade.worstPnl),
    money(trade.bestPnl),
  ];
  return `${cells.join(',')}\n`;
}

/** Reads trades.csv as {@link tradeLine} wrote it. */
export function readTrades(text: string): TradeRecord[] {
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => {
    const cells = line.split(',');
    const number = (index: number): number => Number(cells[index]);
    const optional = (index: number): number | undefined => (cells[index] === '' ? undefined : number(index));
    const exit = cells[5];
    return {
      symbol: cells[0]!,
      side: cells[1] === 'short' ? 'short' : 'long',
      quantity: number(2),
      entryTime: Date.parse(cells[3]!),
      entryPrice: number(4),
      exitTime: exit === undefined || exit === '' ? undefined : Date.parse(exit),
      exitPrice: optional(6),
      grossPnl: number(7),
      netPnl: number(8),
      costs: number(9),
      barsHeld: number(10),
      exitReason: cells[11] === '' ? undefined : cells[11],
      ambiguous: cells[12] === 'true',
      worstPnl: number(13),
      bestPnl: number(14),
    };
  });
}
