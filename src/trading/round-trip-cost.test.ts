import { expect, test } from 'vitest';
import { executionSchema, resolveExecution, roundTripCost } from './index.ts';

const costOf = (config: object): number => roundTripCost(resolveExecution(executionSchema.parse(config)));

// By hand: 5 bps a side and 5 bps of slippage a side are 20 bps a round trip.
test.each<[config: object, cost: number]>([
  [{ costs: { bps: 5 }, slippage: { model: 'bps', bps: 5 } }, 0.002],
  [{ costs: { bps: 5, apply: 'entry' }, slippage: { model: 'bps', bps: 5 } }, 0.0015],
  [{ costs: { bps: 5, enabled: false }, slippage: { model: 'none' } }, 0],
  [{ costs: { bps: 10 }, slippage: { model: 'half_spread', spread_bps: 4 } }, 0.0024],
  [{ costs: { bps: 0 }, slippage: { model: 'volatility', bps: 2 } }, 0.0004],
])('%j costs %d', (config, cost) => expect(costOf(config)).toBeCloseTo(cost, 15));
