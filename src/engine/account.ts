import type { Tape } from '../sim/index.ts';
import type { Portfolio, ResolvedLimits } from '../trading/index.ts';
import { type BlockColumns, ENGINE_BLOCK_ROWS } from './contract.ts';
import { type StretchColumns, Stretches } from './stretches.ts';

/** Equity at each close, what follows from it, and the columns that the run writes. */
export class Account {
  readonly equity: Float64Array;
  /** Highest equity so far, and equity at the last close of the session before. */
  peak: number;
  dayStart: number;
  /** `max_daily_loss_pct` was reached in this session; `max_drawdown_pct` was reached at a row, −1: never. */
  entriesClosed = false;
  pausedAtRow = -1;
  grossSum = 0;
  grossLargest = 0;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #limits: ResolvedLimits;
  readonly #evaluateFrom: number;
  readonly #hasLossLimit: boolean;
  #columns: StretchColumns | undefined;
  readonly #stretches = new Stretches();
  /** Columns of the block that holds the last finished row. */
  readonly block: BlockColumns;
  /** Rows before this are complete; highest recorded equity and costs paid up to them. */
  finished = 0;
  finishedPeak: number;

  constructor(parts: {
    readonly tape: Tape;
    readonly portfolio: Portfolio;
    readonly limits: ResolvedLimits;
    readonly evaluateFrom: number;
    readonly equity: Float64Array | undefined;
  }) {
    const { tape, portfolio, limits, evaluateFrom } = parts;
    this.#tape = tape;
    this.#portfolio = portfolio;
    this.#limits = limits;
    this.#evaluateFrom = evaluateFrom;
    this.#hasLossLimit = limits.dailyLoss !== undefined || limits.drawdown !== undefined;
    this.equity = parts.equity ?? new Float64Array(tape.dataset.time.length);
    this.peak = portfolio.cash;
    this.dayStart = portfolio.cash;
    this.finishedPeak = portfolio.cash;
    this.block = new Block(this, this.#stretches, tape.close[0]!);
  }

  /**
   * Of the block being stepped, by row modulo the length of a block; rows of quiet stretches are written on demand, so that many runs need
   * none of them.
   */
  get columns(): StretchColumns {
    this.#columns ??= newColumns();
    return this.#columns;
  }

  newSession(row: number): void {
    if (row > 0) this.dayStart = this.equity[row - 1]!;
    this.entriesClosed = false;
  }

  /** Marks every position at its last close. @returns equity */
  mark(row: number, filled: boolean): number {
    const { cash } = this.#portfolio;
    if (this.#portfolio.openCount > 0 || filled) return this.#markPositions(row, filled);
    const slot = row % ENGINE_BLOCK_ROWS;
    const { columns } = this;
    this.equity[row] = cash;
    columns.cash[slot] = cash;
    columns.gross[slot] = 0;
    columns.net[slot] = 0;
    columns.costs[slot] = this.#portfolio.costs;
    columns.filled[slot] = 0;
    return cash;
  }

  #markPositions(row: number, filled: boolean): number {
    const { cash, exposure } = this.#portfolio;
    const { byName, count, last, close } = this.#tape;
    const slot = row % ENGINE_BLOCK_ROWS;
    let equity = cash;
    let gross = 0;
    let net = 0;
    for (let c = 0; c < count; c += 1) {
      const s = byName[c]!;
      if (exposure[s] === 0) continue;
      const value = exposure[s]! * close[s]![last[s]!]!;
      equity += value;
      net += value;
      gross += Math.abs(value);
    }
    const { columns } = this;
    this.equity[row] = equity;
    columns.cash[slot] = cash;
    columns.gross[slot] = gross === 0 ? 0 : equity > 0 ? gross / equity : Number.NaN;
    columns.net[slot] = gross === 0 ? 0 : equity > 0 ? net / equity : Number.NaN;
    columns.costs[slot] = this.#portfolio.costs;
    columns.filled[slot] = filled ? 1 : 0;
    return equity;
  }

  /** Sees whether a loss limit of the agent is reached. @returns true when entries that still rest must go */
  judge(row: number): boolean {
    const equity = this.equity[row]!;
    if (equity > this.peak) this.peak = equity;
    return this.#hasLossLimit && this.#judgeLosses(row);
  }

  #judgeLosses(row: number): boolean {
    const { dailyLoss, drawdown } = this.#limits;
    let reached = false;
    if (dailyLoss !== undefined && !this.entriesClosed && this.dailyLoss(row) >= dailyLoss.value) {
      this.entriesClosed = true;
      reached = true;
    }
    if (drawdown !== undefined && this.pausedAtRow < 0 && this.drawdown(row) >= drawdown.value) {
      this.pausedAtRow = row;
      reached = true;
    }
    return reached;
  }

  /** Loss since the last close of the session before; NaN when there was nothing to lose. */
  dailyLoss(row: number): number {
    return this.dayStart > 0 ? (this.dayStart - this.equity[row]!) / this.dayStart : Number.NaN;
  }

  drawdown(row: number): number {
    return this.peak > 0 ? (this.peak - this.equity[row]!) / this.peak : Number.NaN;
  }

