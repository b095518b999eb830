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
export { checkRule, POSITION_NAMES, type RuleNames, type RuleProblem } from './rule/check.ts';
export { compileRule, type PlannedRule, planRule, type RuleAgent, type RuleOptions } from './rule/compile.ts';
export { PresetNotAvailableError, RuleInvalidError } from './rule/errors.ts';
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
export { type SweepConfig, sweepSchema, sweepsSection } from './sweeps-config.ts';
