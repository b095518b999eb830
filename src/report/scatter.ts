import { type Scale, WIDTH } from './axes.ts';
import { axisData, type ChartSpec, chart, type MarkerKind, marker } from './chart.ts';
import { type Html, html } from './html.ts';
import { formatCompact } from './number-format.ts';
import { niceTicks } from './ticks.ts';

/** One point: where it stands, what it is called when the cursor is on it, how it looks. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly look: MarkerKind;
}

export interface ScatterSpec extends Pick<ChartSpec, 'id' | 'title' | 'term' | 'unit' | 'kind' | 'summary' | 'legend'> {
  readonly points: readonly ScatterPoint[];
  /** Smallest and largest x of the axis. */
  readonly range: { readonly low: number; readonly high: number };
  readonly scale: Scale;
  /** x as the cursor names it. */
  readonly xName: string;
  readonly yName: string;
  readonly percent: boolean;
  /** The labels say x already: the cursor does not. */
  readonly namesX?: boolean;
  /** Ends of a line drawn below the points. */
  readonly line?: readonly [from: readonly [number, number], to: readonly [number, number]];
  readonly note?: Html;
}

/** Cells of the drawing in which one point is enough for the eye. */
const COLUMNS = 160;
const ROWS = 100;

/** Points over two number axes. Points that would cover each other are drawn once; the note says so. */
export function scatter(spec: ScatterSpec): Html {
  const { points, range, scale, xName, yName, percent, namesX, line, note, ...common } = spec;
  const factor = percent ? 100 : 1;
  const { values, step } = niceTicks({ low: range.low * factor, high: range.high * factor, count: 6 });
  const low = values[0]! / factor;
  const span = values.at(-1)! / factor - low;
  const place = (x: number): number => (x - low) / span;
  const shown = distinct(points, (point) => [place(point.x), scale.y(point.y) / 1000]);
  const sorted = [...shown].sort((a, b) => a.x - b.x);
  const axis = {
    id: spec.id,
    positions: sorted.map(({ x }) => Math.round(place(x) * WIDTH)),
    labels: sorted.map(({ label }) => label),
    ticks: values.map((value, i) => ({
      at: place(value / factor),
      label: `${formatCompact(value, step)}${percent ? '\u202f%' : ''}`,
      minor: i % 2 === 1,
    })),
    isTime: false,
    bands: [],
  };
  const lines = [
    { name: yName, values: Float64Array.from(sorted, ({ y }) => y), style: 'one' as const },
    ...(namesX === true ? [] : [{ name: xName, values: Float64Array.from(sorted, ({ x }) => x), style: 'two' as const }]),
  ];
  const markers = sorted.map(({ x, y, look }) => marker({ kind: look, x: place(x), y: scale.y(y) / 1000 }));
  const left = points.length - shown.length;
  const said = left > 0 ? html`<p class="muted">${left} points that lie under others are drawn once.</p>` : undefined;
  return html`${axisData(axis)}${chart({
    ...common,
    ...(common.legend === undefined ? { legend: html`` } : {}),
    axis,
    lines,
    scale,
    size: 'square',
    baseline: 0,
    rings: true,
    draw: (on) => (line === undefined ? '' : straight(line, place, on)),
    markers,
    note: html`<p class="axis-name">${xName} →</p>${said}${note}`,
  })}`;
}

function straight([from, to]: NonNullable<ScatterSpec['line']>, place: (x: number) => number, scale: Scale): string {
  const at = ([x, y]: readonly [number, number]): readonly [number, number] => [
    Math.round(place(x) * WIDTH),
    Math.round(scale.y(y)),
  ];
  const [a, b] = [at(from), at(to)];
  return `<line class="line two" x1="${a[0]}" y1="${a[1]}" x2="${b[0]}" y2="${b[1]}"/>`;
}

function distinct(
  points: readonly ScatterPoint[],
  place: (point: ScatterPoint) => readonly [number, number],
): readonly ScatterPoint[] {
  const taken = new Set<string>();
  return points.filter((point) => {
    const [x, y] = place(point);
    const cell = `${Math.round(x * COLUMNS)} ${Math.round(y * ROWS)} ${point.look}`;
    if (taken.has(cell)) return false;
    taken.add(cell);
    return true;
  });
}
