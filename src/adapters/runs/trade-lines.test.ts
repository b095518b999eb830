import { expect, test } from 'vitest';
import { readTrades, TRADES_HEADER, type TradeRecord, tradeLine } from './trade-lines.ts';

const trade: TradeRecord = {
  symbol: 'SPX',
  side: 'long',
  quantity: 14.41,
  entryTime: Date.UTC(2000, 9, 11, 13, 30),
  entryPrice: 1387.71,
  exitTime: Date.UTC(2000, 9, 12, 13, 30),
  exitPrice: 1318.32,
  grossPnl: -989.97,
  netPnl: -1020.5,
  transactionCost: 19.5,
  slippageCost: 11.03,
  impactCost: 0,
  borrowFee: 0,
  barsHeld: 1,
  exitReason: 'stop_loss',
  ambiguous: false,
  adverseExcursion: 0.05,
  favourableExcursion: 0,
};

test('a trade is one line and reads back as itself', () => {
  expect(tradeLine(trade, 2)).toBe(
    'SPX,long,14.41,2000-10-11T13:30:00.000Z,1387.71,2000-10-12T13:30:00.000Z,1318.32,-989.97,-1020.50,19.50,11.03,0.00,0.00,' +
      '1,stop_loss,false,0.050000,0.000000\n',
  );
  const short: TradeRecord = { ...trade, side: 'short', ambiguous: true };
  expect(readTrades(TRADES_HEADER + tradeLine(trade, 2) + tradeLine(short, 2))).toEqual([trade, short]);
  expect(readTrades(TRADES_HEADER)).toEqual([]);
});
