import type { Fold } from '../splits/contract.ts';
import type { ResearchRows } from './contract.ts';

/** Where the used rows of a symbol went in one fold: the five add up to the rows of the symbol in the table. */
export interface FoldCount {
  readonly symbol: string;
  readonly train: number;
  readonly purged: number;
  readonly embargoed: number;
  readonly test: number;
  /** Not part of the fold: later than its test block, or earlier than a rolling window. */
  readonly outside: number;
}

/** The counts of a fold by symbol, in the order of the table's symbols. */
export function foldAccount(
  { symbols, symbol }: Pick<ResearchRows, 'symbols' | 'symbol'>,
  fold: Pick<Fold, 'train' | 'purged' | 'embargoed' | 'test'>,
): readonly FoldCount[] {
  const count = (rows: Iterable<number>): Int32Array => {
    const counts = new Int32Array(symbols.length);
    for (const row of rows) counts[symbol[row]!]! += 1;
    return counts;
  };
  const all = count(symbol.keys());
  const [train, purged, embargoed, test] = [count(fold.train), count(fold.purged), count(fold.embargoed), count(fold.test)];
  return symbols.map((name, k) => {
    const part = { train: train[k]!, purged: purged[k]!, embargoed: embargoed[k]!, test: test[k]! };
    return { symbol: name, ...part, outside: all[k]! - part.train - part.purged - part.embargoed - part.test };
  });
}
