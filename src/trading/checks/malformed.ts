import type { Check } from './check.ts';

const LARGEST = 1e15;

/** PT-00: a number that is not finite, not above 0 where it must be, or beyond 1e15. */
export const malformed: Check = {
  id: 'PT-00',
  reducing: true,
  stop: true,
  run(order, view) {
    const { quantity, limitPrice, stopPrice, type } = order;
    const needsLimit = type === 'limit' || type === 'stop_limit';
    const needsStop = type === 'stop' || type === 'stop_limit';
    const bad =
      firstBad([quantity]) ??
      firstBad(order.reducing ? [] : [view.equity, view.price]) ??
      firstBad([...(needsLimit ? [Math.abs(limitPrice)] : []), ...(needsStop ? [Math.abs(stopPrice)] : [])]);
    return bad === undefined ? undefined : { reason: 'MALFORMED', limit: LARGEST, would: bad, origin: undefined };
  },
};

function firstBad(values: readonly number[]): number | undefined {
  return values.find((value) => !(value > 0 && value <= LARGEST));
}
