export type { Breach, GateView } from './checks/check.ts';
export { CHECKS } from './checks/registry.ts';
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
export { type ExecutionConfig, executionSchema } from './execution-config.ts';
export { Grid, roundHalfEven, wholeDown } from './grid.ts';
export { type Limit, largestWeight, type ResolvedLimits, resolveLimits } from './limits.ts';
export { OnlyPosition, type PaidPrice } from './only-position.ts';
export { type ApprovedOrder, EXIT_REASONS, type ExitReason, type OrderIntent, type Side } from './order.ts';
export { type Fill, Portfolio } from './portfolio.ts';
export {
  type ApprovedUnits,
  approveEntry,
  approveExit,
  checkOrder,
  type LoneLimits,
  loneLimits,
  type Verdict,
} from './risk-gate.ts';
export { roundTripCost } from './round-trip-cost.ts';
export {
  EMPTY_LEDGER_ENTRY,
  type LateWriter,
  LEDGER_FIELD,
  LEDGER_TYPES,
  type LedgerEntry,
  type LedgerType,
  NumberTable,
  ORDER_EVENTS,
  ORDER_FIELD,
  ORDER_TYPES,
  type OrderEvent,
  type OrderEventKind,
  REASON_CODES,
  type ReasonCode,
  RunLog,
} from './run-log.ts';
export { scaleCosts } from './scale-costs.ts';
export {
  type CostSettings,
  type ExecutionSettings,
  type FillTime,
  type ImpactSettings,
  type IntrabarPath,
  type LiquiditySettings,
  type OrderType,
  resolveExecution,
  resolveSizing,
  resolveStops,
  type SizingSettings,
  type SlippageSettings,
  type StopSettings,
  type TimeInForce,
} from './settings.ts';
export { type ClosedTrade, TradeLog, type TradeResult } from './trades.ts';
