import { invariant } from '../../base/index.ts';
import { type LabelColumns, NO_LABEL } from '../../labels/index.ts';
import { accountOf, type MissingCount, type MissingReason, type RowAccount, type SymbolAccount, timeOrNull } from './account.ts';
import type { ResearchRows } from './contract.ts';

/** One symbol's part of a table. */
export interface RowSymbol {
  readonly symbol: string;
  /** Row on the common time index of each own bar, rising; absent: own bars and index are the same. */
  readonly rows?: Int32Array | undefined;
  /** One column per feature over the common time index, NaN missing; read on the symbol's own bars only. */
  readonly columns: readonly Float64Array[];
  /** Over the own bars. */
  readonly labels: LabelColumns;
}

export interface RowsInput {
  /** Close times of the common index. */
  readonly time: Float64Array;
  /** Names of the features, in the order models see them. */
  readonly names: readonly string[];
  readonly symbols: readonly RowSymbol[];
  /** drop: rows with a missing cell are left out; median, native: they stay, with NaN. */
  readonly missing: 'drop' | 'median' | 'native';
  /**
   * Why a cell has no value, where the caller knows better: a symbol without volume, a stale series. Absent or undefined: `no_data` where
   * the feature never has a value, else `undefined`.
   */
  readonly reasonOf?: (cell: {
    readonly symbol: string;
    readonly feature: string;
    readonly row: number;
  }) => MissingReason | undefined;
}

/**
 * Joins features and labels into one table, sorted by (time, symbol), and says where every bar went. Nothing depends on the order of the
 * symbols in the input.
 */
export function buildRows(input: RowsInput): { readonly table: ResearchRows; readonly account: RowAccount } {
  const symbols = [...input.symbols].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const parts = symbols.map((symbol) => partOf(input, symbol));
  return { table: joined(input, symbols, parts), account: accountOf(parts.map(({ account }) => account)) };
}

/** What of one symbol is used, and where the rest went. */
interface Part {
  /** Own bars, rising. */
  readonly used: readonly number[];
  readonly account: SymbolAccount;
}

function partOf({ time, names, missing, reasonOf }: RowsInput, data: RowSymbol): Part {
  const { symbol, columns, labels } = data;
  const bars = labels.t1.length;
  invariant(columns.length === names.length, 'there is a column for each feature');
  invariant((data.rows?.length ?? time.length) === bars, 'labels stand on the own bars of their symbol');
  const rowOf = (bar: number): number => data.rows?.[bar] ?? bar;
  const firsts = columns.map((column) => firstKnown(column, bars, rowOf));
  const warm = Math.max(0, ...firsts.filter((first) => first < bars));
  const counts = { missing: 0, incomplete: 0, none: 0 };
  const reasons = new MissingCounter(names);
  const used: number[] = [];
  for (let bar = warm; bar < bars; bar += 1) {
    const row = rowOf(bar);
    let lost = false;
    for (let k = 0; missing === 'drop' && k < columns.length; k += 1) {
      if (!Number.isNaN(columns[k]![row]!)) continue;
      const reason = reasonOf?.({ symbol, feature: names[k]!, row }) ?? (firsts[k]! < bars ? 'undefined' : 'no_data');
      reasons.add(k, reason, !lost);
      lost = true;
    }
    if (lost) counts.missing += 1;
    else if (labels.t1[bar] === NO_LABEL.incomplete) counts.incomplete += 1;
    else if (labels.t1[bar]! < 0) counts.none += 1;
    else used.push(bar);
  }
  const at = (bar: number): string | null => timeOrNull(bar < bars ? time[rowOf(bar)] : undefined);
  const account = {
    symbol,
    bars_read: bars,
    first_bar: at(0),
    first_warm_bar: at(warm),
    before_first_warm_bar: Math.min(warm, bars),
    missing_feature: counts.missing,
    missing: reasons.counts(),
    label_incomplete: counts.incomplete,
    no_label: counts.none,
    used: used.length,
  };
  return { used, account };
}

/** The first own bar at which a column has a value; the number of bars where it never has. */
function firstKnown(column: Float64Array, bars: number, rowOf: (bar: number) => number): number {
  let bar = 0;
  while (bar < bars && Number.isNaN(column[rowOf(bar)]!)) bar += 1;
  return bar;
}

/** Counts missing cells by feature and reason. */
class MissingCounter {
  readonly #names: readonly string[];
  readonly #counts = new Map<string, { feature: string; reason: MissingReason; rows: number; cells: number }>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add(feature: number, reason: MissingReason, isFirst: boolean): void {
    const key = `${feature} ${reason}`;
    const count = this.#counts.get(key) ?? { feature: this.#names[feature]!, reason, rows: 0, cells: 0 };
    count.cells += 1;
    if (isFirst) count.rows += 1;
    this.#counts.set(key, count);
  }

  /** Those that cost most first. */
  counts(): readonly MissingCount[] {
    return [...this.#counts.values()].sort((a, b) => b.cells - a.cells || (a.feature < b.feature ? -1 : 1));
  }
}

/** Places rows by counting: how many stand before each time, then one symbol after the other. */
function joined({ time, names }: RowsInput, symbols: readonly RowSymbol[], parts: readonly Part[]): ResearchRows {
  const next = new Int32Array(time.length + 1);
  const indexRow = (k: number, bar: number): number => symbols[k]!.rows?.[bar] ?? bar;
  for (const [k, { used }] of parts.entries()) for (const bar of used) next[indexRow(k, bar) + 1]! += 1;
  for (let row = 1; row < next.length; row += 1) next[row]! += next[row - 1]!;
  const rows = next.at(-1)!;
  const ints = (): Int32Array => new Int32Array(rows);
  const floats = (): Float64Array => new Float64Array(rows);
  const table = {
    ...{ rows, symbols: symbols.map(({ symbol }) => symbol), names, symbol: ints(), bar: ints(), ownBar: ints(), ownEnd: ints() },
    ...{ time: floats(), end: floats(), value: floats(), labelReturn: floats(), columns: names.map(floats) },
  };
  for (const [k, { used }] of parts.entries()) {
    const { labels, columns } = symbols[k]!;
    for (const bar of used) {
      const at = indexRow(k, bar);
      const row = next[at]!;
      next[at]! += 1;
      const end = labels.t1[bar]!;
      table.symbol[row] = k;
      table.bar[row] = at;
      table.ownBar[row] = bar;
      table.ownEnd[row] = end;
      table.time[row] = time[at]!;
      table.end[row] = time[indexRow(k, end)]!;
      table.value[row] = labels.value[bar]!;
      table.labelReturn[row] = labels.labelReturn[bar]!;
      for (let c = 0; c < columns.length; c += 1) table.columns[c]![row] = columns[c]![at]!;
    }
  }
  return table;
}
