export {
  type AgentRiskConfig,
  agentRiskSchema,
  type LimitsConfig,
  limitsSchema,
  type PositionManagerConfig,
  positionManagerSection,
  type RiskConfig,
  riskSection,
  type SizingConfig,
  type StopsConfig,
  sizingSchema,
  stopsSchema,
} from './config.ts';
export {
  type ExecutionConfig,
  type ExecutionOverride,
  executionOverrideSchema,
  executionOverrideShape,
  executionSchema,
  mergeExecution,
} from './execution-config.ts';
