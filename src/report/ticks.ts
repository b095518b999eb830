import { log, pow } from '../base/index.ts';

export interface Tick {
  /** 0 … 1 along the axis. */
  readonly at: number;
  readonly label: string;
  /** Left out where there is little room. */
  readonly minor: boolean;
  /** No line goes through the drawing there. */
  readonly withoutLine?: boolean;
}

/** Round values from the first at or below `low` to the first at or above `high`, about `count` of them: steps of 1, 2, 2.5 or 5 · 10ⁿ. */
export function niceTicks({ low, high, count }: { readonly low: number; readonly high: number; readonly count: number }): {
  readonly values: readonly number[];
  readonly step: number;
} {
  const span = high > low ? high - low : Math.max(Math.abs(high), 1) * 0.1;
  const rough = span / Math.max(1, count);
  const power = powerOfTen(Math.floor(log(rough) / Math.LN10 + 1e-9));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const values: number[] = [];
  for (let i = first; i <= Math.max(last, first + 1); i += 1) values.push(i * step);
  return { values, step };
}

/** Multiples of powers of ten, from sparse to dense. */
const FACTORS = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]] as const;
const LEAST = 3;

/**
 * 1, 2, 5 · 10ⁿ between two positive values: only 10ⁿ over more than three decades, denser multiples when those are fewer than three, and
 * all round values of {@link niceTicks} when these are.
 */
export function logTicks({ low, high }: { readonly low: number; readonly high: number }): readonly number[] {
  const start = Math.floor(log(low) / Math.LN10);
  const end = Math.ceil(log(high) / Math.LN10);
  const inside = (value: number): boolean => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  for (const factors of FACTORS.slice(end - start > 3 ? 0 : 1)) {
    const values: number[] = [];
    for (let exponent = start; exponent <= end; exponent += 1) {
      values.push(...factors.map((factor) => factor * powerOfTen(exponent)).filter(inside));
    }
    if (values.length >= LEAST) return values;
  }
  return niceTicks({ low, high, count: 4 }).values.filter(inside);
}

function powerOfTen(exponent: number): number {
  return exponent < 0 ? 1 / pow(10, -exponent) : pow(10, exponent);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Lengths of a label cut after the hour and after the minute. */
const HOUR = 13;
const MINUTE = 16;
/** How labels are cut from `2020-04-17 15:55`: where a new year, month, day or hour begins. */
const UNITS: readonly { readonly length: number; label(text: string): string }[] = [
  { length: 4, label: (text) => text.slice(0, 4) },
  { length: 7, label: (text) => (text.slice(5, 7) === '01' ? text.slice(0, 4) : (MONTHS[Number(text.slice(5, 7)) - 1] ?? '')) },
  { length: 10, label: (text) => `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1] ?? ''}` },
  { length: HOUR, label: (text) => text },
  { length: MINUTE, label: (text) => text },
];
/** Minutes between ticks within a day: at whole hours, and below an hour. */
const STEPS = new Map([
  [HOUR, [60, 120, 180, 240, 360, 720, 1440]],
  [MINUTE, [1, 2, 5, 10, 15, 30, 60]],
]);
const MOST = 10;
const FEWEST = 4;

/**
 * Ticks of an axis of bars at the first bar of each year, month, day, hour or minute, whichever gives four to ten (every second or more
 * left out when there are more). `label` gives the text of bar 0 … n − 1 and is asked for at most a few thousand of them.
 */
export function barTicks({ n, label }: { readonly n: number; readonly label: (bar: number) => string }): readonly Tick[] {
  let best: readonly Start[] = [];
  for (const unit of UNITS) {
    const starts = startsOf(n, label, unit.length);
    if (starts === undefined) break;
    const steps = STEPS.get(unit.length);
    best = steps !== undefined ? clockOf(starts, steps) : starts.map(({ bar, text }) => ({ bar, text: unit.label(text) }));
    if (best.length >= FEWEST) break;
  }
  if (best.length === 0 && n > 1) best = [0, n - 1].map((bar) => ({ bar, text: label(bar) }));
  const every = Math.ceil(best.length / MOST);
  const kept = best.filter((_, index) => index % every === 0);
  return kept.map(({ bar, text }, index) => ({ at: n > 1 ? bar / (n - 1) : 0.5, label: text, minor: index % 2 === 1 }));
}

interface Start {
  readonly bar: number;
  readonly text: string;
}

/** The first bar of each day, named by its date, and those at every so many minutes between, so that about ten are left. */
function clockOf(starts: readonly Start[], steps: readonly number[]): readonly Start[] {
  const days = starts.map(({ text }, i) => i > 0 && starts[i - 1]!.text.slice(0, 10) !== text.slice(0, 10));
  const minutes = starts.map(({ text }) => Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)));
  for (const step of steps) {
    const kept = starts
      .map((start, i) => ({ ...start, isDay: days[i]!, fits: minutes[i]! % step === 0 }))
      .filter(({ isDay, fits }) => isDay || fits);
    if (kept.length > MOST && step !== steps.at(-1)) continue;
    return kept.map(({ bar, text, isDay }) => {
      const date = `${Number(text.slice(8, 10))}\u00a0${MONTHS[Number(text.slice(5, 7)) - 1] ?? ''}`;
      return { bar, text: isDay ? date : text.slice(11, 16) };
    });
  }
  return [];
}

const MAX_STARTS = 400;

/** First bar of each stretch with the same first `length` letters, by halving; undefined when there are too many or too long labels are asked. */
function startsOf(n: number, label: (bar: number) => string, length: number): readonly Start[] | undefined {
  const starts: { bar: number; text: string }[] = [];
  let bar = 0;
  let current = n > 0 ? label(0).slice(0, length) : '';
  if (current.length < length) return undefined;
  for (;;) {
    let low = bar;
    let high = n;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (label(middle).slice(0, length) === current) low = middle;
      else high = middle;
    }
    if (high >= n || starts.length > MAX_STARTS) return starts;
    bar = high;
    const text = label(bar);
    current = text.slice(0, length);
    starts.push({ bar, text });
  }
}
