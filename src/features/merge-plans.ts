import { invariant } from '../base/index.ts';
import { definitionText, type FeaturePlan, type NodeOutput, type PlanNode, placeKey } from './plan.ts';
import type { FeatureRun } from './run.ts';

/**
 * One plan that computes what several plans read, each column once. Its reads are found by their {@link definitionText}, because the same
 * name may mean another column in another plan.
 * @param plans at least one, all of one timeframe
 */
export function mergePlans(plans: readonly FeaturePlan[]): FeaturePlan {
  const timeframe = plans[0]?.timeframe;
  invariant(timeframe !== undefined && plans.every((plan) => plan.timeframe === timeframe), 'plans of one timeframe are merged');
  const byKey = new Map<string, PlanNode>();
  const reads = new Map<string, NodeOutput>();
  for (const plan of plans) {
    for (const [text, of] of takeOver(plan, byKey)) reads.set(text, of);
  }
  return {
    timeframe,
    nodes: [...byKey.values()],
    reads,
    places: [...new Map(plans.flatMap(({ places }) => places.map((place) => [placeKey(place), place]))).values()],
    series: [...new Set(plans.flatMap(({ series }) => series))],
    warmUp: {
      warmup: Math.max(...plans.map(({ warmUp }) => warmUp.warmup)),
      settle: Math.max(...plans.map(({ warmUp }) => warmUp.settle)),
    },
  };
}

/** Adds the nodes of a plan that are new, behind those they read; gives its reads over the merged nodes. */
function takeOver(plan: FeaturePlan, byKey: Map<string, PlanNode>): ReadonlyMap<string, NodeOutput> {
  const merged = (of: NodeOutput): NodeOutput => ({ node: byKey.get(of.node.key)!, output: of.output });
  for (const node of plan.nodes) {
    if (byKey.has(node.key)) continue;
    const id = byKey.size;
    if (node.kind === 'feature') byKey.set(node.key, { ...node, id, inputs: node.inputs.map(merged) });
    else if (node.kind === 'as_of' || node.kind === 'cross') byKey.set(node.key, { ...node, id, source: merged(node.source) });
    else byKey.set(node.key, { ...node, id });
  }
  return new Map([...plan.reads.values()].map((of) => [definitionText(of), merged(of)]));
}

/** A column that is computed to its end. */
export interface ReadyColumn {
  /** On the common index, NaN before its first value. */
  readonly column: Float64Array;
  /** First row at which it is defined; Infinity: nowhere. */
  readonly firstRow: number;
}

/** Columns that are computed to their end: by symbol of the dataset, then by {@link definitionText}. */
export type ReadyColumns = readonly ReadonlyMap<string, ReadyColumn>[];

/** The columns of a merged plan that has been advanced over all rows. */
export function readyColumns(merged: FeaturePlan, run: FeatureRun, symbols: number): ReadyColumns {
  return Array.from(
    { length: symbols },
    (_, symbol) =>
      new Map(
        [...merged.reads.keys()].map((text) => [
          text,
          { column: run.column(symbol, text), firstRow: run.firstRow(symbol, [text]) },
        ]),
      ),
  );
}

/** A run of a plan whose columns were computed before, under the plan's own names. */
export function runOverReady(plan: FeaturePlan, columns: ReadyColumns, rows: number): FeatureRun {
  const texts = new Map([...plan.reads].map(([key, of]) => [key, definitionText(of)]));
  const found = (symbol: number, key: string): ReadyColumn => {
    const ready = columns[symbol]?.get(texts.get(key) ?? '');
    invariant(ready !== undefined, `the column ${key} was computed before`);
    return ready;
  };
  return {
    rows,
    allocate: (length) => new Float64Array(length),
    advance: () => undefined,
    column: (symbol, key) => found(symbol, key).column,
    firstRow: (symbol, keys) =>
      [...(keys ?? texts.keys())].reduce((first, key) => Math.max(first, found(symbol, key).firstRow), 0),
  };
}
