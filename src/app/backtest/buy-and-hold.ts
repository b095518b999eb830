import type { Dataset, SymbolData } from '../../market/index.ts';

/**
 * Equity of equal shares of a capital bought in each symbol and held to the end: the yardstick of the verdict line.
 *
 * Each symbol gets capital / n, in fractions and without costs, at its first open after the close of row `from` (the first open at which
 * a strategy deciding at that close can own it), and keeps it. Adjusted basis: dividends are reinvested where the data knows them.
 * Until its purchase a share is cash; on a row without a bar the last close holds. Symbols are added up in the order of their names,
 * so the order in the configuration changes no bit.
 *
 * @returns one value per row; `capital` up to and including `from`
 */
export function buyAndHold(data: { readonly dataset: Dataset; readonly from: number; readonly capital: number }): Float64Array {
  const { dataset, from, capital } = data;
  const equity = new Float64Array(dataset.time.length);
  const symbols = [...dataset.symbols].sort((a, b) => (a.instrument.symbol < b.instrument.symbol ? -1 : 1));
  const share = capital / symbols.length;
  for (const symbol of symbols) addHolding(equity, symbol, from, share);
  equity.fill(capital, 0, Math.min(from + 1, equity.length));
  return equity;
}

function addHolding(equity: Float64Array, symbol: SymbolData, from: number, share: number): void {
  const { bars, factor, rows } = symbol;
  const rowOf = (own: number): number => (rows === undefined ? own : rows[own]!);
  let own = 0;
  while (own < bars.length && rowOf(own) <= from) own += 1;
  const bought = own < bars.length ? rowOf(own) : equity.length;
  for (let row = 0; row < bought; row += 1) equity[row] = equity[row]! + share;
  if (own >= bars.length) return;
  const units = share / (bars.open[own]! * (factor === undefined ? 1 : factor[own]!));
  for (; own < bars.length; own += 1) {
    const value = units * bars.close[own]! * (factor === undefined ? 1 : factor[own]!);
    const end = own + 1 < bars.length ? rowOf(own + 1) : equity.length;
    for (let row = rowOf(own); row < end; row += 1) equity[row] = equity[row]! + value;
  }
}
