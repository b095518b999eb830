import type { Limit } from '../limits.ts';
import type { ReasonCode } from '../run-log.ts';
import { type Breach, type Check, exceeds, positionAfter } from './check.ts';

/** PT-05, first part: the position of the agent, then of all strategies in the symbol, as a fraction of equity. */
export const position: Check = {
  id: 'PT-05',
  reducing: false,
  stop: false,
  run(order, view, limits) {
    const would = (Math.abs(positionAfter(order, view)) * view.multiplier * view.price) / view.equity;
    return over('MAX_POSITION', would, limits.maxPosition) ?? over('MAX_SYMBOL', would, limits.maxSymbol);
  },
};

/** PT-05, second part: gross and net exposure over all symbols, in multiples of equity. */
export const leverage: Check = {
  id: 'PT-05',
  reducing: false,
  stop: false,
  run(order, view, limits) {
    const value = positionAfter(order, view) * view.multiplier * view.price;
    const gross = (view.otherGross + Math.abs(value)) / view.equity;
    const net = (view.otherNet + value) / view.equity;
    // An order that brings the net exposure nearer to 0 cannot be what breaks it.
    const raisesNet = Math.abs(net) * view.equity > Math.abs(view.otherNet + view.position * view.multiplier * view.price);
    return over('MAX_GROSS', gross, limits.maxGross) ?? (raisesNet ? over('MAX_NET', Math.abs(net), limits.maxNet) : undefined);
  },
};

/** PT-05, third part: how many symbols are held. */
export const openPositions: Check = {
  id: 'PT-05',
  reducing: false,
  stop: false,
  run(_order, view, limits) {
    if (limits.maxOpenPositions === undefined || view.position !== 0) return undefined;
    return over('MAX_OPEN_POSITIONS', view.otherOpen + 1, limits.maxOpenPositions);
  },
};

function over(reason: ReasonCode, would: number, limit: Limit): Breach | undefined {
  return exceeds(would, limit.value) ? { reason, limit: limit.value, would, origin: limit.origin } : undefined;
}
