import { type Check, exceeds } from './check.ts';

/** PT-03: value of one order, in money and as a fraction of equity. */
export const orderValue: Check = {
  id: 'PT-03',
  reducing: false,
  stop: false,
  run(order, view, limits) {
    const value = order.quantity * view.multiplier * view.price;
    const { maxOrderValue: money, maxOrder } = limits;
    if (money !== undefined && exceeds(value, money.value)) {
      return { reason: 'MAX_ORDER_VALUE', limit: money.value, would: value, origin: money.origin };
    }
    const fraction = value / view.equity;
    if (!exceeds(fraction, maxOrder.value)) return undefined;
    return { reason: 'MAX_ORDER_VALUE', limit: maxOrder.value, would: fraction, origin: maxOrder.origin };
  },
};
