import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arena, Random } from '../base/index.ts';
import { calendarField, calendarOf, type Series } from '../market/index.ts';
import { BLOCK_ROWS, type BoundFeature, type Feature, type FeatureContext, type InputRef, warmUpOf } from './index.ts';
import { SeriesWorker } from './workers/series-worker.ts';

/** Bars of one symbol for tests. */
export interface TestBars {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly session: Float64Array;
}

export const DAILY: FeatureContext = { periodsPerYear: 252, barMs: 86_400_000 };
export const MINUTES: FeatureContext = { periodsPerYear: 98_280, barMs: 60_000 };

/** Bars from rows open, high, low, close, volume. */
export function barsOf(rows: readonly (readonly [number, number, number, number, number])[]): TestBars {
  const column = (index: 0 | 1 | 2 | 3 | 4): Float64Array => Float64Array.from(rows, (row) => row[index]);
  return {
    time: Float64Array.from(rows, (_, i) => i * 60_000),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    session: Float64Array.from(rows, (_, i) => Math.floor(i / 78)),
  };
}

/** Bars whose four prices are the close. */
export function barsOfCloses(closes: readonly number[]): TestBars {
  return barsOf(closes.map((close) => [close, close, close, close, 1000]));
}

/** A seeded random walk with gaps, wicks and uneven volume. */
export function walk(length: number, seed: number, start = 100): TestBars {
  const random = new Random(seed, 'feature-walk');
  let close = start;
  return barsOf(
    Array.from({ length }, () => {
      const open = close * (1 + 0.004 * (random.uniform() - 0.5));
      close = open * (1 + 0.02 * (random.uniform() - 0.5));
      const high = Math.max(open, close) * (1 + 0.005 * random.uniform());
      const low = Math.min(open, close) * (1 - 0.005 * random.uniform());
      return [open, high, low, close, Math.floor(1000 + 9000 * random.uniform())] as const;
    }),
  );
}

export function scaled(bars: TestBars, prices: number): TestBars {
  const by = (column: Float64Array): Float64Array => column.map((value) => value * prices);
  return { ...bars, open: by(bars.open), high: by(bars.high), low: by(bars.low), close: by(bars.close) };
}

export function head(bars: TestBars, length: number): TestBars {
  const cut = (column: Float64Array): Float64Array => column.slice(0, length);
  return {
    time: cut(bars.time),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
    session: cut(bars.session),
  };
}

/** What a test may feed in where a definition would name other features. */
export interface RunOptions {
  readonly context?: FeatureContext;
  /** Rows after which the process is asked again, rising; the last row is added. */
  readonly cuts?: readonly number[];
  /** Where all columns lie; absent: the heap. */
  readonly arena?: Arena;
}

/**
 * All outputs of a bound feature over bars. Names are read from bar fields; inner features are run as a plan would run them; the other
 * symbol and the company of a cross-section are fixed walks; the calendar never closes; a series has a new value every ten bars.
 */
export function runBound(bound: BoundFeature, outputs: number, bars: TestBars, options: RunOptions = {}): Float64Array[] {
  return runOn(bound, outputs, bars, options, bars.close);
}

function runOn(bound: BoundFeature, outputs: number, bars: TestBars, options: RunOptions, source: Float64Array): Float64Array[] {
  const length = bars.close.length;
  const { arena } = options;
  const allocate = (): Float64Array => (arena === undefined ? new Float64Array(length) : arena.float64(length));
  const columns = Array.from({ length: outputs }, () => allocate().fill(12345.678));
  const inputs = inputColumns(bound, bars, options, source).map((column) => {
    if (arena === undefined || column.buffer === arena.memory.buffer) return column;
    const copy = allocate();
    copy.set(column);
    return copy;
  });
  const cuts = [...(options.cuts ?? []), length];
  if (bound.cross !== undefined) {
    const company = COMPANY.map((seed) => walk(length, seed).close);
    const spare = company.map(() => new Float64Array(length));
    let done = 0;
    for (const cut of cuts) {
      bound.cross([inputs[0]!, ...company], [columns[0]!, ...spare], done, cut);
      done = cut;
    }
    return columns;
  }
  const warm = warmUpOf(bound, options.context ?? DAILY)[0]!.warmup;
  const process = bound.start({ inputs, outputs: columns, time: bars.time, firstRow: () => warm });
  for (const cut of cuts) process.advance(cut);
  return columns;
}

/** The symbol that others are compared with. */
export const otherSymbol = (length: number): TestBars => walk(length, 901);
const COMPANY: readonly number[] = [902, 903, 904, 905, 906];

export function inputColumns(
  bound: BoundFeature,
  bars: TestBars,
  options: RunOptions,
  source: Float64Array = bars.close,
): Float64Array[] {
  return bound.inputs.map((input) => inputColumn(input, bars, options, source));
}

