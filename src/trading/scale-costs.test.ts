import { expect, test } from 'vitest';
import { executionSchema } from './execution-config.ts';
import { scaleCosts } from './scale-costs.ts';
import { resolveExecution } from './settings.ts';

const execution = resolveExecution(
  executionSchema.parse({
    costs: { bps: 3, per_share: '0.01', per_order: '1', minimum: '2', round_decimals: 2 },
    slippage: { model: 'half_spread', bps: 4, spread_bps: 6, volatility_fraction: 0.1 },
    impact: { enabled: true, alpha: 0.5, beta: 0.25, gamma: 0.125 },
    borrow: { rate_bps: 40 },
    cash_interest_bps: 100,
  }),
);

test('every cost is multiplied, and nothing else', () => {
  const twice = scaleCosts(execution, 2);
  expect(twice.costs).toEqual({ ...execution.costs, rate: 0.0006, perShare: 0.02, perOrder: 2, minimum: 4 });
  expect(twice.slippage).toEqual({ ...execution.slippage, rate: 0.0008, halfSpread: 0.0006, volatilityFraction: 0.2 });
  expect(twice.impact).toEqual({ ...execution.impact, alpha: 1, beta: 0.5, gamma: 0.25 });
  expect(twice.borrow).toEqual({ enabled: true, rate: 0.008 });
  const { costs, slippage, impact, borrow, ...rest } = execution;
  expect(twice).toEqual({ ...rest, costs: twice.costs, slippage: twice.slippage, impact: twice.impact, borrow: twice.borrow });
  expect(twice.cashInterestRate).toBe(0.01);
});

test('once is the same, none is free', () => {
  expect(scaleCosts(execution, 1)).toEqual(execution);
  const free = scaleCosts(execution, 0);
  expect([free.costs.rate, free.costs.minimum, free.slippage.halfSpread, free.impact.alpha, free.borrow.rate]).toEqual([
    0, 0, 0, 0, 0,
  ]);
});
