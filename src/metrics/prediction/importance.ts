import { invariant, meanOf, Random, standardDeviation } from '../../base/index.ts';
import { known, missing, orMissing, type Statistic } from '../statistic.ts';
import { rowsBySymbol } from './groups.ts';

/** How much a score falls without what a feature says. */
export interface Importance {
  readonly name: string;
  /** Score less the score without the feature; above 0: it helps. */
  readonly drop: number;
  /** Standard deviation (n − 1) over the repeats; missing for a single one. */
  readonly deviation: Statistic;
}

const REPEATS = 10;

/**
 * Importance by permutation on rows that the model was not fitted to: the score less the mean score with one column shuffled. L. Breiman (2001).
 *
 * Blocks of `blockBars` rows of one symbol (the horizon of the label, so that neighbours stay together) change places with blocks of the same
 * length of any symbol; the same seed gives the same figures. The most important first, equal ones by name.
 *
 * @param score of the model on columns in the order of `names`; the higher, the better
 */
export async function permutationImportance(input: {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Symbol of each row; rows are sorted by (time, symbol). */
  readonly symbol: Int32Array;
  readonly score: (columns: readonly Float64Array[]) => number | Promise<number>;
  readonly blockBars: number;
  readonly seed: number;
  /** Default 10. */
  readonly repeats?: number;
}): Promise<readonly Importance[]> {
  const { names, columns, symbol, score, blockBars, seed, repeats = REPEATS } = input;
  invariant(names.length === columns.length && repeats >= 1 && blockBars >= 1, 'each name has a column, blocks have a bar');
  const blocks = blocksOf(symbol, blockBars);
  const whole = await score(columns);
  const found: Importance[] = [];
  for (const [k, name] of names.entries()) {
    // A stream of its own: what one feature is worth does not depend on the others being there.
    const random = new Random(seed, `permutation ${name}`);
    const drops = new Float64Array(repeats);
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const shuffled = columns.slice();
      shuffled[k] = shuffledBlocks(columns[k]!, blocks, random);
      drops[repeat] = whole - (await score(shuffled));
    }
    found.push({ name, drop: meanOf(drops)!, deviation: orMissing(standardDeviation(drops), 'the repeats do not vary') });
  }
  return inOrder(found);
}

/**
 * Importance by leaving out: the score of all features less that of a model fitted anew without one. The most important first, equal ones by name.
 *
 * @param refit fits a model to these features and gives its score out of sample; the higher, the better
 */
export async function dropColumnImportance(input: {
  readonly names: readonly string[];
  /** Which ones are left out, one at a time; default all. */
  readonly leaveOut?: readonly string[];
  readonly refit: (names: readonly string[]) => number | Promise<number>;
}): Promise<readonly Importance[]> {
  const { names, leaveOut = names, refit } = input;
  invariant(
    leaveOut.every((name) => names.includes(name)),
    'only features of the model are left out',
  );
  const whole = await refit(names);
  const found: Importance[] = [];
  for (const name of leaveOut) {
    const without = await refit(names.filter((one) => one !== name));
    found.push({ name, drop: whole - without, deviation: missing('each feature is left out once') });
  }
  return inOrder(found);
}

/** Largest drop over the sum of the drops above 0: near 1, everything hangs on one feature. Missing where none helps. */
export function bestFeatureShare(importances: readonly Pick<Importance, 'drop'>[]): Statistic {
  const helping = importances.map(({ drop }) => drop).filter((drop) => drop > 0);
  if (helping.length === 0) return missing('no feature helps');
  return known(Math.max(...helping) / helping.reduce((sum, drop) => sum + drop, 0));
}

function inOrder(found: readonly Importance[]): readonly Importance[] {
  return found.toSorted((a, b) => b.drop - a.drop || (a.name < b.name ? -1 : 1));
}

/** Rows in blocks of neighbours of one symbol, by length of the block: the last of a symbol may be shorter. */
function blocksOf(symbol: Int32Array, length: number): readonly (readonly Int32Array[])[] {
  const byLength = new Map<number, Int32Array[]>();
  for (const rows of rowsBySymbol({ symbol })) {
    for (let from = 0; from < rows.length; from += length) {
      const block = Int32Array.from(rows.slice(from, from + length));
      const alike = byLength.get(block.length);
      if (alike === undefined) byLength.set(block.length, [block]);
      else alike.push(block);
    }
  }
  return [...byLength.values()];
}

/** A column whose blocks of one length have changed places: R. Fisher, F. Yates (1938). */
function shuffledBlocks(column: Float64Array, blocks: readonly (readonly Int32Array[])[], random: Random): Float64Array {
  const out = column.slice();
  for (const alike of blocks) {
    const order = Int32Array.from(alike, (_, i) => i);
    for (let i = order.length - 1; i > 0; i -= 1) {
      const other = random.below(i + 1);
      const kept = order[i]!;
      order[i] = order[other]!;
      order[other] = kept;
    }
    for (let b = 0; b < alike.length; b += 1) {
      const to = alike[b]!;
      const from = alike[order[b]!]!;
      for (let i = 0; i < to.length; i += 1) out[to[i]!] = column[from[i]!]!;
    }
  }
  return out;
}
