import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { walk } from './feature.testkit.ts';
import { cacheKeys, defineFeature, expressionKey, FEATURES, type FeatureBars, planFeatures, startFeatures } from './index.ts';
import { columns, DAY, datasetOf, expr, options, plan, seriesOf, symbolOf } from './run.testkit.ts';

const DEFINITIONS = [
  { name: 'rsi_14', type: 'technical' },
  { name: 'sma_20', type: 'technical' },
  { name: 'smooth', type: 'ema', params: { period: 5 }, input: 'rsi_14' },
  { name: 'trend', type: 'expression', params: { expr: 'close / sma_20 - 1' } },
  { name: 'macd', type: 'technical' },
];

describe('plan', () => {
  test('orders, shares and drops what nobody reads', () => {
    const found = plan(DEFINITIONS, { names: ['smooth', 'trend', 'rsi_14'], expressions: [expr('sma_20 > close')] });
    expect(found.nodes.map(({ key }) => key.replaceAll('@1d ', ''))).toEqual([
      'close',
      'rsi/1{"period":14}(close#0)',
      'ema/2{"period":5,"seed":"mean"}(rsi/1{"period":14}(close#0)#0)',
      'sma/1{"period":20}(close#0)',
      'expression/2{"expr":"close / sma_20 - 1"}(close#0, sma/1{"period":20}(close#0)#0)',
      'expression/2{"expr":"sma_20 > close"}(sma/1{"period":20}(close#0)#0, close#0)',
    ]);
    expect(found.warmUp).toEqual({ warmup: 19, settle: 125 + 23 });
  });

  test('two names of one computation are one node', () => {
    const twins = [
      { name: 'a', type: 'sma', params: { period: 5 } },
      { name: 'b', type: 'sma', params: { period: 5 } },
    ];
    expect(plan(twins, { names: ['a', 'b'] }).nodes.length).toBe(2);
  });

  test('unknown names', () => {
    expect(() => plan(DEFINITIONS, { names: ['rsi14'] })).toThrow(
      expect.objectContaining({ code: 'FEATURE_UNKNOWN', hint: 'did you mean "rsi_14"?' }),
    );
    expect(() => plan(DEFINITIONS, { names: ['macd.middle'] })).toThrow(expect.objectContaining({ code: 'FEATURE_UNKNOWN' }));
  });

  test('cache keys change with data, parameters and inputs, and with nothing else', () => {
    const key = (definitions: readonly object[], name: string, data: string): string => {
      const made = plan(definitions, { names: [name] });
      return cacheKeys(
        made,
        () => data,
        (text) => text,
      ).get(made.reads.get(name)!.node)!;
    };
    const a = key(DEFINITIONS, 'smooth', 'x');
    expect(key([...DEFINITIONS].reverse(), 'smooth', 'x')).toBe(a);
    expect(key(DEFINITIONS, 'smooth', 'y')).not.toBe(a);
    expect(key([{ name: 'rsi_14', type: 'technical', params: { period: 15 } }, ...DEFINITIONS.slice(1)], 'smooth', 'x')).not.toBe(
      a,
    );
  });
});

