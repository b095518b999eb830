import { isoTime, moneyText, type UnixMs } from '../../base/index.ts';
import { plainDecimal, shareNumber } from './number-text.ts';

export type ExecutionEvent = 'submitted' | 'filled' | 'partially_filled' | 'cancelled' | 'expired' | 'rejected' | 'refused';
export type ExitReason = 'signal' | 'stop_loss' | 'take_profit' | 'trailing_stop' | 'max_holding' | 'flatten';

/** One event of an order; NaN or null where there is nothing to say. */
export interface ExecutionRecord {
  readonly timestamp: UnixMs;
  readonly event: ExecutionEvent;
  readonly clientOrderId: string;
  readonly brokerOrderId: string | null;
  readonly executionId: string | null;
  readonly decisionId: string | null;
  readonly corr: string | null;
  readonly agent: string;
  readonly symbol: string;
  readonly action: 'buy' | 'sell';
  readonly orderType: string;
  readonly qty: number;
  readonly price: number;
  readonly referencePrice: number;
  readonly fees: number;
  readonly slippageBps: number;
  readonly participation: number;
  readonly exitReason: ExitReason | null;
  readonly ambiguous: boolean;
  readonly positionAfter: number;
  readonly cashAfter: number;
  /** The three of a refusal or rejection: the rule's code and the two numbers it compared. */
  readonly reasonCode: string | null;
  readonly limit: number;
  readonly observed: number;
}

/** Lines of executions.jsonl; `seq` counts from 1. */
export class ExecutionLines {
  readonly #decimals: number;
  #seq = 0;

  /** @param currencyDecimals digits after the point of the account's currency */
  constructor(currencyDecimals: number) {
    this.#decimals = currencyDecimals;
  }

  line(record: ExecutionRecord): string {
    this.#seq += 1;
    const money = (value: number): string | null => (Number.isNaN(value) ? null : moneyText(value, this.#decimals));
    return `${JSON.stringify({
      seq: this.#seq,
      timestamp: isoTime(record.timestamp),
      event: record.event,
      client_order_id: record.clientOrderId,
      broker_order_id: record.brokerOrderId,
      execution_id: record.executionId,
      decision_id: record.decisionId,
      corr: record.corr,
      agent: record.agent,
      symbol: record.symbol,
      action: record.action,
      order_type: record.orderType,
      qty: decimal(record.qty),
      price: decimal(record.price),
      reference_price: decimal(record.referencePrice),
      fees: money(record.fees),
      slippage_bps: Number.isNaN(record.slippageBps) ? null : Number(record.slippageBps.toFixed(2)) || 0,
      participation: Number.isNaN(record.participation) ? null : shareNumber(record.participation),
      exit_reason: record.exitReason,
      ambiguous: record.ambiguous,
      position_after: decimal(record.positionAfter),
      cash_after: money(record.cashAfter),
      reason_code: record.reasonCode,
      limit: known(record.limit),
      observed: known(record.observed),
    })}\n`;
  }
}

function decimal(value: number): string | null {
  return Number.isNaN(value) ? null : plainDecimal(value);
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(15));
}
