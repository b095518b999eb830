import { type Check, positionAfter } from './check.ts';

/** PT-14: selling what is not held needs `allow_short` and an instrument that can be borrowed. */
export const shortSale: Check = {
  id: 'PT-14',
  reducing: false,
  stop: false,
  run(order, view, limits) {
    const would = positionAfter(order, view);
    if (would >= 0) return undefined;
    if (!limits.allowShort) return { reason: 'SHORT_NOT_ALLOWED', limit: 0, would, origin: 'agent.risk.allow_short' };
    return view.shortable ? undefined : { reason: 'SHORT_NOT_BORROWABLE', limit: 0, would, origin: undefined };
  },
};

/** PT-14: turning a position round is two orders; one never crosses zero. */
export const crossesZero: Check = {
  id: 'PT-14',
  reducing: true,
  stop: false,
  run(order, view) {
    const after = positionAfter(order, view);
    const crosses = after * view.position < 0 || (order.reducing && view.position === 0);
    return crosses
      ? { reason: 'CROSSES_ZERO', limit: Math.abs(view.position), would: order.quantity, origin: undefined }
      : undefined;
  },
};
