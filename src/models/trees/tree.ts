import type { GrownNode, GrownTree } from './grow.ts';

/**
 * A binary tree as parallel arrays by node, the root first and every child after its parent. A leaf has feature, left and right −1.
 * `x[feature] ≤ threshold` goes left, a missing cell where `missingLeft` says.
 */
export interface Tree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** 1 or 0. */
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What the split took off the loss; 0 at a leaf. */
  readonly gain: Float64Array;
  /** What a leaf says, `outputs` numbers a node; 0 at a split. */
  readonly value: Float64Array;
}

/** Node of the leaf that a row of real values falls into. */
export function leafOf(tree: Tree, columns: readonly Float64Array[], row: number): number {
  let node = 0;
  for (let feature = tree.feature[0]!; feature >= 0; feature = tree.feature[node]!) {
    const cell = columns[feature]![row]!;
    const goesLeft = Number.isNaN(cell) ? tree.missingLeft[node] === 1 : cell <= tree.threshold[node]!;
    node = goesLeft ? tree.left[node]! : tree.right[node]!;
  }
  return node;
}

/** Adds what a tree with one output says to each row of `sums`. */
export function addPredictions(tree: Tree, columns: readonly Float64Array[], sums: Float64Array): void {
  for (let row = 0; row < sums.length; row += 1) sums[row]! += tree.value[leafOf(tree, columns, row)]!;
}

/** A grown tree as arrays; `say` gives the `outputs` numbers of a leaf. */
export function treeOf(grown: GrownTree, outputs: number, say: (leaf: GrownNode) => readonly number[]): Tree {
  const count = grown.nodes.length;
  const tree: Tree = {
    feature: new Int32Array(count).fill(-1),
    threshold: new Float64Array(count),
    missingLeft: new Uint8Array(count),
    left: new Int32Array(count).fill(-1),
    right: new Int32Array(count).fill(-1),
    gain: new Float64Array(count),
    value: new Float64Array(count * outputs),
  };
  for (const [node, grownNode] of grown.nodes.entries()) {
    const { cut } = grownNode;
    if (cut === undefined) {
      // JSON has one zero: a negative one would not come back.
      for (const [k, value] of say(grownNode).entries()) tree.value[node * outputs + k] = value === 0 ? 0 : value;
      continue;
    }
    tree.feature[node] = cut.column;
    tree.threshold[node] = cut.threshold === 0 ? 0 : cut.threshold;
    tree.missingLeft[node] = cut.missingLeft ? 1 : 0;
    tree.left[node] = cut.left;
    tree.right[node] = cut.right;
    tree.gain[node] = cut.gain;
  }
  return tree;
}
