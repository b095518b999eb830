import type { BinnedRows } from './binning.ts';
import { Histogram } from './histogram.ts';
import { type Packing, pack } from './packing.ts';
import type { Split } from './scan.ts';
import { type SplitRules, SplitSearch } from './split.ts';

export interface GrowthRules extends SplitRules {
  readonly maxLeaves: number;
  /** Splits from the root to the deepest leaf. */
  readonly maxDepth: number;
}

/** First and second derivatives of the loss by row. */
export interface Target {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** What one tree is grown from. */
export interface TreeTask {
  /** One in boosting, one per class in a forest. All have the same hessians. */
  readonly targets: readonly Target[];
  /** Rows of the tree, ascending. */
  readonly rows: Int32Array;
  /** Columns of the whole tree, ascending; or those of the next leaf, drawn anew for each. */
  readonly columns: Int32Array | (() => Int32Array);
}

/** A node while and after the tree grows. Its rows are `rows[from … to)` of {@link GrownTree}, ascending. */
export interface GrownNode {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Σ g and Σ h over the rows in their order, per target, of the unrounded values. */
  readonly gradients: readonly number[];
  readonly hessians: readonly number[];
  /** Undefined at a leaf. */
  cut?: Cut;
}

export interface Cut {
  readonly column: number;
  /** Last bin that goes left, and the real value it ends at. */
  readonly bin: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  /** What the cut takes off the loss, by the unrounded sums. */
  readonly gain: number;
  /** Indexes of the children in {@link GrownTree.nodes}. */
  readonly left: number;
  readonly right: number;
}

export interface GrownTree {
  readonly nodes: readonly GrownNode[];
  /** The rows of the task, those of a node side by side. */
  readonly rows: Int32Array;
}

/** A leaf with the split it would take, and the sums its halves are made from. */
interface OpenLeaf {
  readonly node: number;
  readonly split: Split;
  readonly histograms: readonly Histogram[];
}

/** A tree under way. */
interface Growing {
  readonly task: TreeTask;
  readonly packings: readonly Packing[];
  readonly rows: Int32Array;
  readonly nodes: GrownNode[];
  readonly open: OpenLeaf[];
}

/**
 * Grows trees leaf by leaf: the leaf with the highest gain is split next, until none gains or the tree is full.
 * One grower serves all trees of a fit, as its memory does.
 *
 * Where a tree uses the same columns throughout, only the smaller half of a split is summed; the other is the difference.
 *
 * Sources: H. Shi, Best-first decision tree learning (2007); G. Ke et al., LightGBM (NIPS 2017).
 */
export class TreeGrower {
  readonly #binned: BinnedRows;
  readonly #rules: GrowthRules;
  readonly #search: SplitSearch;
  readonly #lefts: Int32Array;
  readonly #rights: Int32Array;
  readonly #gathered: Float64Array;
  /** Gradient and hessian by row, one per target: packed, and side by side. */
  readonly #memory: { readonly packed: Float64Array; readonly pairs: Float64Array }[] = [];
  readonly #free: Histogram[] = [];

  constructor(binned: BinnedRows, rules: GrowthRules) {
    this.#binned = binned;
    this.#rules = rules;
    this.#search = new SplitSearch(binned, rules);
    this.#lefts = new Int32Array(binned.rows);
    this.#rights = new Int32Array(binned.rows);
    this.#gathered = new Float64Array(binned.rows);
  }

