import type { ParamValue, ReportTrial } from './data.ts';

/** Places of one parameter: each trial's, and what each place is called. */
export interface Places {
  readonly name: string;
  /** Place of each trial. */
  readonly at: Int32Array;
  readonly labels: readonly string[];
  /** Share of the variation of the objective's ranks that lies between the places, 0 … 1. */
  readonly explains: number;
}

/** Trials that fell into one cell of a map. */
export interface MapCell {
  readonly count: number;
  readonly median: number;
  readonly best: number;
  readonly chosen: boolean;
}

const PLACES = 4;

/** Up to four places for each parameter that varies, those that explain most of the objective first. */
export function placesOf(trials: readonly ReportTrial[]): readonly Places[] {
  const names = [...new Set(trials.flatMap(({ params }) => Object.keys(params)))].sort();
  const ranks = ranksOf(trials.map(({ objective }) => objective));
  return names
    .map((name) => {
      const values = trials.map(({ params }) => params[name]);
      const { at, labels } = placed(values);
      return { name, at, labels, explains: between(ranks, at, labels.length) };
    })
    .filter(({ labels }) => labels.length > 1)
    .sort((a, b) => b.explains - a.explains || (a.name < b.name ? -1 : 1));
}

/** Cells by place of `down`, then of `across`; undefined where no trial fell. */
export function cellsOf(
  trials: readonly ReportTrial[],
  down: Places,
  across: Places,
): readonly (readonly (MapCell | undefined)[])[] {
  return down.labels.map((_, row) =>
    across.labels.map((__, column) => {
      const inside = trials.filter((___, i) => down.at[i] === row && across.at[i] === column);
      if (inside.length === 0) return undefined;
      const sorted = Float64Array.from(inside, ({ objective }) => objective).sort();
      const half = sorted.length >> 1;
      return {
        count: sorted.length,
        median: sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2,
        best: sorted[0]!,
        chosen: inside.some(({ chosen }) => chosen),
      };
    }),
  );
}

/** Few values are places themselves; many numbers are cut into four parts of equal count. */
function placed(values: readonly (ParamValue | undefined)[]): { readonly at: Int32Array; readonly labels: readonly string[] } {
  const distinct = [...new Set(values)];
  const numbers = distinct.every((value): value is number => typeof value === 'number');
  if (!numbers || distinct.length <= PLACES) {
    const sorted: readonly (ParamValue | undefined)[] = numbers
      ? [...distinct].sort((a, b) => a - b)
      : [...distinct].sort((a, b) => (String(a) < String(b) ? -1 : 1));
    const labels = sorted.map((value) =>
      typeof value === 'number' ? short(value) : value === undefined ? 'not set' : String(value),
    );
    return { at: Int32Array.from(values, (value) => sorted.indexOf(value)), labels };
  }
  const all = (values as readonly number[]).toSorted((a, b) => a - b);
  const starts = Array.from({ length: PLACES }, (_, place) => all[Math.floor((place * all.length) / PLACES)]!);
  const edges = [...new Set(starts)];
  const at = Int32Array.from(values as readonly number[], (value) => edges.findLastIndex((edge) => value >= edge));
  const labels = edges.map((_, place) => {
    const inside = all.filter((value) => edges.findLastIndex((edge) => value >= edge) === place);
    const [low, high] = [short(inside[0]!), short(inside.at(-1)!)];
    return low === high ? low : `${low} to ${high}`;
  });
  return { at, labels };
}

function short(value: number): string {
  const text = String(Number(value.toPrecision(2)));
  return text.length > 8 ? value.toExponential(0) : text;
}

/** Ranks from 0, equal values by their order. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Float64Array(values.length);
  for (const [rank, i] of order.entries()) ranks[i] = rank;
  return ranks;
}

function between(ranks: Float64Array, at: Int32Array, places: number): number {
  const sums = new Float64Array(places);
  const counts = new Float64Array(places);
  let total = 0;
  for (const [i, rank] of ranks.entries()) {
    sums[at[i]!] = sums[at[i]!]! + rank;
    counts[at[i]!] = counts[at[i]!]! + 1;
    total += rank;
  }
  const mean = total / ranks.length;
  const whole = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  let share = 0;
  for (let place = 0; place < places; place += 1) {
    if (counts[place]! > 0) share += counts[place]! * (sums[place]! / counts[place]! - mean) ** 2;
  }
  return whole > 0 ? share / whole : 0;
}
