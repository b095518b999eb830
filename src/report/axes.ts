import { log } from '../base/index.ts';
import { type Html, html } from './html.ts';
import { formatCompact } from './number-format.ts';
import { logTicks, niceTicks, type Tick } from './ticks.ts';

/** Width and height of the drawing inside; it is stretched to the room there is, lines keep their width. */
export const WIDTH = 10_000;
export const HEIGHT = 1_000;

/** Value → height 0 (top) … 1,000. */
export interface Scale {
  readonly y: (value: number) => number;
  readonly ticks: readonly Tick[];
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
  const ticks = values.map((value) => ({ at: y(value) / HEIGHT, label: formatCompact(value, value), minor: false }));
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

/** Labels left of a drawing. `className` tells two scales of one chart apart. */
export function yAxis(scale: Scale, className: string): Html {
  const labels = scale.ticks.map(({ at, label }) => html`<text x="100%" y="${percentText(at)}" dy="0.32em">${label}</text>`);
  return html`<svg class="ya num ${className}" aria-hidden="true">${labels}</svg>`;
}

/** Labels below a drawing. */
export function xAxis(ticks: readonly Tick[]): Html {
  const labels = ticks.map(
    ({ at, label, minor }) => html`<text x="${percentText(at)}" y="15" class="${minor ? 'minor' : 'major'}">${label}</text>`,
  );
  return html`<svg class="xa num" aria-hidden="true">${labels}</svg>`;
}

/** Lines across the drawing at the ticks of both axes, and a heavier one at the base line. */
export function grid({
  scale,
  ticks,
  baseline,
}: {
  readonly scale: Scale;
  readonly ticks: readonly Tick[];
  readonly baseline: number | undefined;
}): string {
  const across = (at: number, name: string): string =>
    `<line class="${name}" x1="0" x2="${WIDTH}" y1="${round(at * HEIGHT)}" y2="${round(at * HEIGHT)}"/>`;
  const lined = ticks.filter(({ withoutLine }) => withoutLine !== true);
  const columns = lined.map(
    ({ at }) => `<line class="rule" x1="${round(at * WIDTH)}" x2="${round(at * WIDTH)}" y1="0" y2="${HEIGHT}"/>`,
  );
  const base = baseline === undefined ? '' : across(scale.y(baseline) / HEIGHT, 'base');
  return [...scale.ticks.map(({ at }) => across(at, 'rule')), ...columns, base].join('');
}

/** A place in the drawing as SVG writes it. */
export function percentText(fraction: number): string {
  return `${Math.round(fraction * 10_000) / 100}%`;
}

/** One digit after the point: a tenth of a unit of the drawing. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