describe('run', () => {
  const bars = columns(walk(2500, 11));

  test('a chain of features, an expression and single outputs, with their first rows', () => {
    const names = ['rsi_14', 'smooth', 'trend', 'macd', 'macd.signal', 'close'];
    const run = startFeatures({ plan: plan(DEFINITIONS, { names }), dataset: datasetOf([symbolOf('A', bars)]) });
    expect(run.firstRow(0)).toBe(Infinity);
    run.advance(2500);
    expect(names.map((name) => run.firstRow(0, [name]))).toEqual([14, 18, 19, 25, 33, 0]);
    for (const name of names) {
      const column = run.column(0, name);
      const first = run.firstRow(0, [name]);
      expect([Number.isNaN(column[first]!), first > 0 && !Number.isNaN(column[first - 1]!)]).toEqual([false, false]);
    }
    const sma = bars.close.slice(981, 1001).reduce((a, b) => a + b, 0) / 20;
    expect(run.column(0, 'trend')[1000]).toBeCloseTo(bars.close[1000]! / sma - 1, 12);
  });

  test('row by row, block by block and in random steps: the same bits', () => {
    const two = symbolOf(
      'B',
      columns(
        walk(1250, 12),
        Float64Array.from({ length: 1250 }, (_, i) => (2 * i + 1) * DAY),
      ),
      {
        rows: Int32Array.from({ length: 1250 }, (_, i) => 2 * i),
        factor: Float64Array.from({ length: 1250 }, (_, i) => (i < 600 ? 1 : 7)),
      },
    );
    const dataset = datasetOf([symbolOf('A', bars), two]);
    const definitions = [...DEFINITIONS, { name: 'other', type: 'zscore', params: { period: 10 }, symbol: 'B' }];
    const reads = {
      names: ['smooth', 'trend', 'macd.histogram', 'other', 'close'],
      expressions: [expr('bars_since(rsi_14 < 40, 9) > 2 or other > 1')],
    };
    const of = (steps: readonly number[]): Float64Array[] => {
      const made = plan(definitions, reads);
      const run = startFeatures({ plan: made, dataset });
      for (const to of [...steps, 2500]) run.advance(to);
      return [0, 1].flatMap((symbol) => [...made.reads.keys()].map((key) => run.column(symbol, key)));
    };
    const whole = of([]);
    expect(of(Array.from({ length: 2500 }, (_, i) => i + 1))).toEqual(whole);
    expect(of([1024, 2048])).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2500 }), { maxLength: 12 }), (steps) => {
        expect(of(steps.sort((a, b) => a - b))).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  test('adjusted basis: prices times factor, volume as it is', () => {
    const factor = Float64Array.from({ length: 2500 }, (_, i) => (i < 1000 ? 1 : 4));
    const run = startFeatures({
      plan: plan([{ name: 'jump', type: 'return' }], { names: ['close', 'volume', 'jump'] }),
      dataset: datasetOf([symbolOf('A', bars, { factor })]),
    });
    run.advance(2500);
    expect(run.column(0, 'close')[1000]).toBe(bars.close[1000]! * 4);
    expect(run.column(0, 'volume')).toBe(bars.volume);
    expect(run.column(0, 'jump')[1000]).toBeCloseTo((4 * bars.close[1000]!) / bars.close[999]! - 1, 14);
  });

  test('a row without a bar carries the last known value; before the first bar there is none', () => {
    const time = Float64Array.from([1, 2, 3, 4, 5, 6], (day) => day * DAY);
    const some = columns(walk(3, 13), Float64Array.from([2 * DAY, 3 * DAY, 5 * DAY]));
    const full = columns(walk(6, 14), time);
    const dataset = datasetOf([symbolOf('A', full), symbolOf('B', some, { rows: Int32Array.from([1, 2, 4]) })], time);
    const run = startFeatures({ plan: plan([{ name: 'moved', type: 'return' }], { names: ['close', 'moved'] }), dataset });
    run.advance(6);
    const [a, b, c] = some.close;
    expect(Array.from(run.column(1, 'close'))).toEqual([NaN, a, b, b, c, c]);
    expect(Array.from(run.column(1, 'moved'))).toEqual([NaN, NaN, b! / a! - 1, b! / a! - 1, c! / b! - 1, c! / b! - 1]);
    expect([run.firstRow(1, ['close']), run.firstRow(1, ['moved'])]).toEqual([1, 2]);
  });

  test('a higher timeframe is seen from its close on, not before', () => {
    const time = Float64Array.from({ length: 15 }, (_, i) => (i + 1) * DAY);
    const daily = columns(walk(15, 15), time);
    const weekly: FeatureBars = {
      bars: columns(walk(3, 16), Float64Array.from([5 * DAY, 10 * DAY, 15 * DAY])),
      factor: undefined,
      calendar: 'XNYS',
    };
    const made = plan([{ name: 'week', type: 'return', timeframe: '1w' }], { names: ['week'] });
    expect(made.places).toEqual([{ symbol: undefined, timeframe: '1w' }]);
    const run = startFeatures({
      plan: made,
      dataset: datasetOf([symbolOf('A', daily)], time),
      bars: (symbol, timeframe) => (symbol === 'A' && timeframe === '1w' ? weekly : undefined),
    });
    run.advance(9);
    expect(run.firstRow(0)).toBe(Infinity);
    run.advance(15);
    expect(run.firstRow(0)).toBe(9);
    const [a, b, c] = weekly.bars.close;
    const expected = [...new Array<number>(9).fill(NaN), ...new Array<number>(5).fill(b! / a! - 1), c! / b! - 1];
    expect(Array.from(run.column(0, 'week'))).toEqual(expected);
  });

  test('another symbol is read as of its own availability', () => {
    const time = Float64Array.from([1, 2, 3, 4], (day) => day * DAY);
    const late = {
      ...columns(walk(2, 17), Float64Array.from([1 * DAY, 2 * DAY])),
      availableAt: Float64Array.from([2 * DAY, 4 * DAY]),
    };
    const made = plan([{ name: 'spy', type: 'sma', params: { period: 1 }, symbol: 'SPY' }], { names: ['spy'] });
    const run = startFeatures({
      plan: made,
      dataset: datasetOf([symbolOf('A', columns(walk(4, 18), time))], time),
      bars: (symbol) => (symbol === 'SPY' ? { bars: late, factor: undefined, calendar: 'XNYS' } : undefined),
    });
    run.advance(4);
    expect(Array.from(run.column(0, 'spy'))).toEqual([NaN, late.close[0], late.close[0], late.close[1]]);
    expect(() => startFeatures({ plan: made, dataset: datasetOf([symbolOf('A', columns(walk(4, 18), time))], time) })).toThrow(
      expect.objectContaining({ code: 'SYMBOL_UNKNOWN' }),
    );
  });
});

