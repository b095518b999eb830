import type { WeightRule } from '../../models/index.ts';
import type { PlannedAgent } from '../planned-agent.ts';
import { ModelDecider } from './decider.ts';
import { afterFirstMembers } from './first-member.ts';
import type { ModelSource } from './model-source.ts';
import { signalColumn, signalFeatures } from './signal-feature.ts';
import { SIGNAL_FIELDS } from './signal-names.ts';

export interface ModelAgentOptions {
  readonly model: ModelSource;
  readonly sizing: WeightRule['sizing'];
  readonly hold: WeightRule['hold'];
  readonly allowShort: boolean;
  /** Largest weight of one position, as a fraction of the agent's capital: what a signal of 1 asks for. */
  readonly largestWeight: number;
}

/** An agent that does what a model says: it reads the columns of the model and its signals, and no position. */
export function planModelAgent({ model, sizing, hold, allowShort, largestWeight }: ModelAgentOptions): PlannedAgent {
  const rule: WeightRule = { sizing, hold, horizon: model.horizonBars, maxWeight: largestWeight, allowShort };
  const outputs = [...SIGNAL_FIELDS, 'weight', 'in_sample', 'model_age_days'] as const;
  return {
    reads: { names: [...model.features, ...outputs.map((output) => signalColumn(model.name, output))] },
    features: signalFeatures(model, rule),
    bind: (options) => {
      const decider = new ModelDecider({ ...options, model, rule });
      let done = 0;
      const bound = {
        decider,
        advance: (to: number): void => {
          if (to <= done) return;
          done = to;
          options.run.advance(to);
          decider.advance(to);
        },
        firstRow: (slot?: number): number => decider.firstRow(slot),
      };
      return afterFirstMembers(bound, [model], options.time);
    },
  };
}
