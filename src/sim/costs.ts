import { type CostSettings, roundHalfEven } from '../trading/index.ts';

/**
 * Fee of an order up to now: the larger of the minimum and rate · notional + per share + per order. An order filled in parts pays per
 * part what raises this total, so that minimum and per-order fee are paid once.
 *
 * @param units and notional: filled so far @param isEntry it opens or enlarges a position
 */
export function orderFee(costs: CostSettings, units: number, notional: number, isEntry: boolean): number {
  if (!costs.enabled || (costs.entryOnly && !isEntry)) return 0;
  const fee = Math.max(costs.minimum, costs.rate * notional + costs.perShare * units + costs.perOrder);
  return costs.roundDecimals === undefined ? fee : roundTo(fee, costs.roundDecimals);
}

const SCALES: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

function roundTo(value: number, decimals: number): number {
  const scale = SCALES[decimals]!;
  return roundHalfEven(value * scale) / scale;
}
