import type { Check } from './check.ts';
import { leverage, openPositions, position } from './exposure.ts';
import { dailyLoss, drawdown } from './losses.ts';
import { malformed } from './malformed.ts';
import { orderValue } from './order-value.ts';
import { crossesZero, shortSale } from './short-sale.ts';

/** In the order of evaluation, which is part of the contract (RISK 2.2). */
export const CHECKS: readonly Check[] = [
  malformed,
  orderValue,
  position,
  leverage,
  openPositions,
  dailyLoss,
  drawdown,
  shortSale,
  crossesZero,
];
