import { log } from '../base/index.ts';
import { type Html, html, raw, scriptJson } from './html.ts';
import { formatCompact } from './number-format.ts';
import { logTicks, niceTicks, type Tick } from './ticks.ts';

/** Width and height of the drawing inside; it is stretched to the room there is, lines keep their width. */
const WIDTH = 10_000;
const HEIGHT = 1_000;

/** Where points stand from left to right, shared by all charts that show the same bars. */
export interface Axis {
  readonly id: string;
  /** 0 … 10,000. */
  readonly positions: readonly number[];
  readonly labels: readonly string[];
  readonly ticks: readonly Tick[];
}

export type LineStyle = 'one' | 'two' | 'three' | 'loss';
/** How the readout writes a value: money with 2 digits, a fraction as percent, a plain ratio. */
export type ValueKind = 'money' | 'percent' | 'ratio' | 'price';

export interface Line {
  readonly name: string;
  /** One per position of the axis; NaN: no line there. */
  readonly values: Float64Array;
  readonly style: LineStyle;
  /** Filled down (or up) to this value. */
  readonly fillTo?: number;
  readonly steps?: boolean;
}

/** Value → height 0 (top) … 1,000. */
export interface Scale {
  readonly y: (value: number) => number;
  readonly ticks: readonly Tick[];
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** Shown after the title: `USD`, `% of equity`. */
  readonly unit: string;
  readonly axis: Axis;
  readonly lines: readonly Line[];
  readonly scale: Scale;
  /** A second way to show the same lines, switched to by a button. */
  readonly logScale?: Scale | undefined;
  readonly kind: ValueKind;
  readonly tall: boolean;
  /** Drawn at this value. */
  readonly baseline?: number;
  /** What the picture says, for those who do not see it. */
  readonly summary: string;
  /** Marks over the lines, see {@link marker}. */
  readonly markers?: readonly Html[];
  readonly note?: Html | undefined;
}

/** Even steps that contain all values. `percent`: labels are percents of fractions. */
export function linearScale({
  low,
  high,
  percent,
  count = 5,
}: {
  readonly low: number;
  readonly high: number;
  readonly percent: boolean;
  readonly count?: number;
}): Scale {
  const factor = percent ? 100 : 1;
  const { values, step } = niceTicks({ low: low * factor, high: high * factor, count });
  const bottom = values[0]! / factor;
  const top = values.at(-1)! / factor;
  const y = (value: number): number => HEIGHT * (1 - (value - bottom) / (top - bottom));
  const label = (value: number): string => (percent ? `${formatCompact(value, step)}\u202f%` : formatCompact(value, step));
  return { y, ticks: values.map((value) => ({ at: y(value / factor) / HEIGHT, label: label(value), minor: false })) };
}

/** Equal ratios have equal heights; undefined when not all values are above zero. */
export function logScale({ low, high }: { readonly low: number; readonly high: number }): Scale | undefined {
  if (!(low > 0) || !(high > low)) return undefined;
  const bottom = log(low) - 0.03 * (log(high) - log(low));
  const top = log(high) + 0.03 * (log(high) - log(low));
  const y = (value: number): number => HEIGHT * (1 - (log(value) - bottom) / (top - bottom));
  const values = logTicks({ low, high });
  const ticks = values.map((value) => ({ at: y(value) / HEIGHT, label: formatCompact(value, value / 4), minor: false }));
  return { y, ticks };
}

/** Smallest and largest value of several columns, NaN left out; 0 and 1 when there is none. */
export function rangeOf(columns: readonly Float64Array[]): { readonly low: number; readonly high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let i = 0; i < column.length; i += 1) {
      const value = column[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : { low: 0, high: 1 };
}

/** The points of an axis, once in the page. */
export function axisData(axis: Axis): Html {
  return html`<script type="application/json" id="axis-${axis.id}">${scriptJson({ x: axis.positions, t: axis.labels })}</script>`;
}

/** One chart: title, legend, drawing, axes and the values behind the crosshair. */
export function chart(spec: ChartSpec): Html {
  const { id, title, unit, axis, lines, scale, tall, summary, markers, note } = spec;
  const log = spec.logScale;
  const switcher =
    log === undefined
      ? undefined
      : html`<button type="button" class="switch js" data-log aria-pressed="false">Log scale</button>`;
  return html`<figure class="chart ${tall ? 'tall' : 'low'}" id="${id}" data-axis="${axis.id}">
<figcaption><h3>${title} <small>${unit}</small></h3>${lines.length > 1 ? legend(lines) : undefined}${switcher}</figcaption>
<div class="frame">${yAxis(scale, log === undefined ? '' : 'lin')}${log === undefined ? undefined : yAxis(log, 'log')}
<div class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${summary}">
${drawing(spec, scale, log === undefined ? '' : 'lin')}${log === undefined ? undefined : drawing(spec, log, 'log')}</svg>${
    markers === undefined ? undefined : html`<svg class="marks" aria-hidden="true">${markers}</svg>`
  }</div>${xAxis(axis.ticks)}</div>
<p class="readout num" aria-hidden="true"></p>${note}
<script type="application/json" class="values">${scriptJson(valuesOf(spec))}</script></figure>`;
}

function valuesOf({ kind, lines }: ChartSpec): unknown {
  const round = (value: number): number | null =>
    Number.isFinite(value) ? Number(value.toPrecision(kind === 'money' ? 12 : 6)) : null;
  return {
    kind,
    lines: lines.map(({ name, values }) => ({ name, v: Array.from(values, kind === 'money' ? cents : round) })),
  };
}

function cents(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 100) / 100 : null;
}

