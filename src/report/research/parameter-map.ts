import { type MapCell, type MapPlaces, mapCells, mapPlaces, type ParameterAxis } from '../../metrics/index.ts';
import type { ParamValue, ReportTrial } from './data.ts';

/** Places of one parameter: each trial's, and what each place is called. */
export interface Places extends MapPlaces {
  readonly name: string;
  /** Share of the variation of the objective's ranks that lies between the places, 0 … 1. */
  readonly explains: number;
}

/** Trials that fell into one cell of a map. */
export interface TrialCell extends MapCell {
  readonly chosen: boolean;
}

const PLACES = { most: 4, digits: 2 };

/** Up to four places for each parameter that varies, those that explain most of the objective first. */
export function placesOf(trials: readonly ReportTrial[]): readonly Places[] {
  const names = [...new Set(trials.flatMap(({ params }) => Object.keys(params)))].sort();
  const ranks = ranksOf(trials.map(({ objective }) => objective));
  return names
    .map((name) => {
      const places = mapPlaces(axisOf(trials.map(({ params }) => params[name])), PLACES);
      return { name, ...places, explains: between(ranks, places.at, places.labels.length) };
    })
    .filter(({ labels }) => labels.length > 1)
    .sort((a, b) => b.explains - a.explains || (a.name < b.name ? -1 : 1));
}

/** Cells by place of `down`, then of `across`; undefined where no trial fell. */
export function cellsOf(
  trials: readonly ReportTrial[],
  down: Places,
  across: Places,
): readonly (readonly (TrialCell | undefined)[])[] {
  const objectives = Float64Array.from(trials, ({ objective }) => objective);
  const chosen = trials.findIndex((trial) => trial.chosen);
  const isChosen = (row: number, column: number): boolean => down.at[chosen] === row && across.at[chosen] === column;
  return mapCells(objectives, { down, across, better: 'lower' }).map((cells, row) =>
    cells.map((cell, column) => (cell === undefined ? undefined : { ...cell, chosen: isChosen(row, column) })),
  );
}

function axisOf(values: readonly (ParamValue | undefined)[]): ParameterAxis {
  const distinct = [...new Set(values)];
  const sorted = distinct.every((value) => typeof value === 'number')
    ? distinct.sort((a, b) => a - b)
    : distinct.sort((a, b) => (String(a) < String(b) ? -1 : 1));
  return { values: sorted, at: Int32Array.from(values, (value) => sorted.indexOf(value)) };
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
