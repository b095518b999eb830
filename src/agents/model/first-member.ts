import type { BoundAgent } from '../planned-agent.ts';
import type { ModelSource } from './model-source.ts';

/** An agent that waits for the first member of each model that it reads: before it there is no signal. */
export function afterFirstMembers(bound: BoundAgent, models: readonly ModelSource[], time: Float64Array): BoundAgent {
  if (models.length === 0) return bound;
  const from = models.reduce((latest, { validFrom }) => Math.max(latest, validFrom), Number.NEGATIVE_INFINITY);
  let known = 0;
  let first = Infinity;
  return {
    decider: bound.decider,
    advance: (to) => {
      bound.advance(to);
      for (; known < to && first === Infinity; known += 1) if (time[known]! >= from) first = known;
    },
    firstRow: (slot) => Math.max(first, bound.firstRow(slot)),
  };
}