function legend(lines: readonly Line[]): Html {
  const items = lines.map(
    ({ name, style }) =>
      html`<li><svg width="26" height="10" aria-hidden="true"><line class="line ${style}" x1="0" x2="26" y1="5" y2="5"/></svg>${name}</li>`,
  );
  return html`<ul class="legend">${items}</ul>`;
}

function drawing(spec: ChartSpec, scale: Scale, className: string): Html {
  const { axis, lines, baseline } = spec;
  const rule = (at: number, name: string): string =>
    `<line class="${name}" x1="0" x2="${WIDTH}" y1="${round(at * HEIGHT)}" y2="${round(at * HEIGHT)}"/>`;
  const grid = scale.ticks.map(({ at }) => rule(at, 'rule')).join('');
  const columns = axis.ticks
    .map(({ at }) => `<line class="rule" x1="${round(at * WIDTH)}" x2="${round(at * WIDTH)}" y1="0" y2="${HEIGHT}"/>`)
    .join('');
  const base = baseline === undefined ? '' : rule(scale.y(baseline) / HEIGHT, 'base');
  const paths = lines.map((line) => pathsOf(line, axis, scale)).join('');
  return raw(`<g${className === '' ? '' : ` class="${className}"`}>${grid}${columns}${base}${paths}</g>`);
}

function pathsOf(line: Line, axis: Axis, scale: Scale): string {
  const path = pathOf(line, axis, scale);
  const stroke = `<path class="line ${line.style}" d="${path.join('')}"/>`;
  if (line.fillTo === undefined) return stroke;
  const floor = round(scale.y(line.fillTo));
  const areas = path.map((piece) => {
    const points = piece.slice(1).split('L');
    const start = points[0]!.split(' ')[0];
    const end = points.at(-1)!.split(' ')[0];
    return `${piece}L${end} ${floor}L${start} ${floor}Z`;
  });
  return `<path class="fill ${line.style}" d="${areas.join('')}"/>${stroke}`;
}

/** One piece of path for each stretch without a gap. */
function pathOf(line: Line, axis: Axis, scale: Scale): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let lastY = 0;
  for (let i = 0; i < line.values.length; i += 1) {
    const value = line.values[i]!;
    if (Number.isNaN(value)) {
      if (piece !== '') pieces.push(piece);
      piece = '';
      continue;
    }
    const x = axis.positions[i]!;
    const y = round(Math.min(HEIGHT, Math.max(0, scale.y(value))));
    if (piece !== '' && line.steps === true) piece += `L${x} ${lastY}`;
    piece += `${piece === '' ? 'M' : 'L'}${x} ${y}`;
    lastY = y;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

function yAxis(scale: Scale, className: string): Html {
  const labels = scale.ticks.map(({ at, label }) => html`<text x="100%" y="${percentText(at)}" dy="0.32em">${label}</text>`);
  return html`<svg class="ya num ${className}" aria-hidden="true">${labels}</svg>`;
}

function xAxis(ticks: readonly Tick[]): Html {
  const labels = ticks.map(
    ({ at, label, minor }) => html`<text x="${percentText(at)}" y="15" class="${minor ? 'minor' : 'major'}">${label}</text>`,
  );
  return html`<svg class="xa num" aria-hidden="true">${labels}</svg>`;
}

/** A mark at a place given in fractions of the drawing: `up` ▲, `down` ▼, `exit` ◆. */
export function marker({ kind, x, y }: { readonly kind: 'up' | 'down' | 'exit'; readonly x: number; readonly y: number }): Html {
  return html`<use href="#m-${kind}" x="${percentText(x)}" y="${percentText(y)}"/>`;
}

export function percentText(fraction: number): string {
  return `${Math.round(fraction * 10_000) / 100}%`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
