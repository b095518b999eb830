import { type FeaturePlan, type FeatureRun, type NodeOutput, type PlanNode, placeKey } from '../../features/index.ts';

/** One computed column that is compared. */
export interface Subject {
  /** Under which {@link FeatureRun.column} gives it. */
  readonly key: string;
  readonly of: NodeOutput;
  /** `feature rsi_14`, `feature trend at 1d`, `price close`. */
  readonly name: string;
}

/** A plan that shows every column it computes, beside what it was asked to read. */
export interface Watch {
  readonly plan: FeaturePlan;
  readonly subjects: readonly Subject[];
}

/** Opens a plan for comparison: every node on the dataset's own rows, in the order of computation. */
export function watchPlan(plan: FeaturePlan): Watch {
  const reads = new Map(plan.reads);
  const own = placeKey({ symbol: undefined, timeframe: plan.timeframe });
  const subjects: Subject[] = [];
  for (const node of plan.nodes) {
    for (const output of node.warmUp.keys()) {
      const of = { node, output };
      reads.set(nodeKey(of), of);
      if (placeKey(node.place) === own) subjects.push({ key: nodeKey(of), of, name: nodeName(node) });
    }
  }
  return { plan: { ...plan, reads }, subjects };
}

/** What the run itself reads, as subjects. */
export function readsOfPlan(plan: FeaturePlan): Watch {
  const subjects = [...plan.reads].map(([key, of]) => ({ key, of, name: nodeName(of.node) }));
  return { plan, subjects };
}

/** The key under which a watched plan shows a node. */
export function nodeKey({ node, output }: NodeOutput): string {
  return `#${node.id}.${output}`;
}

function nodeName(node: PlanNode): string {
  switch (node.kind) {
    case 'bar':
      return `price ${node.field}`;
    case 'session':
      return 'sessions';
    case 'as_of': {
      const { symbol, timeframe } = node.source.node.place;
      return `${nodeName(node.source.node)} at ${[symbol, timeframe].filter((part) => part !== undefined).join(' ')}`;
    }
    case 'calendar':
      return `calendar ${node.field}`;
    case 'series':
      return `series ${node.view.id}`;
    case 'cross':
    case 'feature':
      return `feature ${node.name}`;
    default:
      return node satisfies never;
  }
}

/** The nodes that a node is computed from. */
export function inputsOf(node: PlanNode): readonly PlanNode[] {
  if (node.kind === 'feature') return node.inputs.map((input) => input.node);
  return node.kind === 'as_of' || node.kind === 'cross' ? [node.source.node] : [];
}

/** First row in `from` ≤ row < `to` at which two columns differ in a bit; both missing is equal. −1: none. */
export function firstDifference(a: Float64Array, b: Float64Array, from: number, to: number): number {
  for (let row = from; row < to; row += 1) {
    const one = a[row]!;
    const other = b[row]!;
    if (one !== other && !(Number.isNaN(one) && Number.isNaN(other))) return row;
  }
  return -1;
}

/** Where a column of a replay first left that of the run. */
export interface Mismatch {
  readonly subject: Subject;
  readonly symbol: number;
  readonly row: number;
  readonly withFuture: number;
  readonly withoutFuture: number;
}

/** Compares the watched columns of two runs on the same rows; keeps the first difference of each. */
export class ColumnComparison {
  readonly #subjects: readonly Subject[];
  readonly #pairs: {
    readonly subject: Subject;
    readonly symbol: number;
    readonly one: Float64Array;
    readonly other: Float64Array;
  }[] = [];
  readonly #found = new Map<string, Mismatch>();

  /** @param reference columns that knew the future @param replay columns that did not */
  constructor(
    subjects: readonly Subject[],
    symbols: number,
    runs: { readonly reference: FeatureRun; readonly replay: FeatureRun; readonly replayKey?: (subject: Subject) => string },
  ) {
    this.#subjects = subjects;
    const keyOf = runs.replayKey ?? (({ key }: Subject) => key);
    for (const subject of this.#subjects) {
      for (let symbol = 0; symbol < symbols; symbol += 1) {
        const one = runs.reference.column(symbol, subject.key);
        const other = runs.replay.column(symbol, keyOf(subject));
        this.#pairs.push({ subject, symbol, one, other });
      }
    }
  }

  /** Looks at rows `from` ≤ row < `to`. */
  compare(from: number, to: number): void {
    for (const { subject, symbol, one, other } of this.#pairs) {
      const row = firstDifference(one, other, from, to);
      if (row < 0) continue;
      const key = `${subject.key} ${symbol}`;
      const known = this.#found.get(key);
      if (known !== undefined && known.row <= row) continue;
      this.#found.set(key, { subject, symbol, row, withFuture: one[row]!, withoutFuture: other[row]! });
    }
  }

  /** The first difference of every column that has one, in the order of computation. */
  mismatches(): readonly Mismatch[] {
    return [...this.#found.values()].sort((a, b) => a.subject.of.node.id - b.subject.of.node.id || a.row - b.row);
  }
}

/** Those of some mismatches that no other explains: nothing they are computed from differs. One per node. */
export function rootsOf(mismatches: readonly Mismatch[]): readonly Mismatch[] {
  const differing = new Set(mismatches.map(({ subject }) => subject.of.node));
  const explained = new Map<PlanNode, boolean>();
  const isExplained = (node: PlanNode): boolean => {
    const known = explained.get(node);
    if (known !== undefined) return known;
    const answer = inputsOf(node).some((input) => differing.has(input) || isExplained(input));
    explained.set(node, answer);
    return answer;
  };
  const roots = new Map<PlanNode, Mismatch>();
  for (const mismatch of mismatches) {
    const { node } = mismatch.subject.of;
    const known = roots.get(node);
    if (isExplained(node) || (known !== undefined && known.row <= mismatch.row)) continue;
    roots.set(node, mismatch);
  }
  return [...roots.values()];
}