  /** Completes the columns of the rows up to `to`, which are marked and lie in one block: drawdowns, sums of exposure. */
  finish(to: number): void {
    if (to === this.finished) return;
    const { equity } = this;
    const { drawdown } = this.columns;
    let peak = this.finishedPeak;
    const from = this.finished;
    const offset = from - (from % ENGINE_BLOCK_ROWS);
    for (let row = from; row < to; row += 1) {
      const slot = row - offset;
      const now = equity[row]!;
      if (now > peak) peak = now;
      drawdown[slot] = now < peak ? (peak - now) / peak : 0;
    }
    this.finishedPeak = peak;
    this.#sumExposure(Math.max(from, this.#evaluateFrom), to, offset);
    this.finished = to;
  }

  /**
   * Completes flat rows at once: equity is cash, nothing changes. They lie in one block and follow the last complete row.
   *
   * @param filled the first row is that of the fill which closed the position
   */
  completeFlat(from: number, to: number, filled: boolean): void {
    const { cash } = this.#portfolio;
    if (cash > this.finishedPeak) this.finishedPeak = cash;
    fillRows(this.equity, cash, from, to);
    this.#stretches.add(from, to, 0, cash, this.#portfolio.costs, this.finishedPeak, filled);
    this.finished = to;
  }

  /**
   * Marks rows on which one position of the only symbol is held and nothing trades, and completes them. They lie in one block; rows
   * before them that are marked already are completed first. The equity is above 0 on all of them.
   *
   * @param filled the first row is that of the fill which opened it
   */
  completeHeld(from: number, to: number, filled: boolean): void {
    if (from >= to) return;
    if (this.finished < from) this.finish(from);
    const { equity } = this;
    const { cash, costs } = this.#portfolio;
    const exposure = this.#portfolio.exposure[0]!;
    const close = this.#tape.close[0]!;
    this.#stretches.add(from, to, exposure, cash, costs, this.finishedPeak, filled);
    let peak = this.finishedPeak;
    let sum = this.grossSum;
    let largest = this.grossLargest;
    for (let row = from; row < to; row += 1) {
      const value = exposure * close[row]!;
      const now = cash + value;
      const share = Math.abs(value) / now;
      equity[row] = now;
      sum += share;
      if (share > largest) largest = share;
      if (now > peak) peak = now;
    }
    this.grossSum = sum;
    this.grossLargest = largest;
    this.finishedPeak = peak;
    if (peak > this.peak) this.peak = peak;
    this.finished = to;
  }

  /**
   * Completes rows from the last complete one on that were followed and marked by somebody else, with one position of the only symbol.
   *
   * @param peak highest equity up to them @param sum and largest: of gross exposure @param filled the first row is that of a fill
   */
  addHeld(from: number, to: number, peak: number, sum: number, largest: number, filled: boolean): void {
    if (from >= to) return;
    const { cash, costs, exposure } = this.#portfolio;
    this.#stretches.add(from, to, exposure[0]!, cash, costs, this.finishedPeak, filled);
    this.grossSum = sum;
    this.grossLargest = largest;
    this.finishedPeak = peak;
    if (peak > this.peak) this.peak = peak;
    this.finished = to;
  }

  #sumExposure(from: number, to: number, offset: number): void {
    const { gross } = this.columns;
    let sum = this.grossSum;
    let largest = this.grossLargest;
    for (let row = from; row < to; row += 1) {
      const exposure = gross[row - offset]!;
      // NaN and 0 add nothing.
      if (!(exposure > 0)) continue;
      sum += exposure;
      if (exposure > largest) largest = exposure;
    }
    this.grossSum = sum;
    this.grossLargest = largest;
  }

  /** The columns of the block have been read; the next block begins. */
  beginBlock(): void {
    this.#stretches.clear();
  }
}

/** Rows that are worth a call out of compiled code. */
const MANY_ROWS = 48;

function fillRows(column: Float64Array, value: number, from: number, to: number): void {
  if (to - from > MANY_ROWS) column.fill(value, from, to);
  else for (let row = from; row < to; row += 1) column[row] = value;
}

function newColumns(): StretchColumns {
  const column = (): Float64Array => new Float64Array(ENGINE_BLOCK_ROWS);
  const filled = new Uint8Array(ENGINE_BLOCK_ROWS);
  return { cash: column(), gross: column(), net: column(), drawdown: column(), costs: column(), filled };
}

/** Columns of the block that holds the last finished row; those of quiet stretches are worked out when somebody looks. */
class Block implements BlockColumns {
  readonly #account: Account;
  readonly #stretches: Stretches;
  readonly #close: Float64Array;

  constructor(account: Account, stretches: Stretches, close: Float64Array) {
    this.#account = account;
    this.#stretches = stretches;
    this.#close = close;
  }

  get firstRow(): number {
    const lastRow = Math.max(0, this.#account.finished - 1);
    return lastRow - (lastRow % ENGINE_BLOCK_ROWS);
  }

  get cash(): Float64Array {
    return this.#written().cash;
  }

  get grossExposure(): Float64Array {
    return this.#written().gross;
  }

  get netExposure(): Float64Array {
    return this.#written().net;
  }

  get drawdown(): Float64Array {
    return this.#written().drawdown;
  }

  get cumulativeCosts(): Float64Array {
    const { costs } = this.#account.columns;
    this.#stretches.writeCosts(costs);
    return costs;
  }

  costsAt(row: number): number {
    return this.#stretches.costsAt(row, this.#account.columns.costs);
  }

  get filled(): Uint8Array {
    return this.#written().filled;
  }

  #written(): Account['columns'] {
    const { columns } = this.#account;
    this.#stretches.write(columns, this.#close);
    return columns;
  }
}
