import type { Check } from './check.ts';

/** PT-11: the agent's daily loss; no entries until the next session. */
export const dailyLoss: Check = {
  id: 'PT-11',
  reducing: false,
  stop: false,
  run(_order, view, limits) {
    const limit = limits.dailyLoss;
    if (limit === undefined || !view.entriesClosed) return undefined;
    return { reason: 'LOSS_LIMIT', limit: limit.value, would: view.dailyLoss, origin: limit.origin };
  },
};

/** PT-12: the agent's drawdown; once reached it stays paused. */
export const drawdown: Check = {
  id: 'PT-12',
  reducing: false,
  stop: false,
  run(_order, view, limits) {
    const limit = limits.drawdown;
    if (limit === undefined || !view.paused) return undefined;
    return { reason: 'DRAWDOWN_LIMIT', limit: limit.value, would: view.drawdown, origin: limit.origin };
  },
};