function inputColumn(input: InputRef, bars: TestBars, options: RunOptions, source: Float64Array): Float64Array {
  switch (input.kind) {
    case 'bar':
      return bars[input.field];
    case 'source':
      return source;
    case 'session':
      return bars.session;
    case 'calendar':
      return bars.time.map((time) => calendarField(calendarOf('24x7'), input.field, time));
    case 'other':
      return otherSymbol(bars.close.length)[input.field];
    case 'feature': {
      const { feature, params, of, output = 0 } = input;
      const bound = feature.bind(params, options.context ?? DAILY);
      const inner = of === undefined ? source : inputColumn(of, bars, options, source);
      return runOn(bound, feature.outputs.length, bars, { ...options, cuts: [] }, inner)[output]!;
    }
    case 'series': {
      const calendar = '24x7';
      const { length } = bars.time;
      const lane = {
        bars: { ...bars, length },
        factor: undefined,
        calendar,
        rows: undefined,
        inDataset: true,
        known: length,
      } as const;
      const worker = new SeriesWorker(lane, new Float64Array(length), { series: testSeries(bars.time) }, input);
      worker.advance();
      return worker.outputs[0]!;
    }
    case 'name': {
      const column = Object.entries(bars).find(([name]) => name === input.name)?.[1];
      if (!(column instanceof Float64Array)) throw new Error(`no test column ${input.name}`);
      return column;
    }
    default:
      return input satisfies never;
  }
}

/** An observation every ten bars, the first one known before the first bar. */
function testSeries(time: Float64Array): Series {
  const known = time.filter((_, i) => i % 10 === 0);
  const { length } = known;
  const value = Float64Array.from(known, (_, i) => 10 + Math.sin(i));
  const rest = { id: 'X', source: 'test', frequency: 'daily', tags: [], availability: 'at once', synthetic: true } as const;
  return { ...rest, length, period: known, availableAt: known, value };
}

export function runFeature(feature: Feature, params: unknown, bars: TestBars, options: RunOptions = {}): Float64Array[] {
  return runBound(feature.bind(params, options.context ?? DAILY), feature.outputs.length, bars, options);
}

/** A table of numbers that were not made by the code under test. */
export interface WorkedCase {
  /** Where the expected numbers come from. */
  readonly source: string;
  readonly params: unknown;
  readonly closes?: readonly number[];
  readonly bars?: TestBars;
  /** By output; a bare list is the first output. Undefined: no value there; null: not looked at. */
  readonly expected: readonly Expected[] | Readonly<Record<string, readonly Expected[]>>;
  /** Share of the larger size. */
  readonly tolerance: number;
  /** Or this much: what the last printed digit leaves open. */
  readonly absolute?: number;
}
type Expected = number | undefined | null;

export interface ContractOptions {
  /** Parameters the properties use; absent: the defaults. */
  readonly params?: unknown;
  readonly context?: FeatureContext;
  /** Outputs that are ratios: prices × 1000 changes them by less than 1e-9. Absent: none. */
  readonly ratios?: readonly string[];
  /** Outputs that grow with prices: prices × 1000 makes them 1000 times as large. */
  readonly prices?: readonly string[];
}

/** What every feature must hold, whatever it computes (RESEARCH 3.3). */
export function featureContract(feature: Feature, cases: readonly WorkedCase[], options: ContractOptions = {}): void {
  const context = options.context ?? DAILY;
  const params = options.params ?? {};
  const of = (bars: TestBars, cuts: readonly number[] = []): Float64Array[] =>
    runFeature(feature, params, bars, { context, cuts });
  describe(`feature ${feature.type}`, () => {
    for (const worked of cases) test(`worked: ${worked.source}`, () => checkCase(feature, worked, context));
    test('warm-up is exact to the bar', () => {
      const warm = warmUpOf(feature.bind(params, context), context);
      const outputs = of(walk(Math.max(...warm.map(({ warmup }) => warmup)) + 40, 1));
      for (const [index, { warmup }] of warm.entries()) {
        const first = outputs[index]!.findIndex((value) => !Number.isNaN(value));
        expect(`${feature.outputs[index]} ${first}`).toBe(`${feature.outputs[index]} ${warmup}`);
      }
    });
    test('same input, same bits; two computations share nothing', () => {
      if (feature.bind(params, context).cross !== undefined) return expect(of(walk(1500, 2))).toEqual(of(walk(1500, 2)));
      const a = walk(1500, 2);
      const b = walk(1500, 3);
      const alone = [of(a), of(b)];
      const bound = feature.bind(params, context);
      const columns = [a, b].map(() => feature.outputs.map(() => new Float64Array(1500)));
      const warm = warmUpOf(bound, context)[0]!.warmup;
      const processes = [a, b].map((bars, index) =>
        bound.start({
          inputs: inputColumns(bound, bars, { context }),
          outputs: columns[index]!,
          time: bars.time,
          firstRow: () => warm,
        }),
      );
      for (let to = 100; to <= 1500; to += 100) for (const process of processes) process.advance(to);
      expect(columns).toEqual(alone);
    });
    test('rows never depend on later rows', () => {
      const bars = walk(2 * BLOCK_ROWS + 100, 4);
      const whole = of(bars);
      for (const length of [50, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 1500]) {
        expect(of(head(bars, length))).toEqual(whole.map((column) => column.slice(0, length)));
      }
    });
    test('streamed at random cuts it gives the bits of one pass', () => {
      const bars = walk(2 * BLOCK_ROWS + 333, 5);
      const whole = of(bars);
      const length = bars.close.length;
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: length }), { maxLength: 60 }), (cuts) => {
          expect(
            of(
              bars,
              cuts.sort((a, b) => a - b),
            ),
          ).toEqual(whole);
        }),
        { numRuns: 25 },
      );
    });
    test('finite on flat, tiny and huge prices', () => {
      for (const price of [1e-9, 1, 1e12]) {
        for (const bars of [barsOfCloses(new Array<number>(400).fill(price)), scaled(walk(400, 6), price / 100)]) {
          for (const column of of(bars)) {
            for (const value of column) expect(Number.isNaN(value) || Number.isFinite(value)).toBe(true);
          }
        }
      }
    });
    scaleTests(feature, options, of);
    settleTest(feature, params, context, of);
  });
}

