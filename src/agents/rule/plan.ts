import { afterFirstMembers } from '../model/first-member.ts';
import type { ModelSource } from '../model/model-source.ts';
import { signalColumn, signalFeatures } from '../model/signal-feature.ts';
import { signalPart } from '../model/signal-names.ts';
import type { PlannedAgent } from '../planned-agent.ts';
import type { RuleConfig } from '../rule-config.ts';
import { compileRule, planRule } from './compile.ts';

/** Names of the models that a rule reads signals of. @throws what {@link planRule} throws */
export function modelsOfRule(rule: RuleConfig): readonly string[] {
  return [...new Set(planRule(rule).names.flatMap((name) => signalPart(name)?.model ?? []))];
}

/**
 * An agent that follows a rule.
 * @param models those of {@link modelsOfRule}
 * @throws what {@link planRule} throws
 */
export function planRuleAgent(rule: RuleConfig, models: readonly ModelSource[] = []): PlannedAgent {
  const planned = planRule(rule);
  const facts = models.flatMap(({ name }) => [signalColumn(name, 'in_sample'), signalColumn(name, 'model_age_days')]);
  return {
    reads: { ...planned.reads, names: [...(planned.reads.names ?? []), ...facts] },
    features: models.flatMap((model) => signalFeatures(model)),
    bind: (options) => afterFirstMembers(compileRule({ ...options, rule: planned }), models, options.time),
  };
}
