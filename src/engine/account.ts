import type { Tape } from '../sim/index.ts';
import type { Portfolio, ResolvedLimits } from '../trading/index.ts';
import { type BlockColumns, ENGINE_BLOCK_ROWS } from './contract.ts';

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
  readonly #cash = new Float64Array(ENGINE_BLOCK_ROWS);
  readonly #gross = new Float64Array(ENGINE_BLOCK_ROWS);
  readonly #net = new Float64Array(ENGINE_BLOCK_ROWS);
  readonly #drawdown = new Float64Array(ENGINE_BLOCK_ROWS);
  readonly #costs = new Float64Array(ENGINE_BLOCK_ROWS);
  readonly #filled = new Uint8Array(ENGINE_BLOCK_ROWS);
  /** Rows before this have their fractions worked out; highest equity before it. */
  #finished = 0;
  #finishedPeak: number;
  #finishedCosts = 0;

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
    this.#cash.fill(Number.NaN);
    this.equity = parts.equity ?? new Float64Array(tape.dataset.time.length);
    this.peak = portfolio.cash;
    this.dayStart = portfolio.cash;
    this.#finishedPeak = portfolio.cash;
  }

  newSession(row: number): void {
    if (row > 0) this.dayStart = this.equity[row - 1]!;
    this.entriesClosed = false;
  }

  /** Marks every position at its last close. @returns equity */
  mark(row: number, filled: boolean): number {
    const { cash } = this.#portfolio;
    if (this.#portfolio.openCount > 0 || filled) return this.#markPositions(row, filled);
    // Flat: equity is cash, and the other columns of the row are filled in when the block is finished.
    this.equity[row] = cash;
    return cash;
  }

  /** Notes a row of one position whose equity is known; the same as {@link mark} leaves. */
  record(row: number, equity: number, value: number): void {
    const slot = row % ENGINE_BLOCK_ROWS;
    if (equity > this.peak) this.peak = equity;
    this.#cash[slot] = this.#portfolio.cash;
    this.#gross[slot] = Math.abs(value);
    this.#net[slot] = value;
    this.#costs[slot] = this.#portfolio.costs;
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
    this.equity[row] = equity;
    this.#cash[slot] = cash;
    this.#gross[slot] = gross;
    this.#net[slot] = net;
    this.#costs[slot] = this.#portfolio.costs;
    this.#filled[slot] = filled ? 1 : 0;
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

  /** Completes the columns of the rows up to `to`, which lie in one block. */
  finish(to: number): void {
    let peak = this.#finishedPeak;
    for (let row = this.#finished; row < to; row += 1) {
      const slot = row % ENGINE_BLOCK_ROWS;
      const equity = this.equity[row]!;
      if (equity > peak) peak = equity;
      this.#drawdown[slot] = equity < peak ? (peak - equity) / peak : 0;
      if (Number.isNaN(this.#cash[slot]!)) {
        this.#cash[slot] = equity;
        this.#costs[slot] = this.#finishedCosts;
        continue;
      }
      this.#finishedCosts = this.#costs[slot]!;
      if (this.#gross[slot]! > 0) this.#finishExposure(row, slot, equity);
    }
    this.#finishedPeak = peak;
    this.#finished = to;
  }

  #finishExposure(row: number, slot: number, equity: number): void {
    const known = equity > 0;
    const gross = known ? this.#gross[slot]! / equity : Number.NaN;
    this.#gross[slot] = gross;
    this.#net[slot] = known ? this.#net[slot]! / equity : Number.NaN;
    if (row < this.#evaluateFrom || !known) return;
    this.grossSum += gross;
    if (gross > this.grossLargest) this.grossLargest = gross;
  }

  /** The columns of the block have been read; the next block begins. */
  beginBlock(): void {
    this.#cash.fill(Number.NaN);
    this.#gross.fill(0);
    this.#net.fill(0);
    this.#filled.fill(0);
  }

  /** Columns of the block that holds the last finished row. */
  block(): BlockColumns {
    const lastRow = Math.max(0, this.#finished - 1);
    return {
      firstRow: lastRow - (lastRow % ENGINE_BLOCK_ROWS),
      cash: this.#cash,
      grossExposure: this.#gross,
      netExposure: this.#net,
      drawdown: this.#drawdown,
      cumulativeCosts: this.#costs,
      filled: this.#filled,
    };
  }
}