  grow(task: TreeTask): GrownTree {
    const { rows: size } = this.#binned;
    while (this.#memory.length < task.targets.length)
      this.#memory.push({ packed: new Float64Array(size), pairs: new Float64Array(2 * size) });
    const packings = task.targets.map((target, t) => pack(target, task.rows, this.#memory[t]!));
    const tree: Growing = { task, packings, rows: task.rows.slice(), nodes: [], open: [] };
    tree.nodes.push({ ...this.#totals(packings.length, tree.rows), from: 0, to: tree.rows.length, depth: 0 });
    if (this.#mayBeCut(tree.nodes[0]!)) this.#consider(tree, 0, this.#sumsOf(tree, 0));
    for (let leaves = 1; leaves < this.#rules.maxLeaves; ) {
      const leaf = takeBest(tree.open);
      if (leaf === undefined) break;
      if (this.#cut(tree, leaf, leaves + 1 < this.#rules.maxLeaves)) leaves += 1;
    }
    for (const { histograms } of tree.open) this.#free.push(...histograms);
    return { nodes: tree.nodes, rows: tree.rows };
  }

  /** Cuts a leaf in two and looks at the halves. False when the unrounded sums gain nothing: the leaf stays as it is. */
  #cut(tree: Growing, { node, split, histograms }: OpenLeaf, isMoreRoom: boolean): boolean {
    const { from, to, depth } = tree.nodes[node]!;
    const { leftCount, rightCount, hasMissing } = this.#part(tree.rows.subarray(from, to), split);
    const lefts = this.#lefts.subarray(0, leftCount);
    const rights = this.#rights.subarray(0, rightCount);
    const left: GrownNode = { ...this.#totals(tree.packings.length, lefts), from, to: from + leftCount, depth: depth + 1 };
    const right: GrownNode = { ...this.#totals(tree.packings.length, rights), from: from + leftCount, to, depth: depth + 1 };
    const gain = gainOf(tree.nodes[node]!, left, right, this.#rules.l2);
    if (!(gain > 0)) {
      this.#free.push(...histograms);
      return false;
    }
    tree.rows.set(lefts, from);
    tree.rows.set(rights, from + leftCount);
    const index = tree.nodes.push(left, right) - 2;
    const cuts = this.#binned.cuts[split.column]!;
    tree.nodes[node]!.cut = {
      column: split.column,
      bin: split.bin,
      threshold: split.bin < cuts.length ? cuts[split.bin]! : Number.MAX_VALUE,
      missingLeft: hasMissing ? split.missingLeft : leftCount >= rightCount,
      gain,
      left: index,
      right: index + 1,
    };
    if (isMoreRoom) this.#considerHalves(tree, index, histograms);
    else this.#free.push(...histograms);
    return true;
  }

  #considerHalves(tree: Growing, left: number, parent: readonly Histogram[]): void {
    const halves = [left, left + 1];
    const open = halves.filter((half) => this.#mayBeCut(tree.nodes[half]!));
    if (typeof tree.task.columns === 'function' || open.length === 0) {
      this.#free.push(...parent);
      for (const half of open) this.#consider(tree, half, this.#sumsOf(tree, half));
      return;
    }
    const isLeftSmaller = sizeOf(tree.nodes[left]!) <= sizeOf(tree.nodes[left + 1]!);
    const smaller = this.#sumsOf(tree, isLeftSmaller ? left : left + 1);
    for (const [t, histogram] of parent.entries()) histogram.subtract(smaller.histograms[t]!, this.#binned, smaller.columns);
    const larger = { ...smaller, histograms: parent };
    for (const half of halves) {
      const sums = (half === left) === isLeftSmaller ? smaller : larger;
      if (open.includes(half)) this.#consider(tree, half, sums);
      else this.#free.push(...sums.histograms);
    }
  }

  #mayBeCut(node: GrownNode): boolean {
    return sizeOf(node) >= 2 * this.#rules.minLeafRows && node.depth < this.#rules.maxDepth;
  }

  /** Histograms of a node's rows at the columns it may be split by. */
  #sumsOf(tree: Growing, node: number): Summed {
    const { from, to } = tree.nodes[node]!;
    const rows = tree.rows.subarray(from, to);
    const columns = typeof tree.task.columns === 'function' ? tree.task.columns() : tree.task.columns;
    const gathered = this.#gathered.subarray(0, rows.length);
    const histograms: Histogram[] = [];
    for (let t = 0; t < tree.packings.length; t += 1) {
      gather(this.#memory[t]!.packed, rows, gathered);
      const histogram = this.#free.pop() ?? new Histogram(this.#binned.cuts.length);
      histogram.fill(this.#binned, columns, rows, gathered);
      histograms.push(histogram);
    }
    return { histograms, columns };
  }

  #consider(tree: Growing, node: number, { histograms, columns }: Summed): void {
    const { from, to } = tree.nodes[node]!;
    const rows = tree.rows.subarray(from, to);
    const split = this.#search.best({ histograms, packings: tree.packings, columns, rows });
    const isKept = split !== undefined && typeof tree.task.columns !== 'function';
    if (!isKept) this.#free.push(...histograms);
    if (split !== undefined) tree.open.push({ node, split, histograms: isKept ? histograms : [] });
  }

  /** Σ g and Σ h of each target over rows, in their order. */
  #totals(targets: number, rows: Int32Array): Pick<GrownNode, 'gradients' | 'hessians'> {
    const gradients: number[] = [];
    const hessians: number[] = [];
    for (let t = 0; t < targets; t += 1) {
      const { g, h } = sumOf(this.#memory[t]!.pairs, rows);
      gradients.push(g);
      hessians.push(h);
    }
    return { gradients, hessians };
  }

  /** Writes the rows of both sides, in their order, to the grower's memory. */
  #part(rows: Int32Array, { column, bin, missingLeft }: Split): Parts {
    const words = this.#binned.wordsOf(column);
    const shift = this.#binned.shift(column);
    const missing = this.#binned.missingBin(column);
    const missingAs = missingLeft ? 0 : missing;
    const lefts = this.#lefts;
    const rights = this.#rights;
    let leftCount = 0;
    let hasMissing = false;
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i]!;
      let own = (words[row]! >>> shift) & 255;
      if (own === missing) {
        hasMissing = true;
        own = missingAs;
      }
      // Both sides are written and one of them counts: no branch that the processor could guess wrong.
      lefts[leftCount] = row;
      rights[i - leftCount] = row;
      leftCount += (own - bin - 1) >>> 31;
    }
    const rightCount = rows.length - leftCount;
    return { leftCount, rightCount, hasMissing };
  }
}

interface Parts {
  readonly leftCount: number;
  readonly rightCount: number;
  readonly hasMissing: boolean;
}

interface Summed {
  readonly histograms: readonly Histogram[];
  readonly columns: Int32Array;
}

function gather(from: Float64Array, rows: Int32Array, into: Float64Array): void {
  for (let i = 0; i < rows.length; i += 1) into[i] = from[rows[i]!]!;
}

function sizeOf({ from, to }: GrownNode): number {
  return to - from;
}

/** Σ g and Σ h over rows, in their order. */
function sumOf(pairs: Float64Array, rows: Int32Array): { readonly g: number; readonly h: number } {
  let g = 0;
  let h = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const place = 2 * rows[i]!;
    g += pairs[place]!;
    h += pairs[place + 1]!;
  }
  return { g, h };
}

/** ½ Σ [G²_L / (H_L + λ) + G²_R / (H_R + λ) − G² / (H + λ)] of unrounded sums. */
function gainOf(whole: GrownNode, left: GrownNode, right: GrownNode, l2: number): number {
  const score = ({ gradients, hessians }: GrownNode, t: number): number => (gradients[t]! * gradients[t]!) / (hessians[t]! + l2);
  let gain = 0;
  for (const t of whole.gradients.keys()) gain += 0.5 * (score(left, t) + score(right, t) - score(whole, t));
  return gain;
}

/** Takes out the leaf with the highest gain, the oldest of equal ones. */
function takeBest(open: OpenLeaf[]): OpenLeaf | undefined {
  let best = 0;
  for (const [i, leaf] of open.entries()) if (leaf.split.gain > open[best]!.split.gain) best = i;
  return open.splice(best, 1)[0];
}
