import type { BarColumns } from '../market/index.ts';
import type { ExecutionSettings, ExitReason, Portfolio, RunLog, StopSettings, TradeLog } from '../trading/index.ts';
import type { Phase } from './reach.ts';
import type { Tape } from './tape.ts';

/** Sizes an order at the price of its fill. @returns lots */
export type SizeAtFill = (symbol: number, weight: number, price: number, phase: Phase) => number;

export interface SimulatedBrokerOptions {
  readonly tape: Tape;
  readonly portfolio: Portfolio;
  readonly log: RunLog;
  readonly trades: TradeLog;
  readonly execution: ExecutionSettings;
  readonly stops: StopSettings;
  readonly finer: readonly (BarColumns | undefined)[] | undefined;
  readonly sizeAtFill: SizeAtFill;
  /** A protective exit has happened; a rest that found no volume is still held and must leave at the next open. */
  readonly onProtectiveExit: (symbol: number, row: number, reason: ExitReason) => void;
}
