import { isoTime } from '../../base/index.ts';
import type { AppendFile } from '../fs/index.ts';
import type { ColumnStream } from './column-stream.ts';
import { moneyCell, ratioCell } from './number-text.ts';

export const EQUITY_HEADER =
  'timestamp,equity,cash,gross_exposure,net_exposure,drawdown,period_return,cumulative_costs,benchmark_equity\n';

/** Up to this many bars every bar has a row in equity_curve.csv. */
export const MAX_EQUITY_ROWS = 200_000;

/** Columns of the whole run, by row of the dataset. */
export interface EquityAxis {
  readonly time: Float64Array;
  readonly session: Int32Array;
  /** Equity at each close. */
  readonly equity: Float64Array;
  /** Equity of the world's benchmark: a column, or one value for cash; absent: not known. */
  readonly benchmark?: Float64Array | number | undefined;
}

/** Columns of a stretch of rows; slot 0 is row `firstRow`. */
export interface EquityBlock {
  readonly firstRow: number;
  readonly cash: Float64Array;
  readonly grossExposure: Float64Array;
  readonly netExposure: Float64Array;
  /** Positive fraction below the highest equity so far. */
  readonly drawdown: Float64Array;
  readonly cumulativeCosts: Float64Array;
  /** Not 0 on rows with a fill; needed only for runs of more than {@link MAX_EQUITY_ROWS} rows. */
  readonly filled?: Uint8Array | undefined;
}

/** The columns of equity.columns, in this order. */
export const EQUITY_COLUMNS = ['time', 'equity', 'cash', 'gross_exposure', 'net_exposure', 'cumulative_costs'] as const;

/**
 * Writes equity_curve.csv block by block. A run of more than 200,000 bars gets one row per session close and one per bar with a
 * fill; its whole curve goes into equity.columns.
 */
export class EquityCurve {
  readonly #file: AppendFile;
  readonly #axis: EquityAxis;
  readonly #decimals: number;
  readonly #columns: ColumnStream | undefined;
  readonly #firstRow: number;
  #previousEquity: number;

  constructor(options: {
    readonly file: AppendFile;
    readonly axis: EquityAxis;
    readonly currencyDecimals: number;
    /** Equity before the first row. */
    readonly capital: number;
    /** First row of the dataset that is written. */
    readonly firstRow: number;
    /** Present when the run has too many rows for one line each. */
    readonly columns: ColumnStream | undefined;
  }) {
    this.#file = options.file;
    this.#axis = options.axis;
    this.#decimals = options.currencyDecimals;
    this.#columns = options.columns;
    this.#firstRow = options.firstRow;
    this.#previousEquity = options.capital;
    this.#file.append(EQUITY_HEADER);
  }

  /** Writes rows `from` up to but not including `to`; rows before the first written one are skipped. @throws StoreWriteError */
  append(block: EquityBlock, from: number, to: number): void {
    const { equity } = this.#axis;
    const start = Math.max(from, this.#firstRow);
    const lines: string[] = [];
    for (let row = start; row < to; row += 1) {
      if (this.#columns === undefined || this.#isShown(block, row)) lines.push(this.#line(block, row));
      this.#previousEquity = equity[row]!;
    }
    this.#file.append(lines.join(''));
    if (this.#columns !== undefined && start < to) this.#writeColumns(this.#columns, block, start, to);
  }

  #isShown(block: EquityBlock, row: number): boolean {
    const { session } = this.#axis;
    if (row === session.length - 1 || session[row] !== session[row + 1]) return true;
    return (block.filled?.[row - block.firstRow] ?? 0) !== 0;
  }

  #line(block: EquityBlock, row: number): string {
    const { time, equity, benchmark } = this.#axis;
    const slot = row - block.firstRow;
    const decimals = this.#decimals;
    const cells = [
      isoTime(time[row]!),
      moneyCell(equity[row]!, decimals),
      moneyCell(block.cash[slot]!, decimals),
      ratioCell(block.grossExposure[slot]!),
      ratioCell(block.netExposure[slot]!),
      ratioCell(block.drawdown[slot]!),
      this.#previousEquity > 0 ? ratioCell(equity[row]! / this.#previousEquity - 1) : '',
      moneyCell(block.cumulativeCosts[slot]!, decimals),
      moneyCell(typeof benchmark === 'number' ? benchmark : (benchmark?.[row] ?? Number.NaN), decimals),
    ];
    return `${cells.join(',')}\n`;
  }

  #writeColumns(columns: ColumnStream, block: EquityBlock, from: number, to: number): void {
    const [first, last] = [from - block.firstRow, to - block.firstRow];
    columns.write(from - this.#firstRow, [
      this.#axis.time.subarray(from, to),
      this.#axis.equity.subarray(from, to),
      block.cash.subarray(first, last),
      block.grossExposure.subarray(first, last),
      block.netExposure.subarray(first, last),
      block.cumulativeCosts.subarray(first, last),
    ]);
  }
}
