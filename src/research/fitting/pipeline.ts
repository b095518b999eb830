import { invariant, isNearlyConstant, momentsOf, quantileOfSorted, spearman } from '../../base/index.ts';
import {
  FittedPipeline,
  type MissingCells,
  type PipelineColumn,
  prepare,
  rowsWithGaps,
  type SCALES,
  type TrainingRows,
} from '../../models/index.ts';

/** The section `research.preprocess`. */
export interface PreprocessSettings {
  /** Lower and upper quantile that values are held between; null: none. */
  readonly winsorise: readonly [number, number] | null;
  readonly scale: (typeof SCALES)[number];
  readonly missing: MissingCells;
  /** Keep the n columns of highest absolute rank correlation with the target. */
  readonly select?: { readonly n: number } | null | undefined;
}

export interface PipelineOptions {
  /** Whether the model takes missing cells; under `missing: native` the others get the median. */
  readonly takesMissing: boolean;
}

type Rows = Pick<TrainingRows, 'rows' | 'names' | 'columns' | 'target'>;

/**
 * Learns how to prepare columns, in this order: missing cells → winsorise (type-7 quantiles) → scale → select. Every step sees what
 * the step before left, of the training rows alone. Rows with a missing cell teach nothing under `drop`. A column without variation
 * (population deviation 0 after winsorising, or no value at all) is left out and named.
 * @throws InvariantError when no row is left
 */
export function fitPipeline(rows: Rows, settings: PreprocessSettings, { takesMissing }: PipelineOptions): FittedPipeline {
  const missing = settings.missing === 'native' && !takesMissing ? 'median' : settings.missing;
  const gaps = missing === 'drop' ? rowsWithGaps(rows) : undefined;
  const target = keep(rows.target, gaps);
  invariant(target.length > 0, 'a pipeline is fitted on at least one row');
  const columns: PipelineColumn[] = [];
  const constant: string[] = [];
  const strength = new Map<string, number>();
  rows.names.forEach((name, at) => {
    const values = keep(rows.columns[at]!, gaps);
    const column = learnColumn(name, values, missing, settings);
    if (column === undefined) {
      constant.push(name);
      return;
    }
    columns.push(column);
    if (settings.select) strength.set(name, rankCorrelation(prepare(column, values), target));
  });
  const chosen = settings.select ? strongest(strength, settings.select.n) : undefined;
  const kept = chosen === undefined ? columns : columns.filter(({ name }) => chosen.has(name));
  const unselected = columns.filter((column) => !kept.includes(column)).map(({ name }) => name);
  return new FittedPipeline({ missing, inputs: [...rows.names], columns: kept, constant, unselected });
}

/**
 * Nothing learned: the named columns go through untouched, for models that were trained elsewhere. A row with a gap has no answer.
 * @throws InvariantError for a name that is no column
 */
export function columnsAsTheyAre({ names }: { readonly names: readonly string[] }, reads: readonly string[]): FittedPipeline {
  return new FittedPipeline({
    missing: 'drop',
    inputs: [...names],
    columns: reads.map((name) => ({ name, fill: null, clip: null, centre: 0, spread: 1 })),
    constant: [],
    unselected: names.filter((name) => !reads.includes(name)),
  });
}

/** Undefined for a column without variation. */
function learnColumn(
  name: string,
  values: Float64Array,
  missing: MissingCells,
  { winsorise, scale }: PreprocessSettings,
): PipelineColumn | undefined {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return undefined;
  const fill = missing === 'median' ? quantileOfSorted(present.slice().sort(), 0.5) : null;
  const filled = fill === null ? present : prepare({ name, fill, clip: null, centre: 0, spread: 1 }, values);
  const sorted = filled.slice().sort();
  const clip: [number, number] | null =
    winsorise === null ? null : [quantileOfSorted(sorted, winsorise[0]), quantileOfSorted(sorted, winsorise[1])];
  const clipped = prepare({ name, fill: null, clip, centre: 0, spread: 1 }, filled);
  const moments = momentsOf(clipped)!;
  const deviation = Math.sqrt(moments.squares / moments.n);
  if (isNearlyConstant(deviation, moments.largest)) return undefined;
  return { name, fill, clip, ...scaleOf(scale, clipped.sort(), moments.mean, deviation) };
}

/** Centre and spread; a robust spread of 0 in a column that varies divides by 1. */
function scaleOf(
  scale: PreprocessSettings['scale'],
  sorted: Float64Array,
  mean: number,
  deviation: number,
): { readonly centre: number; readonly spread: number } {
  switch (scale) {
    case 'standard':
      return { centre: mean, spread: deviation };
    case 'robust': {
      const range = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
      return { centre: quantileOfSorted(sorted, 0.5), spread: range > 0 ? range : 1 };
    }
    case 'minmax':
      return { centre: sorted[0]!, spread: sorted.at(-1)! - sorted[0]! };
    case 'none':
      return { centre: 0, spread: 1 };
  }
}

/** Size of the rank correlation over the rows that have a value; 0 where it is undefined. */
function rankCorrelation(values: Float64Array, target: Float64Array): number {
  const present = values.map((value) => (Number.isNaN(value) ? 1 : 0));
  const gaps = Uint8Array.from(present);
  return Math.abs(spearman(keep(values, gaps), keep(target, gaps)) ?? 0);
}

/** The n names of greatest strength; equal ones by name. */
function strongest(strength: ReadonlyMap<string, number>, n: number): ReadonlySet<string> {
  const order = [...strength].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
  return new Set(order.slice(0, n).map(([name]) => name));
}

/** The values of rows without a gap, in their order. */
export function keep(values: Float64Array, gaps: Uint8Array | undefined): Float64Array {
  return gaps === undefined ? values : values.filter((_, row) => gaps[row] === 0);
}
