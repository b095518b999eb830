import { invariant, isoTime, moneyUnits, type UnixMs, unitsText } from '../../base/index.ts';
import { decimalCell, moneyCell, shareNumber, textCell } from './number-text.ts';

export const LEDGER_HEADER =
  'seq,timestamp,type,symbol,side,qty,reference_price,fill_price,gross_pnl_contrib,transaction_cost,slippage_cost,impact_cost,' +
  'borrow_fee,net_pnl_contrib,cash_after,position_after,liquidity_participation,order_type,client_order_id,decision_id\n';

export type LedgerType = 'fill' | 'fee' | 'llm_cost' | 'borrow' | 'interest' | 'dividend' | 'split' | 'flow';

/** One movement of the account in the simulation's floats; NaN or null where a column has nothing to say. */
export interface LedgerRecord {
  readonly timestamp: UnixMs;
  readonly type: LedgerType;
  readonly symbol: string | null;
  readonly side: 'buy' | 'sell' | null;
  readonly qty: number;
  readonly referencePrice: number;
  readonly fillPrice: number;
  /** Realised at reference prices. */
  readonly grossPnl: number;
  readonly transactionCost: number;
  readonly slippageCost: number;
  readonly impactCost: number;
  readonly borrowFee: number;
  readonly netPnl: number;
  readonly cashAfter: number;
  readonly positionAfter: number;
  /** Share of the bar's volume. */
  readonly participation: number;
  readonly orderType: string | null;
  readonly clientOrderId: string | null;
  readonly decisionId: string | null;
}

/**
 * Lines of ledger.csv. Each amount is printed as the rounded running total less the rounded running total before, so that the rows
 * add up to the rounded sum, to the cent, however many there are.
 */
export class LedgerLines {
  readonly #decimals: number;
  readonly #amounts = [0, 1, 2, 3, 4, 5].map(() => new RunningAmount());
  #seq = 0;

  /** @param currencyDecimals digits after the point of the account's currency */
  constructor(currencyDecimals: number) {
    this.#decimals = currencyDecimals;
  }

  line(record: LedgerRecord): string {
    this.#seq += 1;
    const { grossPnl, transactionCost, slippageCost, impactCost, borrowFee, netPnl } = record;
    const amounts = [grossPnl, transactionCost, slippageCost, impactCost, borrowFee, netPnl].map((amount, column) =>
      this.#amounts[column]!.add(amount, this.#decimals),
    );
    const cells = [
      String(this.#seq),
      isoTime(record.timestamp),
      record.type,
      textCell(record.symbol),
      record.side ?? '',
      decimalCell(record.qty),
      decimalCell(record.referencePrice),
      decimalCell(record.fillPrice),
      ...amounts,
      moneyCell(record.cashAfter, this.#decimals),
      decimalCell(record.positionAfter),
      Number.isNaN(record.participation) ? '' : String(shareNumber(record.participation)),
      textCell(record.orderType),
      textCell(record.clientOrderId),
      textCell(record.decisionId),
    ];
    return `${cells.join(',')}\n`;
  }
}

/** A sum in floats and the whole units of it that were printed so far. */
class RunningAmount {
  #total = 0;
  #printed = 0n;

  add(amount: number, decimals: number): string {
    invariant(Number.isFinite(amount), 'an amount of the ledger is a number');
    this.#total += amount;
    const units = moneyUnits(this.#total, decimals);
    const text = unitsText(units - this.#printed, decimals);
    this.#printed = units;
    return text;
  }
}
