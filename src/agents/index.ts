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
