import { quantileOfSorted } from '../../base/index.ts';

/** Whether more or less of a figure is better. */
export type Better = 'higher' | 'lower';

/** One parameter over many configurations. */
export interface ParameterAxis {
  /** Different values: numbers rising, anything else in an order of its own. */
  readonly values: readonly unknown[];
  /** Which of them each configuration has. */
  readonly at: Int32Array;
}

/** Rows or columns of a map: each configuration's, and what each is called. */
export interface MapPlaces {
  readonly at: Int32Array;
  readonly labels: readonly string[];
}

/** Configurations that fell into one cell of a map. */
export interface MapCell {
  readonly count: number;
  readonly median: number;
  readonly best: number;
}

/** Values are places themselves; more than `most` numbers are cut into so many parts of equal count. Labels keep `digits` digits. */
export function mapPlaces(
  { values, at }: ParameterAxis,
  { most, digits }: { readonly most: number; readonly digits: number },
): MapPlaces {
  const text = (value: unknown): string => labelOf(value, digits);
  if (values.length <= most || !values.every((value) => typeof value === 'number')) return { at, labels: values.map(text) };
  const edges = edgesOf({ values, at }, most);
  const placeOf = values.map((_, value) => edges.findLastIndex((edge) => value >= edge));
  const labels = edges.map((edge, place) => {
    const [low, high] = [text(values[edge]), text(values[(edges[place + 1] ?? values.length) - 1])];
    return low === high ? low : `${low} to ${high}`;
  });
  return { at: at.map((value) => placeOf[value]!), labels };
}

/** Which values begin a part. */
function edgesOf({ values, at }: ParameterAxis, most: number): readonly number[] {
  const counts = new Int32Array(values.length);
  for (const value of at) counts[value]! += 1;
  const edges: number[] = [];
  let before = 0;
  for (let value = 0; value < values.length; value += 1) {
    const after = before + counts[value]!;
    // The configuration that begins the next part, counted from the smallest value, has this value.
    let begins = false;
    for (let part = 0; part < most; part += 1) {
      const first = Math.floor((part * at.length) / most);
      if (first >= before && first < after) begins = true;
    }
    if (begins) edges.push(value);
    before = after;
  }
  return edges;
}

function labelOf(value: unknown, digits: number): string {
  if (typeof value === 'number') {
    const text = String(Number(value.toPrecision(digits)));
    return text.length > digits + 6 ? value.toExponential(Math.min(2, digits - 1)) : text;
  }
  if (value === undefined) return 'not set';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** Cells by row, then column; undefined where no configuration fell. A configuration without a figure (NaN) falls nowhere. */
export function mapCells(
  figures: Float64Array,
  { down, across, better }: { readonly down: MapPlaces; readonly across: MapPlaces; readonly better: Better },
): readonly (readonly (MapCell | undefined)[])[] {
  const columns = across.labels.length;
  const cellOf = (k: number): number => down.at[k]! * columns + across.at[k]!;
  const ends = new Int32Array(down.labels.length * columns);
  for (const [k, figure] of figures.entries()) if (!Number.isNaN(figure)) ends[cellOf(k)]! += 1;
  for (let cell = 1; cell < ends.length; cell += 1) ends[cell]! += ends[cell - 1]!;
  const starts = ends.map((_, cell) => (cell === 0 ? 0 : ends[cell - 1]!));
  const next = starts.slice();
  const byCell = new Float64Array(ends.at(-1) ?? 0);
  for (const [k, figure] of figures.entries()) {
    if (Number.isNaN(figure)) continue;
    const cell = cellOf(k);
    byCell[next[cell]!] = figure;
    next[cell]! += 1;
  }
  return down.labels.map((_, row) =>
    across.labels.map((__, column) => {
      const cell = row * columns + column;
      const sorted = byCell.subarray(starts[cell], ends[cell]).sort();
      if (sorted.length === 0) return undefined;
      const best = better === 'higher' ? sorted.at(-1)! : sorted[0]!;
      return { count: sorted.length, median: quantileOfSorted(sorted, 1 / 2), best };
    }),
  );
}
