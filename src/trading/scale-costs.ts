import type { ExecutionSettings } from './settings.ts';

/**
 * The same execution with every cost `multiple` times as high: fees with their minimum, slippage, impact, and the fee for borrowed units.
 * An instrument's own borrow rate wins over the one here and has to be scaled with it. What is left of a price's rounding to the tick is
 * no setting and stays; interest is no cost.
 *
 * @param multiple 0: free; 1: the same numbers
 */
export function scaleCosts(execution: ExecutionSettings, multiple: number): ExecutionSettings {
  const { costs, slippage, impact, borrow } = execution;
  return {
    ...execution,
    costs: {
      ...costs,
      rate: costs.rate * multiple,
      perShare: costs.perShare * multiple,
      perOrder: costs.perOrder * multiple,
      minimum: costs.minimum * multiple,
    },
    slippage: {
      ...slippage,
      rate: slippage.rate * multiple,
      halfSpread: slippage.halfSpread * multiple,
      volatilityFraction: slippage.volatilityFraction * multiple,
    },
    impact: {
      ...impact,
      alpha: impact.alpha * multiple,
      beta: impact.beta * multiple,
      gamma: impact.gamma * multiple,
    },
    borrow: { ...borrow, rate: borrow.rate * multiple },
  };
}
