import type { Decider, PositionView } from '../ports/index.ts';
import { type ApprovedOrder, NumberTable } from '../trading/index.ts';
import type { DecisionEntry, DecisionRecord } from './contract.ts';
import type { DecisionView } from './decision-view.ts';
import { actionCode } from './targets.ts';

const WIDTH = 12;
const NO_RULES: readonly string[] = [];

/**
 * What was said at the closes of a block. Rules repeat themselves on most bars, so a decision is noted as a row of numbers, with the
 * position that it saw, and becomes a record with its reason only when somebody reads it.
 */
export class DecisionLog {
  readonly #table = new NumberTable(WIDTH);
  /** By place in the table; only decisions that a rule touched or that made orders are here. */
  readonly #rules = new Map<number, readonly string[]>();
  readonly #orders = new Map<number, readonly number[]>();
  readonly #decider: Decider;
  readonly #seen: PositionView;
  readonly #keeps: boolean;
  readonly #view: DecisionView;

  /** @param keeps false: nothing is noted and nobody is asked for reasons */
  constructor(decider: Decider, view: DecisionView, keeps: boolean) {
    const symbols = view.out.action.length;
    this.#view = view;
    this.#keeps = keeps;
    const unknown = (): Float64Array => new Float64Array(symbols).fill(Number.NaN);
    this.#decider = decider;
    this.#seen = { weight: unknown(), barsHeld: unknown(), unrealised: unknown(), entryPrice: unknown() };
  }

  clear(): void {
    this.#table.clear();
    this.#rules.clear();
    this.#orders.clear();
  }

  /** Notes what was said for a symbol at a row, and the targets asked for and left after clamps; no rule touched it so far. */
  note(row: number, symbol: number, proposed: number, final: number): void {
    if (!this.#keeps) return;
    const { position, out } = this.#view;
    const at = this.#table.add();
    const data = this.#table.data;
    data[at] = row;
    data[at + 1] = symbol;
    data[at + 2] = out.action[symbol]!;
    data[at + 3] = out.weight[symbol]!;
    data[at + 4] = out.stopPrice[symbol]!;
    data[at + 5] = out.takeProfitPrice[symbol]!;
    data[at + 6] = proposed;
    data[at + 7] = final;
    data[at + 8] = position.weight[symbol]!;
    data[at + 9] = position.barsHeld[symbol]!;
    data[at + 10] = position.unrealised[symbol]!;
    data[at + 11] = position.entryPrice[symbol]!;
  }

  /** The rules that touched the decision noted last. */
  addRules(rules: readonly string[]): void {
    if (this.#keeps && rules.length > 0) this.#rules.set(this.#table.length - 1, rules);
  }

  /** The orders that came of a close: those from place `first` on. */
  addOrders(row: number, orders: readonly ApprovedOrder[], first: number): void {
    if (!this.#keeps || orders.length === first) return;
    this.#orders.set(
      row,
      orders.slice(first).map(({ id }) => id),
    );
  }

  /** The same for one order. */
  addOrder(row: number, id: number): void {
    if (this.#keeps) this.#orders.set(row, [id]);
  }

  /** The records since the last `clear`, oldest first, symbols in the order of the dataset. */
  records(time: Float64Array): DecisionRecord[] {
    const records: DecisionRecord[] = [];
    for (let place = 0; place < this.#table.length; ) {
      const row = this.#table.at(place, 0);
      const entries: DecisionEntry[] = [];
      for (; place < this.#table.length && this.#table.at(place, 0) === row; place += 1) entries.push(this.#entry(place));
      entries.sort((a, b) => a.symbol - b.symbol);
      records.push({ row, time: time[row]!, entries, orderIds: this.#orders.get(row) ?? [] });
    }
    return records;
  }

  #entry(place: number): DecisionEntry {
    const field = (offset: number): number => this.#table.at(place, offset);
    const symbol = field(1);
    const { weight, barsHeld, unrealised, entryPrice } = this.#seen;
    weight[symbol] = field(8);
    barsHeld[symbol] = field(9);
    unrealised[symbol] = field(10);
    entryPrice[symbol] = field(11);
    return {
      symbol,
      action: actionCode(field(2)),
      weight: field(3),
      stopPrice: field(4),
      takeProfitPrice: field(5),
      proposed: field(6),
      final: field(7),
      rules: this.#rules.get(place) ?? NO_RULES,
      facts: this.#decider.explain(field(0), symbol, this.#seen),
    };
  }
}