function scaleTests(feature: Feature, options: ContractOptions, of: (bars: TestBars) => Float64Array[]): void {
  const check = (names: readonly string[], factor: number): void => {
    const bars = walk(700, 7);
    const before = of(bars);
    const after = of(scaled(bars, 1000));
    for (const name of names) {
      const index = feature.outputs.indexOf(name);
      expect(index).toBeGreaterThanOrEqual(0);
      const [a, b] = [before[index]!, after[index]!];
      for (let i = 0; i < a.length; i += 1) expectClose(b[i]! / factor, a[i]!, 1e-9, `${name} row ${i}`);
    }
  };
  if (options.ratios !== undefined) {
    const names = options.ratios;
    test('ratios do not change when prices are multiplied', () => check(names, 1));
  }
  if (options.prices !== undefined) {
    const names = options.prices;
    test('prices grow with prices', () => check(names, 1000));
  }
}

/** The last rows computed from warm-up + settle bars only differ from full history by less than 1e-3 of their usual size. */
function settleTest(feature: Feature, params: unknown, context: FeatureContext, of: (bars: TestBars) => Float64Array[]): void {
  const warm = warmUpOf(feature.bind(params, context), context);
  if (warm.every(({ settle }) => settle === 0)) return;
  test('settled after warm-up and settle bars', () => {
    const bars = walk(3000, 8);
    const whole = of(bars);
    for (const [index, { warmup, settle }] of warm.entries()) {
      const rows = warmup + settle + 1;
      const tail = (column: Float64Array): Float64Array => column.slice(3000 - rows);
      const part = of({
        time: tail(bars.time),
        open: tail(bars.open),
        high: tail(bars.high),
        low: tail(bars.low),
        close: tail(bars.close),
        volume: tail(bars.volume),
        session: tail(bars.session),
      });
      const usual = whole[index]!.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : Math.abs(value)), 0) / 3000;
      expect(Math.abs(part[index]!.at(-1)! - whole[index]!.at(-1)!)).toBeLessThan(1e-3 * usual);
    }
  });
}

/** One table against the feature. */
export function checkCase(feature: Feature, worked: WorkedCase, context: FeatureContext): void {
  const bars = worked.bars ?? barsOfCloses(worked.closes ?? []);
  const outputs = runFeature(feature, worked.params, bars, { context });
  const expected = isList(worked.expected) ? { [feature.outputs[0]!]: worked.expected } : worked.expected;
  for (const [name, values] of Object.entries(expected)) {
    const column = outputs[feature.outputs.indexOf(name)];
    expect(column, `output ${name}`).toBeDefined();
    expect(column!.length).toBe(values.length);
    for (const [i, value] of values.entries()) {
      if (value === null || Math.abs(column![i]! - (value ?? NaN)) <= (worked.absolute ?? 0)) continue;
      expectClose(column![i]!, value ?? NaN, worked.tolerance, `${name} row ${i}`);
    }
  }
}

function isList(value: WorkedCase['expected']): value is readonly Expected[] {
  return Array.isArray(value);
}

/** Equal within a share of the larger size; NaN only equals NaN. */
export function expectClose(actual: number, expected: number, relative: number, label: string): void {
  const size = Math.max(Math.abs(actual), Math.abs(expected), 1e-300);
  const near = Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) <= relative * Math.max(size, 1e-12);
  if (!near) expect.fail(`${label}: ${actual} is not ${expected} within ${relative}`);
}