/** The bar-by-bar form of STYLE.md, as a user would write it: the oracle of the built-in block form. */
class OwnRsi {
  readonly #period: number;
  #previousClose: number | undefined;
  #differences = 0;
  #averageGain = 0;
  #averageLoss = 0;
  constructor(period: number) {
    this.#period = period;
  }

  update({ close }: { readonly close: number }): number | undefined {
    const previous = this.#previousClose;
    this.#previousClose = close;
    if (previous === undefined) return undefined;
    this.#differences += 1;
    const weight = 1 / Math.min(this.#differences, this.#period);
    this.#averageGain += (Math.max(close - previous, 0) - this.#averageGain) * weight;
    this.#averageLoss += (Math.max(previous - close, 0) - this.#averageLoss) * weight;
    if (this.#differences < this.#period) return undefined;
    const total = this.#averageGain + this.#averageLoss;
    return total === 0 ? 50 : (100 * this.#averageGain) / total;
  }
}

describe('own features', () => {
  const own = defineFeature({
    type: 'own_rsi',
    summary: 'relative strength index, bar by bar',
    unit: 'index 0-100',
    source: 'Wilder 1978',
    params: z.strictObject({ period: z.int().default(14) }),
    warmup: ({ period }) => period,
    create: ({ period }) => new OwnRsi(period),
  });
  const two = defineFeature({
    type: 'two',
    summary: 'two outputs',
    unit: 'price',
    source: 'test',
    outputs: ['range', 'inverse'],
    params: z.strictObject({}),
    warmup: () => 0,
    create: () => ({ update: ({ high, low, volume }) => ({ range: high - low, inverse: volume > 5000 ? 1 / 0 : undefined }) }),
  });
  const modules = new Map([
    ['own.ts', own],
    ['two.ts', two],
  ]);
  const definitions = [
    { name: 'mine', type: 'custom', module: 'own.ts' },
    { name: 'two', type: 'custom', module: 'two.ts' },
    { name: 'rsi_14', type: 'technical' },
  ];

  test('the bar-by-bar form gives the numbers of the block form, however it is stepped', () => {
    const dataset = datasetOf([symbolOf('A', columns(walk(1500, 21))), symbolOf('B', columns(walk(1500, 22)))]);
    const names = ['mine', 'rsi_14', 'two', 'two.inverse'];
    const stepped = startFeatures({ plan: plan(definitions, { names }, modules), dataset });
    for (let to = 1; to <= 1500; to += 1) stepped.advance(to);
    const whole = startFeatures({ plan: plan(definitions, { names }, modules), dataset });
    whole.advance(1500);
    for (const symbol of [0, 1]) {
      const mine = stepped.column(symbol, 'mine');
      expect(mine).toEqual(whole.column(symbol, 'mine'));
      const rsi = stepped.column(symbol, 'rsi_14');
      for (let i = 0; i < 1500; i += 1) {
        if (i < 14) expect([mine[i], rsi[i]]).toEqual([NaN, NaN]);
        else expect(mine[i]).toBeCloseTo(rsi[i]!, 9);
      }
      const { high, low } = dataset.symbols[symbol]!.bars;
      expect(stepped.column(symbol, 'two')[7]).toBe(high[7]! - low[7]!);
      expect(stepped.column(symbol, 'two.inverse').every((value) => Number.isNaN(value))).toBe(true);
    }
  });
});

describe('three-valued logic of columns', () => {
  // A row for each pair of true, false, missing: the columns a and b are 1, 0 and NaN compared with 0.5.
  const value = [1, 0, NaN];
  const a = Float64Array.from({ length: 9 }, (_, i) => value[Math.floor(i / 3)]!);
  const b = Float64Array.from({ length: 9 }, (_, i) => value[i % 3]!);

  test.each([
    ['open > 0.5 and close > 0.5', [1, 0, NaN, 0, 0, 0, NaN, 0, NaN]],
    ['open > 0.5 or close > 0.5', [1, 1, 1, 1, 0, NaN, 1, NaN, NaN]],
    ['not open > 0.5', [0, 0, 0, 1, 1, 1, NaN, NaN, NaN]],
    ['if(open > 0.5, close, -1)', [1, 0, NaN, -1, -1, -1, NaN, NaN, NaN]],
    ['open + close', [2, 1, NaN, 1, 0, NaN, NaN, NaN, NaN]],
    ['open < close', [0, 0, NaN, 1, 0, NaN, NaN, NaN, NaN]],
    ['open <= close', [1, 0, NaN, 1, 1, NaN, NaN, NaN, NaN]],
    ['open >= close', [1, 1, NaN, 0, 1, NaN, NaN, NaN, NaN]],
    ['open == close', [1, 0, NaN, 0, 1, NaN, NaN, NaN, NaN]],
    ['open != close', [0, 1, NaN, 1, 0, NaN, NaN, NaN, NaN]],
    ['open / close', [1, NaN, NaN, 0, NaN, NaN, NaN, NaN, NaN]],
    ['open % close', [0, NaN, NaN, 0, NaN, NaN, NaN, NaN, NaN]],
    ['between(open, close, 0.5)', [0, 0, 0, 0, 1, NaN, NaN, NaN, NaN]],
    ['log(open)', [0, 0, 0, NaN, NaN, NaN, NaN, NaN, NaN]],
    ['sqrt(0 - open)', [NaN, NaN, NaN, 0, 0, 0, NaN, NaN, NaN]],
    ['exp(open * 1000)', [NaN, NaN, NaN, 1, 1, 1, NaN, NaN, NaN]],
    ['max(open, close, 0.5)', [1, 1, NaN, 1, 0.5, NaN, NaN, NaN, NaN]],
    ['clip(open * 3 - 1, -0.5, 1.5)', [1.5, 1.5, 1.5, -0.5, -0.5, -0.5, NaN, NaN, NaN]],
    ['sign(open - 0.5) + abs(0 - close)', [2, 1, NaN, 0, -1, NaN, NaN, NaN, NaN]],
  ])('%s', (text, expected) => expect(evaluate(text, a, b)).toEqual(expected));

  test.each([
    // A cross needs the bar before; equality on the bar before counts as below, equality now is no cross.
    ['crosses_above(open, 2)', [1, 2, 3, 2, 2, 3], [NaN, 0, 1, 0, 0, 1]],
    ['crosses_below(open, 2)', [3, 2, 1, 2, 1, NaN], [NaN, 0, 1, 0, 1, 0]],
    ['crosses_above(open, 2)', [1, NaN, 3, 1, 3, 3], [NaN, NaN, NaN, 0, 1, 0]],
    ['lag(open, 2)', [1, 2, 3, 4, 5, 6], [NaN, NaN, 1, 2, 3, 4]],
    ['change(open, 1)', [1, 2, 4, 8, 8, 7], [NaN, 1, 2, 4, 0, -1]],
    ['pct_change(open, 1)', [1, 2, 0, 8, 4, 4], [NaN, 1, -1, NaN, -0.5, 0]],
    ['sma(open, 3)', [1, 2, 6, NaN, 3, 3], [NaN, NaN, 3, NaN, NaN, NaN]],
    ['sum(open, 2)', [1, 2, 6, NaN, 3, 3], [NaN, 3, 8, NaN, NaN, 6]],
    ['std(open, 2)', [1, 3, 3, 5, 5, 5], [NaN, 1, 0, 1, 0, 0]],
    ['highest(open, 3)', [3, 1, 2, 0, 0, 5], [NaN, NaN, 3, 2, 2, 5]],
    ['lowest(open, 2)', [3, 1, 2, NaN, 0, 5], [NaN, 1, 1, NaN, NaN, 0]],
    ['ema(open, 3)', [1, 2, 3, 5, NaN, 9], [NaN, NaN, 2, 3.5, NaN, 6.25]],
    ['bars_since(open > 1, 3)', [2, 0, 0, 0, 0, 2], [NaN, NaN, 2, 3, 3, 0]],
    ['bars_since(open > 1, 3)', [2, 0, NaN, 0, 0, 0], [NaN, NaN, NaN, NaN, NaN, 3]],
    ['sma(lag(open, 1), 2)', [1, 3, 5, 7, 9, 11], [NaN, NaN, 2, 4, 6, 8]],
    ['lag(5, 2) + open', [1, 2, 3, 4, 5, 6], [NaN, NaN, 8, 9, 10, 11]],
  ])('%s over %j', (text, values, expected) => {
    expect(evaluate(text, Float64Array.from(values), Float64Array.from(values))).toEqual(expected);
  });

  test('an earlier answer of or does not shorten the warm-up', () => {
    const values = Float64Array.from([1, 2, 3, 4]);
    expect(evaluate('open > 0 or lag(open, 2) > 0', values, values)).toEqual([NaN, NaN, 1, 1]);
  });
});

function evaluate(text: string, open: Float64Array, close: Float64Array): number[] {
  const bars = { ...columns(walk(open.length, 1)), open, close };
  const expression = expr(text);
  const run = startFeatures({
    plan: planFeatures([], { expressions: [expression] }, options),
    dataset: datasetOf([symbolOf('A', bars)]),
  });
  run.advance(open.length);
  // Adding 0 turns −0 into 0.
  return Array.from(run.column(0, expressionKey(expression)), (value) => value + 0);
}

test('every built-in feature can be planned by name', () => {
  for (const { type } of FEATURES) {
    const given: Record<string, object> = {
      expression: { params: { expr: 'close' } },
      vwap: { params: { anchor: 'start' } },
      series: { params: { id: 'X' } },
      beta: { symbol: 'F' },
      correlation: { symbol: 'F' },
    };
    const made = plan([{ name: 'it', type, ...given[type] }], { names: ['it'] });
    const dataset = datasetOf(['A', 'B', 'C', 'D', 'E', 'F'].map((name, seed) => symbolOf(name, columns(walk(420, seed)))));
    const run = startFeatures({ plan: made, dataset, series: () => ({ series: seriesOf([[0, 0, 5]]) }) });
    run.advance(420);
    // A half-life is missing where nothing returns to a mean: one defined row is enough.
    const values = run.column(0, 'it').subarray(300);
    expect([type, values.some((value) => Number.isFinite(value))]).toEqual([type, true]);
  }
});
