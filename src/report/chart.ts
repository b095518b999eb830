import { grid, HEIGHT, percentText, round, type Scale, WIDTH, xAxis, yAxis } from './axes.ts';
import { type Html, html, raw, scriptJson } from './html.ts';
import { term } from './metric-text.ts';
import type { Tick } from './ticks.ts';

/** Where points stand from left to right, shared by all charts that show the same bars. */
export interface Axis {
  readonly id: string;
  /** 0 … 10,000, rising. */
  readonly positions: readonly number[];
  /** What the readout says of each point; times when `isTime`. */
  readonly labels: readonly string[];
  readonly ticks: readonly Tick[];
  /** Labels are times: the cursors of all such charts move together. */
  readonly isTime: boolean;
  /** Shaded stretches. */
  readonly bands: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly look?: 'test' | 'none';
  }[];
  /** The bands' names stand above tall charts. */
  readonly namesBands?: boolean;
}

/** `run1` … `run8`: the runs of a comparison, on its page only. */
export type LineStyle = 'one' | 'two' | 'three' | 'gain' | 'loss' | RunStyle;
export const RUN_STYLES = ['run1', 'run2', 'run3', 'run4', 'run5', 'run6', 'run7', 'run8'] as const;
export type RunStyle = (typeof RUN_STYLES)[number];
/** How the readout writes a value: money with 2 digits, a fraction as percent, a ratio with 2 or 4 digits, a price, a whole number. */
export type ValueKind = 'money' | 'percent' | 'ratio' | 'fine' | 'price' | 'count';

export interface Line {
  readonly name: string;
  /** One per position of the axis; NaN: nothing there. */
  readonly values: Float64Array;
  readonly style: LineStyle;
  /** Filled down (or up) to this value. */
  readonly fillTo?: number;
  readonly steps?: boolean;
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** Key of the definition that stands behind the title. */
  readonly term?: string;
  /** Shown after the title: `USD`, `% of equity`. */
  readonly unit: string;
  readonly axis: Axis;
  /** What the readout says, and what is drawn unless `draw` does that. */
  readonly lines: readonly Line[];
  readonly scale: Scale;
  /** Equal ratios at equal heights: shown first, a button goes to the even scale. */
  readonly logScale?: Scale | undefined;
  readonly kind: ValueKind;
  readonly size: 'tall' | 'low' | 'square';
  /** Drawn at this value. */
  readonly baseline?: number;
  /** What the picture says, for those who do not see it. */
  readonly summary: string;
  /** Own drawing in place of lines, as SVG inside {@link WIDTH} × {@link HEIGHT}. */
  readonly draw?: (scale: Scale) => string;
  /** In place of the lines' names; undefined: those, when there are several. */
  readonly legend?: Html;
  /** Marks over the drawing, see {@link marker}. */
  readonly markers?: readonly Html[];
  /** The cursor rings the first line's point. */
  readonly rings?: boolean;
  readonly note?: Html | undefined;
}

/** The points of an axis, once in the page. */
export function axisData(axis: Axis): Html {
  const data = { x: axis.positions, t: axis.labels, time: axis.isTime };
  return html`<script type="application/json" id="axis-${axis.id}">${scriptJson(data)}</script>`;
}

/** One chart: title, legend, drawing, axes and the values behind the cursor. */
export function chart(spec: ChartSpec): Html {
  const { id, title, unit, axis, lines, scale, size, summary, markers, note } = spec;
  const log = spec.logScale;
  const both = log !== undefined;
  const switcher = both
    ? html`<button type="button" class="switch js" data-log aria-pressed="true">Log scale</button>`
    : undefined;
  const name = spec.term === undefined ? html`${title}` : term(spec.term, title);
  const drawn = [...(axis.namesBands === true && size === 'tall' ? bandNames(axis) : []), ...(markers ?? [])];
  const over = drawn.length === 0 ? undefined : html`<svg class="marks" aria-hidden="true">${drawn}</svg>`;
  return html`<figure class="chart ${size}" id="${id}" data-axis="${axis.id}">
<figcaption><h3>${name} <small>${unit}</small></h3>${spec.legend ?? (lines.length > 1 ? legend(lines) : undefined)}${switcher}</figcaption>
<div class="frame">${yAxis(scale, both ? 'lin' : '')}${both ? yAxis(log, 'log') : undefined}
<div class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${summary}">
${drawing(spec, scale, both ? 'lin' : '')}${both ? drawing(spec, log, 'log') : undefined}</svg>${over}</div>${xAxis(axis.ticks)}</div>
<p class="readout num" aria-hidden="true"></p>${note}
<script type="application/json" class="values">${scriptJson(valuesOf(spec))}</script></figure>`;
}

/** More names than this do not fit: every second is left out where there is little room. */
const MOST_BAND_NAMES = 4;

function bandNames({ bands }: Axis): readonly Html[] {
  return bands.map(({ name, from, to }, i) => {
    const minor = bands.length > MOST_BAND_NAMES && i < bands.length - 1 ? ' minor' : '';
    // At the right edge a long name would leave the chart.
    const isLast = to > 0.99 * WIDTH;
    const at = isLast ? to : (from + to) / 2;
    return html`<text class="band-name${minor}${isLast ? ' end' : ''}" x="${percentText(at / WIDTH)}" y="12">${name}</text>`;
  });
}

function valuesOf({ kind, lines, rings, scale }: ChartSpec): unknown {
  const plain = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
  const write = kind === 'money' ? cents : plain;
  const shown = lines.map(({ name, values }) => ({ name, v: Array.from(values, write) }));
  if (rings !== true || lines[0] === undefined) return { kind, lines: shown };
  return { kind, lines: shown, y: Array.from(lines[0].values, (value) => plain(scale.y(value) / 10)) };
}

function cents(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 100) / 100 : null;
}

function legend(lines: readonly Line[]): Html {
  return legendOf(
    lines.map(({ name, style }) => ({ name, sign: raw(`<line class="line ${style}" x1="0" x2="26" y1="5" y2="5"/>`) })),
  );
}

/** Names with their signs, each drawn in 26 × 10. */
export function legendOf(items: readonly { readonly name: string; readonly sign: Html }[]): Html {
  const list = items.map(({ name, sign }) => html`<li><svg width="26" height="10" aria-hidden="true">${sign}</svg>${name}</li>`);
  return html`<ul class="legend">${list}</ul>`;
}

function drawing(spec: ChartSpec, scale: Scale, className: string): Html {
  const { axis, lines, baseline } = spec;
  const bands = axis.bands
    .filter(({ look }) => look !== 'none')
    .map(
      ({ from, to, look }) =>
        `<rect class="band${look === 'test' ? ' test' : ''}" x="${from}" width="${round(to - from)}" y="0" height="${HEIGHT}"/>`,
    );
  const paths = spec.draw?.(scale) ?? lines.map((line) => pathsOf(line, axis, scale)).join('');
  const ruled = grid({ scale, ticks: axis.ticks, baseline });
  return raw(`<g${className === '' ? '' : ` class="${className}"`}>${bands.join('')}${ruled}${paths}</g>`);
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

/** `up` ▲, `down` ▼ (opened long, short), `exit` ◇, `dot` ● of many, `spot` ● of few. */
export type MarkerKind = 'up' | 'down' | 'exit' | 'dot' | 'spot' | 'gain' | 'loss';

/** A mark at a place given in fractions of the drawing. */
export function marker({ kind, x, y }: { readonly kind: MarkerKind; readonly x: number; readonly y: number }): Html {
  return html`<use href="#m-${kind}" x="${percentText(x)}" y="${percentText(y)}"/>`;
}
