import type { Dataset, SymbolData } from '../../market/index.ts';

/**
 * Equity of equal shares of a capital bought in each symbol and held to the end: the yardstick of the verdict line.
 *
 * Each symbol gets capital / n, in fractions and without costs, at its first open after the close of row `from` (the first open at which
 * a strategy deciding at that close can own it), and keeps it. Adjusted basis: dividends are reinvested where the data knows them.
 * Until its purchase a share is cash; on a row without a bar the last close holds. Symbols are added up in the order of their names,
 * so the order in the configuration changes no bit.
 *
 * @param data `rows` of the common index that are asked for, rising
 * @returns one value per asked row; `capital` up to and including `from`
 */
export function buyAndHold(data: {
  readonly dataset: Pick<Dataset, 'symbols'>;
  readonly from: number;
  readonly capital: number;
  readonly rows: Int32Array;
}): Float64Array {
  const { dataset, from, capital, rows } = data;
  const equity = new Float64Array(rows.length);
  const symbols = [...dataset.symbols].sort((a, b) => (a.instrument.symbol < b.instrument.symbol ? -1 : 1));
  for (const symbol of symbols) addHolding(equity, rows, symbol, { from, share: capital / symbols.length });
  for (let i = 0; i < rows.length && rows[i]! <= from; i += 1) equity[i] = capital;
  return equity;
}

function addHolding(
  equity: Float64Array,
  asked: Int32Array,
  { bars, factor, rows }: SymbolData,
  { from, share }: { readonly from: number; readonly share: number },
): void {
  const scale = (own: number): number => (factor === undefined ? 1 : factor[own]!);
  const first = rows === undefined ? from + 1 : ownAt(rows, from) + 1;
  const units = first < bars.length ? share / (bars.open[first]! * scale(first)) : 0;
  for (let i = 0; i < asked.length; i += 1) {
    const own = rows === undefined ? asked[i]! : ownAt(rows, asked[i]!);
    equity[i] = equity[i]! + (own < first || first >= bars.length ? share : units * bars.close[own]! * scale(own));
  }
}

/** The last own bar at or before a row of the common index; -1: none. */
export function ownAt(rows: Int32Array, row: number): number {
  let low = -1;
  let high = rows.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rows[middle]! <= row) low = middle;
    else high = middle;
  }
  return low;
}
