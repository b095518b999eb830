import { Random } from '../../base/index.ts';
import type { TrainingRows } from '../contract.ts';
import { BinnedRows } from './binning.ts';
import { type GrownNode, type GrownTree, type Target, TreeGrower } from './grow.ts';
import type { Loss } from './losses.ts';
import { everyOne, sampleColumns, sampleRows } from './sampling.ts';
import { addPredictions, leafOf, type Tree, treeOf } from './tree.ts';

export interface BoostingRules {
  readonly rounds: number;
  readonly maxBins: number;
  readonly maxLeaves: number;
  readonly minLeafRows: number;
  readonly l2: number;
  readonly learningRate: number;
  readonly rowFraction: number;
  readonly featureFraction: number;
}

export interface Boosted {
  /** Scores before the first tree, one per output. */
  readonly start: readonly number[];
  /** Round by round, in a round by output. */
  readonly trees: readonly Tree[];
}

/** Where the randomness of a fit comes from: each tree has a stream of its own. */
export interface Chance {
  readonly seed: number;
  readonly stream: string;
}

/** Asked after each round, with the trees of that round; true ends the boosting. */
export type AfterRound = (trees: readonly Tree[]) => boolean;

/**
 * Gradient boosting with Newton leaves −G / (H + λ) · rate: J. H. Friedman, Greedy function approximation (Annals of Statistics 2001) and
 * Stochastic gradient boosting (2002); T. Chen, C. Guestrin, XGBoost (KDD 2016). Rows left out of a tree get its leaf all the same.
 * A tree that finds no split says 0: the start is already the best constant.
 */
export function boost(rows: TrainingRows, loss: Loss, rules: BoostingRules, chance: Chance, afterRound?: AfterRound): Boosted {
  const binned = new BinnedRows(rows.columns, rows.rows, rules.maxBins);
  const grower = new TreeGrower(binned, { ...rules, maxDepth: rules.maxLeaves });
  const drawn = Math.max(1, Math.round(rules.featureFraction * rows.columns.length));
  const start = loss.start(rows);
  const scores = start.map((score) => new Float64Array(rows.rows).fill(score));
  const targets: Target[] = start.map(() => ({ gradient: new Float64Array(rows.rows), hessian: new Float64Array(rows.rows) }));
  const trees: Tree[] = [];
  for (let round = 0; round < rules.rounds; round += 1) {
    loss.derive(scores, rows, targets);
    for (const [k, target] of targets.entries()) {
      const random = new Random(chance.seed, `${chance.stream}/tree ${trees.length}`);
      const chosen = rules.rowFraction < 1 ? sampleRows(rows.rows, rules.rowFraction, random) : everyOne(rows.rows);
      const grown = grower.grow({
        targets: [target],
        rows: chosen,
        columns: sampleColumns(rows.columns.length, drawn, random),
      });
      const tree = treeOf(grown, 1, (leaf) => [grown.nodes.length === 1 ? 0 : newtonStep(leaf, rules)]);
      trees.push(tree);
      addLeaves({ tree, grown, columns: rows.columns, chosen }, scores[k]!);
    }
    if (afterRound?.(trees.slice(-start.length)) === true) break;
  }
  return { start, trees };
}

function newtonStep({ gradients, hessians }: GrownNode, { l2, learningRate }: BoostingRules): number {
  const weight = hessians[0]! + l2;
  return weight > 0 ? (-gradients[0]! / weight) * learningRate : 0;
}

interface Planted {
  readonly tree: Tree;
  readonly grown: GrownTree;
  readonly columns: readonly Float64Array[];
  /** Rows the tree was grown from, ascending. */
  readonly chosen: Int32Array;
}

/** Adds the leaf of each row to its score. */
function addLeaves({ tree, grown, columns, chosen }: Planted, score: Float64Array): void {
  for (const [node, { from, to, cut }] of grown.nodes.entries()) {
    if (cut !== undefined) continue;
    const value = tree.value[node]!;
    for (let i = from; i < to; i += 1) score[grown.rows[i]!]! += value;
  }
  if (chosen.length === score.length) return;
  let next = 0;
  for (let row = 0; row < score.length; row += 1) {
    if (chosen[next] === row) next += 1;
    else score[row]! += tree.value[leafOf(tree, columns, row)]!;
  }
}

/** Rounds with the lowest mean loss on rows that the trees do not see; looks no further after `patience` rounds without a lower one. */
export function roundsByValidation(
  { train, validation }: { readonly train: TrainingRows; readonly validation: TrainingRows },
  loss: Loss,
  rules: BoostingRules,
  { chance, patience }: { readonly chance: Chance; readonly patience: number },
): { readonly rounds: number; readonly loss: number } {
  const scores = loss.start(train).map((score) => new Float64Array(validation.rows).fill(score));
  let round = 0;
  let best = { rounds: 1, loss: Infinity };
  boost(train, loss, rules, chance, (trees) => {
    round += 1;
    for (const [k, tree] of trees.entries()) addPredictions(tree, validation.columns, scores[k]!);
    const mean = loss.mean(scores, validation);
    if (mean < best.loss) best = { rounds: round, loss: mean };
    return round - best.rounds >= patience;
  });
  return best;
}
