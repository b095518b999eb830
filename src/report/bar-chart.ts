import { HEIGHT, round, type Scale, WIDTH } from './axes.ts';
import { type Axis, axisData, type ChartSpec, chart, type Line, legendOf } from './chart.ts';
import { type Html, html, raw } from './html.ts';
import type { Tick } from './ticks.ts';

/** How bars are coloured: by their sign, or in one look. Losses are hatched in the blue and orange setting. */
export type BarLook = 'sign' | 'one' | 'two' | 'three' | 'gain' | 'loss';

export interface BarSeries {
  readonly name: string;
  /** One per category; NaN: no bar. */
  readonly values: Float64Array;
  readonly look: BarLook;
  /** Half length of a thin line around the end of each bar; NaN: none. */
  readonly errors?: Float64Array;
}

export interface BarChartSpec
  extends Pick<ChartSpec, 'id' | 'title' | 'term' | 'unit' | 'scale' | 'kind' | 'summary' | 'note' | 'size'> {
  readonly categories: readonly string[];
  /** What stands below the chart; default: the categories, every second or more left out when there are many. */
  readonly ticks?: readonly Tick[];
  /** Side by side, or on top of each other. */
  readonly series: readonly BarSeries[];
  readonly stacked?: boolean;
}

/** Widest bar, of {@link WIDTH}. */
const WIDEST = 1_200;
/** Labels with more letters in all leave every second one out where there is little room. */
const MOST_LETTERS = 30;
/** Most labels under bars. */
const MOST_LABELS = 24;

/** Bars over categories, read like every other chart. */
export function barChart(spec: BarChartSpec): Html {
  const { categories, series, ticks: _ticks, stacked, ...common } = spec;
  const axis: Axis = {
    id: spec.id,
    positions: categories.map((_, i) => Math.round(((i + 0.5) / categories.length) * WIDTH)),
    labels: categories,
    ticks: (spec.ticks ?? categoryTicks(categories)).map((tick) => ({ ...tick, withoutLine: true })),
    isTime: false,
    bands: [],
  };
  const lines: readonly Line[] = series.map(({ name, values }) => ({ name, values, style: 'one' }));
  const legend = series.length < 2 ? {} : { legend: legendOf(series.map(({ name, look }) => ({ name, sign: swatch(look) }))) };
  const draw = (scale: Scale): string => bars(spec, scale, stacked === true);
  return html`${axisData(axis)}${chart({ ...common, ...legend, axis, lines, draw, baseline: 0 })}`;
}

function categoryTicks(categories: readonly string[]): readonly Tick[] {
  const every = Math.ceil(categories.length / MOST_LABELS);
  const crowded = categories.reduce((sum, { length }) => sum + length, 0) > MOST_LETTERS;
  return categories
    .map((label, i) => ({ at: (i + 0.5) / categories.length, label, minor: crowded && Math.floor(i / every) % 2 === 1 }))
    .filter((_, i) => i % every === 0);
}

function swatch(look: BarLook): Html {
  return raw(`<rect class="bar ${look === 'sign' ? 'gain' : look}" width="20" height="10" rx="1"/>`);
}

function bars({ categories, series }: BarChartSpec, scale: Scale, stacked: boolean): string {
  const room = WIDTH / categories.length;
  const whole = Math.min(room * 0.8, WIDEST);
  const width = whole / (stacked ? 1 : series.length);
  const out: string[] = [];
  for (let i = 0; i < categories.length; i += 1) {
    let below = 0;
    for (const [at, { values, look, errors }] of series.entries()) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      const x = i * room + (room - whole) / 2 + (stacked ? 0 : at * width);
      const from = stacked ? below : 0;
      below = from + value;
      out.push(
        bar(
          { x, width: width * (series.length > 1 && !stacked ? 0.94 : 1), from: scale.y(from), to: scale.y(from + value) },
          lookOf(look, value),
        ),
      );
      const error = errors?.[i] ?? Number.NaN;
      if (!Number.isNaN(error)) out.push(whisker(x + width / 2, scale.y(value - error), scale.y(value + error)));
    }
  }
  return out.join('');
}

function lookOf(look: BarLook, value: number): string {
  if (look === 'sign') return value < 0 ? 'loss' : 'gain';
  return look;
}

function bar(
  place: { readonly x: number; readonly width: number; readonly from: number; readonly to: number },
  look: string,
): string {
  const top = Math.min(place.from, place.to);
  return `<rect class="bar ${look}" x="${round(place.x)}" width="${round(place.width)}" y="${round(top)}" height="${round(Math.abs(place.from - place.to))}"/>`;
}

function whisker(x: number, from: number, to: number): string {
  const clamp = (y: number): number => round(Math.min(HEIGHT, Math.max(0, y)));
  return `<line class="whisker" x1="${round(x)}" x2="${round(x)}" y1="${clamp(from)}" y2="${clamp(to)}"/>`;
}
