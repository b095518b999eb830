import type { ExecutionSettings } from './settings.ts';

/**
 * What buying and selling again costs in proportion to the traded value, as a fraction: fees in basis points on the sides that pay them, and
 * slippage on both. Amounts per share or per order, and impact, depend on the order and are left out; slippage by volatility counts at its
 * fallback rate.
 */
export function roundTripCost({ costs, slippage }: Pick<ExecutionSettings, 'costs' | 'slippage'>): number {
  const fees = costs.enabled ? costs.rate * (costs.entryOnly ? 1 : 2) : 0;
  if (slippage.model === 'none') return fees;
  return fees + 2 * (slippage.model === 'half_spread' ? slippage.halfSpread : slippage.rate);
}
