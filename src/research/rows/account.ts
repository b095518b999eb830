import { isoTime, type Warning } from '../../base/index.ts';

/** Why a cell has no value. */
export type MissingReason = 'warmup' | 'no_data' | 'no_volume' | 'stale' | 'undefined';

/** Rows lost to one feature for one reason. */
export interface MissingCount {
  readonly feature: string;
  readonly reason: MissingReason;
  /** Rows whose first missing cell this is, in the order of the columns: they add up to `missing_feature`. */
  readonly rows: number;
  /** Rows in which the cell is missing, whatever else is. */
  readonly cells: number;
}

/** Where the bars of a symbol went. Bars read = before the first warm bar + missing feature + label incomplete + no label + used. */
export interface SymbolAccount {
  readonly symbol: string;
  readonly bars_read: number;
  readonly first_bar: string | null;
  /** The first bar at which every feature that ever has a value has one: evaluation starts here. */
  readonly first_warm_bar: string | null;
  readonly before_first_warm_bar: number;
  readonly missing_feature: number;
  readonly missing: readonly MissingCount[];
  /** The label's end lies beyond the data. */
  readonly label_incomplete: number;
  /** No label is defined: before its volatility is known, no change of side, too few symbols. */
  readonly no_label: number;
  readonly used: number;
}

/** `rows.json`: by symbol, in order of its name, and in total. */
export interface RowAccount {
  readonly symbols: readonly SymbolAccount[];
  readonly total: Omit<SymbolAccount, 'symbol' | 'missing' | 'first_bar' | 'first_warm_bar'>;
  readonly warnings: readonly Warning[];
}

/** Share of the rows after warm-up that may be lost to missing features before it is worth a warning. */
const LOST = 0.2;

export function accountOf(symbols: readonly SymbolAccount[]): RowAccount {
  const sum = (key: keyof RowAccount['total']): number => symbols.reduce((total, one) => total + one[key], 0);
  const total = {
    bars_read: sum('bars_read'),
    before_first_warm_bar: sum('before_first_warm_bar'),
    missing_feature: sum('missing_feature'),
    label_incomplete: sum('label_incomplete'),
    no_label: sum('no_label'),
    used: sum('used'),
  };
  return { symbols, total, warnings: lossWarnings(symbols) };
}

/** One warning for all symbols that lose too much, with the worst of them and the feature that costs most. */
function lossWarnings(symbols: readonly SymbolAccount[]): readonly Warning[] {
  const shareOf = (one: SymbolAccount): number => one.missing_feature / Math.max(1, one.bars_read - one.before_first_warm_bar);
  const losing = symbols.filter((one) => shareOf(one) > LOST);
  const [worst] = [...losing].sort((a, b) => shareOf(b) - shareOf(a));
  if (worst === undefined) return [];
  const cost = costliest(losing);
  const share = (100 * shareOf(worst)).toFixed(1);
  const who = losing.length === 1 ? `${worst.symbol} loses` : `${losing.length} of ${symbols.length} symbols lose`;
  const most = losing.length === 1 ? `${share} %` : `more than 20 % (${worst.symbol} ${share} %)`;
  const what = cost === undefined ? '' : `: ${cost.feature} costs most, missing in ${cost.cells} rows (${cost.reason})`;
  return [{ code: 'ROWS_LOST', message: `${who} ${most} of the rows after warm-up${what}` }];
}

function costliest(symbols: readonly SymbolAccount[]): MissingCount | undefined {
  const costs = new Map<string, MissingCount>();
  for (const one of symbols.flatMap(({ missing }) => missing)) {
    const key = `${one.feature} ${one.reason}`;
    const known = costs.get(key);
    costs.set(key, known === undefined ? one : { ...one, rows: known.rows + one.rows, cells: known.cells + one.cells });
  }
  return [...costs.values()].sort((a, b) => b.cells - a.cells || (a.feature < b.feature ? -1 : 1))[0];
}

/** A time as files hold it; null for none. */
export const timeOrNull = (time: number | undefined): string | null => (time === undefined ? null : isoTime(time));
