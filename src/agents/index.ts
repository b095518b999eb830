export {
  AGENT_KINDS,
  type AgentConfig,
  type AgentKind,
  agentSchema,
  agentsSection,
  BUILT_IN_TOOLS,
  CONTEXT_BLOCKS,
  type LlmConfig,
  STAGES,
  type Stage,
} from './config.ts';
export type { ModelSource } from './model/model-source.ts';
export { type ModelAgentOptions, planModelAgent } from './model/plan.ts';
export { signalColumn } from './model/signal-feature.ts';
export { SIGNAL_FIELDS, signalNames } from './model/signal-names.ts';
export type { BindOptions, BoundAgent, PlannedAgent } from './planned-agent.ts';
export { checkRule, POSITION_NAMES, type RuleNames, type RuleProblem } from './rule/check.ts';
export { compileRule, type PlannedRule, planRule, type RuleOptions } from './rule/compile.ts';
export { PresetNotAvailableError, RuleInvalidError } from './rule/errors.ts';
export { modelsOfRule, planRuleAgent } from './rule/plan.ts';
export {
  type EntryRule,
  PRESETS,
  type PresetName,
  type PresetRule,
  RULE_FORM_KEYS,
  type RuleConfig,
  ruleSchema,
  type TargetRule,
  type WhenLine,
  type WhenRule,
} from './rule-config.ts';
export { expandSweep, isGrid, sweepSize } from './sweeps/expand.ts';
export { SweptRange } from './sweeps/range.ts';
export {
  type SweepAxis,
  type SweptPlace,
  type SweptValue,
  sweptPlace,
  type Variant,
  type VariantList,
} from './sweeps/variant.ts';
export { type SweepConfig, sweepSchema, sweepsSection } from './sweeps-config.ts';
