import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena, columnBytes } from '../../base/index.ts';
import { type InMemory, kernelsFor, missingKernels } from '../../kernels/index.ts';
import { runFeature, type TestBars, walk } from '../feature.testkit.ts';
import { FEATURES, type Feature } from '../index.ts';

/** Types whose blocks a kernel computes, by the kernel that must be called. */
const KERNELS: Readonly<Record<string, readonly string[]>> = {
  rollingMean: ['sma', 'price_to_sma', 'volume_sma', 'volume_spike', 'stoch', 'stoch_rsi'],
  rollingZscore: ['zscore', 'rolling_zscore'],
  bollinger: ['bollinger'],
  rsi: ['rsi'],
  recursiveMean: ['ema', 'volume_ema', 'ppo', 'keltner'],
  averageTrueRange: ['atr'],
  macd: ['macd'],
};

const COLUMNS = 40;

function arenaFor(rows: number): Arena {
  return new Arena(columnBytes(rows, COLUMNS), { private: true });
}

/** Wraps every kernel of an arena so that the calls can be seen. */
function watched(arena: Arena): Set<string> {
  const called = new Set<string>();
  const kernels = kernelsFor(arena.float64(0));
  if (kernels === undefined) throw new Error('the arena has no kernels');
  for (const name of Object.keys(kernels)) {
    const kernel: unknown = Reflect.get(kernels, name);
    if (typeof kernel !== 'function') continue;
    Reflect.set(kernels, name, (...args: readonly number[]): unknown => {
      called.add(name);
      return Reflect.apply(kernel, undefined, args);
    });
  }
  return called;
}

/** Bars with some rows missing and some stretches flat. */
function barsWith(length: number, seed: number, missing: readonly number[], flat: readonly number[]): TestBars {
  const bars = walk(length, seed);
  const columns = [bars.open, bars.high, bars.low, bars.close];
  for (const share of flat) {
    const from = Math.floor(share * length);
    for (const column of columns) column.fill(bars.close[from] ?? 1, from, Math.min(length, from + 60));
  }
  for (const share of missing) for (const column of columns) column[Math.floor(share * length)] = NaN;
  return bars;
}

function paramsOf(feature: Feature, period: number): unknown {
  const tried = [{ period }, { fast: period, slow: 2 * period + 1, signal: Math.ceil(period / 2) }, {}];
  return tried.find((params) => feature.params.safeParse(params).success);
}

const SHARE = fc.double({ min: 0, max: 0.999, noNaN: true });
const CASE = fc.record({
  length: fc.integer({ min: 1, max: 3500 }),
  seed: fc.nat(),
  period: fc.oneof(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 1500 })),
  missing: fc.array(SHARE, { maxLength: 3 }),
  flat: fc.array(SHARE, { maxLength: 2 }),
  cuts: fc.array(SHARE, { maxLength: 4 }),
});

test('this machine runs the kernels, or the tests below compare nothing', () => {
  expect(missingKernels()).toBeUndefined();
});

const takesMissing = new Set(Object.values(KERNELS).flat());

for (const feature of FEATURES) {
  // A series needs a catalogue: it only copies numbers.
  if (paramsOf(feature, 20) === undefined) continue;
  test(`${feature.type}: the same bits in memory with kernels and on the heap`, () => {
    const runs = takesMissing.has(feature.type) ? 60 : 6;
    fc.assert(
      fc.property(CASE, ({ length, seed, period, missing, flat, cuts }) => {
        // Only some types are defined on missing prices.
        const bars = barsWith(length, seed, takesMissing.has(feature.type) ? missing : [], flat);
        const params = paramsOf(feature, period);
        const at = cuts.map((share) => Math.floor(share * length)).sort((a, b) => a - b);
        const plain = runFeature(feature, params, bars, { cuts: at });
        const inMemory = runFeature(feature, params, bars, { cuts: at, arena: arenaFor(length) });
        for (const [k, column] of plain.entries()) expect(firstDifference(column, inMemory[k]!)).toBeUndefined();
      }),
      { numRuns: runs },
    );
  });
}

function firstDifference(a: Float64Array, b: Float64Array): unknown {
  const row = a.findIndex((value, i) => !Object.is(value, b[i]));
  return row < 0 ? undefined : { row, plain: a[row], inMemory: b[row] };
}

test('every kernel of a feature is called by the types that are said to use it', () => {
  for (const [kernel, types] of Object.entries(KERNELS)) {
    for (const type of types) {
      const feature = FEATURES.find((one) => one.type === type)!;
      const arena = arenaFor(2000);
      const called = watched(arena);
      runFeature(feature, {}, walk(2000, 1), { arena });
      expect([type, [...called]]).toEqual([type, expect.arrayContaining([kernel])]);
    }
  }
});

test('a column elsewhere has no kernels', () => {
  expect(kernelsFor(new Float64Array(8))).toBeUndefined();
  expect(kernelsFor(new Arena(1000).float64(8))).toBeUndefined();
  const own: InMemory | undefined = kernelsFor(new Arena(1000, { private: true }).float64(8));
  expect(own?.work).toBe(65_536);
});
