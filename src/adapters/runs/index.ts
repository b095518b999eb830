export { ColumnStream } from './column-stream.ts';
export {
  type DecisionAction,
  type DecisionRecord,
  decisionId,
  decisionLine,
  type RiskRecord,
  type SymbolDecision,
} from './decision-lines.ts';
export { EQUITY_HEADER, type EquityAxis, type EquityBlock, EquityCurve, MAX_EQUITY_ROWS } from './equity-lines.ts';
export { type ExecutionEvent, ExecutionLines, type ExecutionRecord, type ExitReason } from './execution-lines.ts';
export { LEDGER_HEADER, LedgerLines, type LedgerRecord, type LedgerType } from './ledger-lines.ts';
export { plainDecimal } from './number-text.ts';
export { findRun, listRuns, type RunEntry, RunUnknownError, readRunMetrics, readRunSummary } from './run-store.ts';
export { type CreateRunOptions, createRun, jsonText, RUN_LOCK, RunWriter, resumeRun, runError } from './run-writer.ts';
export { endOnSignals, RunInterruptedError } from './signals.ts';
export {
  RUN_FAMILIES,
  RUN_INTERRUPTED,
  RUN_STATUSES,
  type RunError,
  type RunFacts,
  type RunFamily,
  type RunMode,
  type RunStatus,
  type RunSummary,
  type RunType,
  type RunVerdict,
} from './summary.ts';
export { readTrades, TRADES_HEADER, type TradeRecord, tradeLine } from './trade-lines.ts';
export { type AddedText, type AppendPlan, TRIAL_LEDGER, TrialFile } from './trial-file.ts';
export { columnHash, readTrialColumn, readTrialText, storeTrialText, TRIAL_FOLDER, TrialColumns } from './trial-series.ts';
export { withRun } from './with-run.ts';
