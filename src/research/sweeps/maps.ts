import { type Better, mapCells, mapPlaces } from '../../metrics/index.ts';
import type { JudgedAxis, ParameterMap } from './judgement.ts';

/** More numbers than these are cut into as many parts of equal count. */
const PLACES = { most: 12, digits: 6 };

/** The median objective over each pair of parameters that vary, over all values of the others. */
export function parameterMaps(input: {
  readonly objectives: Float64Array;
  readonly better: Better;
  readonly axes: readonly JudgedAxis[];
  /** Undefined: there is none. */
  readonly winner: number | undefined;
  readonly centre: number | undefined;
}): readonly ParameterMap[] {
  const { objectives, better, winner, centre } = input;
  const axes = input.axes
    .filter(({ values }) => values.length > 1)
    .map((axis) => ({ path: axis.path, places: mapPlaces(axis, PLACES) }));
  return axes.flatMap((down, i) =>
    axes.slice(i + 1).map((across) => {
      const holds = (place: number | undefined, row: number, column: number): boolean =>
        place !== undefined && down.places.at[place] === row && across.places.at[place] === column;
      const cells = mapCells(objectives, { down: down.places, across: across.places, better });
      return {
        down: down.path,
        across: across.path,
        downLabels: down.places.labels,
        acrossLabels: across.places.labels,
        cells: cells.map((own, row) =>
          own.map((cell, column) =>
            cell === undefined ? null : { ...cell, winner: holds(winner, row, column), centre: holds(centre, row, column) },
          ),
        ),
      };
    }),
  );
}
