import { expect, test } from 'vitest';
import { readTrades, TRADES_HEADER, type TradeRecord, tradeLine } from './trade-lines.ts';

const closed: TradeRecord = {
  symbol: 'SPX',
  side: 'long',
  quantity: 14.41,
  entryTime: Date.UTC(2000, 9, 11, 13, 30),
  entryPrice: 1387.71,
  exitTime: Date.UTC(2000, 9, 12, 13, 30),
  exitPrice: 1318.32,
  grossPnl: -989.97,
  netPnl: -1020.5,
  costs: 30.53,
  barsHeld: 1,
  exitReason: 'stop_loss',
  ambiguous: false,
  worstPnl: -1020.5,
  bestPnl: -1020.5,
};
const open: TradeRecord = {
  ...closed,
  exitTime: undefined,
  exitPrice: undefined,
  exitReason: undefined,
  side: 'short',
  ambiguous: true,
};

test('a trade is one line and reads back as itself, open or closed', () => {
  expect(tradeLine(closed, 2)).toBe(
    'SPX,long,14.41,2000-10-11T13:30:00.000Z,1387.71,2000-10-12T13:30:00.000Z,1318.32,-989.97,-1020.50,30.53,1,stop_loss,false,-1020.50,-1020.50\n',
  );
  expect(readTrades(TRADES_HEADER + tradeLine(closed, 2) + tradeLine(open, 2))).toEqual([closed, open]);
  expect(readTrades(TRADES_HEADER)).toEqual([]);
});
