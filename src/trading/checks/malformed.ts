import type { Check } from './check.ts';

const LARGEST = 1e15;

/** PT-00: a number that is not finite, not above 0 where it must be, or beyond 1e15. */
export const malformed: Check = {
  id: 'PT-00',
  reducing: true,
  stop: true,
  run(order, view) {
    const { quantity, limitPrice, stopPrice, type } = order;
    const bad = firstBad(quantity, order.reducing ? FINE : view.equity, order.reducing ? FINE : view.price);
    const badPrice = firstBad(
      type === 'limit' || type === 'stop_limit' ? Math.abs(limitPrice) : FINE,
      type === 'stop' || type === 'stop_limit' ? Math.abs(stopPrice) : FINE,
      FINE,
    );
    const would = bad ?? badPrice;
    return would === undefined ? undefined : { reason: 'MALFORMED', limit: LARGEST, would, origin: undefined };
  },
};

/** Stands for a number that is not needed. */
const FINE = 1;

function firstBad(a: number, b: number, c: number): number | undefined {
  if (!isFine(a)) return a;
  if (!isFine(b)) return b;
  return isFine(c) ? undefined : c;
}

/** A number that an order may have. */
export function isFine(value: number): boolean {
  return value > 0 && value <= LARGEST;
}
