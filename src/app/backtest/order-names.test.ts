import { expect, test } from 'vitest';
import { OrderNames } from './order-names.ts';

const names = new OrderNames({
  runId: 'agent/backtest/20260417_101010_123_rsi_reversion_3fa2',
  world: 'default',
  agent: 'rsi_reversion',
});
const decision = { time: Date.UTC(2000, 9, 10, 20), symbol: 'SPX', leg: '0' };

test('an order is named after world, strategy and decision, and fits a broker', () => {
  const { corr, clientOrderId } = names.name(decision);
  expect(corr).toMatch(/^[0-9a-f]{32}$/);
  expect(clientOrderId).toMatch(/^q1\.defa\.rsirev\.[a-z2-7]{13}\.1$/);
  expect(clientOrderId.length).toBeLessThanOrEqual(36);
});

test('the same decision has the same names; symbol, leg, time and run tell them apart', () => {
  const first = names.name(decision);
  expect(names.name(decision)).toEqual(first);
  expect(names.name({ ...decision, leg: '1' })).toMatchObject({ corr: first.corr });
  expect(names.name({ ...decision, leg: '1' }).clientOrderId).not.toBe(first.clientOrderId);
  expect(names.name({ ...decision, symbol: 'AAPL' }).clientOrderId).not.toBe(first.clientOrderId);
  expect(names.name({ ...decision, time: decision.time + 1 }).corr).not.toBe(first.corr);
  const other = new OrderNames({ runId: 'agent/backtest/x', world: 'default', agent: 'rsi_reversion' });
  expect(other.name(decision).corr).not.toBe(first.corr);
});
