import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandSweep, type SweepConfig, SweptRange, sweepSchema, sweepSize, sweptPlace, type VariantList } from '../index.ts';

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function sweep(settings: object): SweepConfig {
  return sweepSchema.parse({ name: 's', agent: 'a', ...settings });
}

function expand(settings: object, seed = 42): VariantList {
  return expandSweep(sweep(settings), { seed, sha256 });
}

const names = (list: VariantList): readonly string[] => Array.from(list, ({ name }) => name);
const parameters = (list: VariantList): readonly object[] => Array.from(list, (variant) => variant.parameters);

describe('grid', () => {
  const grid = {
    name: 'rsi_threshold_grid',
    agent: 'rsi_reversion',
    parameters: [
      { path: 'rule.buy_below', values: [25, 30] },
      { path: 'rule.sell_above', values: [70, 75] },
    ],
  };

  test('the four of the template, in their order and with their names', () => {
    const list = expand(grid);
    expect(names(list)).toEqual([
      'rsi_reversion__rsi_threshold_grid__buy_below-25__sell_above-70',
      'rsi_reversion__rsi_threshold_grid__buy_below-25__sell_above-75',
      'rsi_reversion__rsi_threshold_grid__buy_below-30__sell_above-70',
      'rsi_reversion__rsi_threshold_grid__buy_below-30__sell_above-75',
    ]);
    expect(list.at(2)).toMatchObject({ index: 3, parameters: { 'rule.buy_below': 30, 'rule.sell_above': 70 } });
    expect(list).toMatchObject({ size: 4, isGrid: true });
    expect(list.axes()).toEqual([
      { path: 'rule.buy_below', values: [25, 30], at: Int32Array.of(0, 0, 1, 1) },
      { path: 'rule.sell_above', values: [70, 75], at: Int32Array.of(0, 1, 0, 1) },
    ]);
  });

  test('a million variants are made one by one', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const list = expand({ parameters: ['x.a', 'x.b', 'x.c'].map((path) => ({ path, values })), max_variants: 1_000_000 });
    expect(list.size).toBe(1_000_000);
    expect(list.at(123_456)).toEqual({
      index: 123_457,
      name: 'a__s__a-12__b-34__c-56',
      parameters: { 'x.a': 12, 'x.b': 34, 'x.c': 56 },
    });
  });

  test('numbers of an axis rise, however they were written; other values keep their order', () => {
    const [one, other] = expand({
      parameters: [
        { path: 'p', values: [3, 1, 2] },
        { path: 'q', values: ['slow', 'fast'] },
      ],
    }).axes();
    expect(one).toEqual({ path: 'p', values: [1, 2, 3], at: Int32Array.of(2, 2, 0, 0, 1, 1) });
    expect(other!.values).toEqual(['slow', 'fast']);
  });
});

describe('names', () => {
  const named = (path: string, value: unknown): string => names(expand({ parameters: [{ path, values: [value] }] }))[0]!;

  test.each([
    [0.25, '0p25'],
    [-3, 'm3'],
    [-0.5, 'm0p5'],
    [1e-7, '0p0000001'],
    [1e21, '1000000000000000000000'],
    [true, 'true'],
    ['RSI_14 < 30', 'rsi_14_30'],
    ['<>', '_'],
    [[1, 2.5, 'B'], '1_2p5_b'],
  ])('the value %j reads %s', (value, text) => {
    expect(named('rule.x', value)).toBe(`a__s__x-${text}`);
  });

  test('two parameters with one last part are called by their whole paths', () => {
    const list = expand({
      parameters: [
        { path: 'features.rsi_14.params.period', values: [7] },
        { path: 'features.sma_20.params.period', values: [20] },
        { path: 'rule.buy_below', values: [30] },
      ],
    });
    expect(names(list)).toEqual(['a__s__features_rsi_14_params_period-7__features_sma_20_params_period-20__buy_below-30']);
  });

  test('more than 120 characters are cut to 111, an underscore and 8 digits of the hash of the whole', () => {
    const whole = `a__s__x-${'z'.repeat(112)}`;
    expect(whole.length).toBe(120);
    expect(named('x', 'z'.repeat(112))).toBe(whole);
    const longer = `${whole}z`;
    const hash = createHash('sha256').update(longer).digest('hex').slice(0, 8);
    expect(named('x', 'z'.repeat(113))).toBe(`${longer.slice(0, 111)}_${hash}`);
  });

  test('values that read alike are told apart: the later one by a hash', () => {
    const hash = createHash('sha256').update('"a"').digest('hex').slice(0, 8);
    expect(names(expand({ parameters: [{ path: 'x', values: ['A', 'a'] }] }))).toEqual(['a__s__x-a', `a__s__x-a_${hash}`]);
  });

  test('no two variants have one name, the same one always', () => {
    const value = fc.oneof(
      fc.integer({ min: -5, max: 5 }),
      fc.string({ maxLength: 3 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(value, { minLength: 1, maxLength: 4, comparator: (a, b) => a === b }), {
          minLength: 1,
          maxLength: 3,
        }),
        (all) => {
          const list = expand({ parameters: all.map((values, k) => ({ path: `p${k}.x`, values })) });
          expect(new Set(names(list)).size).toBe(list.size);
        },
      ),
    );
  });
});

describe('random', () => {
  const space = {
    method: 'random',
    parameters: [
      { path: 'fast', min: 2, max: 50, integer: true },
      { path: 'size', min: 0.001, max: 1, scale: 'log' },
      { path: 'kind', values: ['a', 'b'] },
    ],
  };

  test('asking for more only appends; another name or seed draws others', () => {
    const some = parameters(expand({ ...space, trials: 20 }));
    const more = parameters(expand({ ...space, trials: 60 }));
    expect(more).toHaveLength(60);
    expect(more.slice(0, 20)).toEqual(some);
    expect(parameters(expand({ ...space, trials: 20, name: 't' }))).not.toEqual(some);
    expect(parameters(expand({ ...space, trials: 20 }, 43))).not.toEqual(some);
    expect(parameters(expand({ ...space, trials: 20, seed: 42 }, 43))).toEqual(some);
  });

  test('every value lies in its range, and none comes twice', () => {
    const all = parameters(expand({ ...space, trials: 500 })) as { fast: number; size: number; kind: string }[];
    for (const { fast, size } of all) {
      expect(Number.isInteger(fast) && fast >= 2 && fast <= 50).toBe(true);
      expect(size >= 0.001 && size <= 1).toBe(true);
    }
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(500);
    // Uniform in the logarithm: a third of the values below 0.01 (sd 2.1 %).
    const low = all.filter(({ size }) => size < 0.01).length / 500;
    expect(Math.abs(low - 1 / 3)).toBeLessThan(0.085);
  });

  test('a space with fewer members than trials is drawn empty', () => {
    const list = expand({
      method: 'random',
      trials: 50,
      parameters: [
        { path: 'x', min: 0.1, max: 0.5, step: 0.1 },
        { path: 'y', values: [1, 2, 3] },
      ],
    });
    expect(list.size).toBe(15);
    expect(sweepSize(sweep({ method: 'random', trials: 50, parameters: [{ path: 'x', min: 0, max: 1, integer: true }] }))).toBe(
      2,
    );
    const x = list.axes()[0]!;
    expect(x.values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(new Set(parameters(list).map((one) => JSON.stringify(one))).size).toBe(15);
  });

  test('members that chance hardly finds come in their own order', () => {
    // The largest of a million on a logarithmic scale has one chance in 28 million.
    const list = expand({
      method: 'random',
      trials: 2000,
      max_variants: 2000,
      parameters: [{ path: 'x', min: 1, max: 2000, integer: true, scale: 'log' }],
    });
    const all = parameters(list).map((one) => (one as { x: number }).x);
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 2000 }, (_, i) => i + 1));
    const fewer = expand({
      method: 'random',
      trials: 1990,
      max_variants: 2000,
      parameters: [{ path: 'x', min: 1, max: 2000, integer: true, scale: 'log' }],
    });
    expect(parameters(fewer)).toEqual(parameters(list).slice(0, 1990));
  });
});

test('members of ranges with steps', () => {
  const members = (settings: object): readonly number[] => {
    const range = new SweptRange(sweep({ parameters: [{ path: 'x', ...settings }] }).parameters[0]!);
    return Array.from({ length: range.members! }, (_, place) => range.member(place));
  };
  expect(members({ min: 0.1, max: 0.3, step: 0.1 })).toEqual([0.1, 0.2, 0.3]);
  expect(members({ min: 1.5, max: 4.5, integer: true })).toEqual([2, 3, 4]);
  expect(members({ min: 5, max: 20, integer: true, step: 5 })).toEqual([5, 10, 15, 20]);
  expect(members({ min: 5, max: 19, integer: true, step: 5 })).toEqual([5, 10, 15]);
});

test('successive halving begins with the grid when every parameter has values, else with the random list', () => {
  const written = { method: 'successive_halving', trials: 3, parameters: [{ path: 'x', values: [1, 2, 3, 4] }] };
  expect(expand(written)).toMatchObject({ size: 4, isGrid: true });
  const drawn = { ...written, parameters: [{ path: 'x', min: 0, max: 1 }] };
  expect(parameters(expand(drawn))).toEqual(parameters(expand({ ...drawn, method: 'random' })));
});

test('what a path names', () => {
  expect(sweptPlace('rule.buy_below')).toEqual({ in: 'agent', path: 'rule.buy_below' });
  expect(sweptPlace('features.rsi_14.params.period')).toEqual({ in: 'feature', feature: 'rsi_14', key: 'period' });
  for (const path of [
    'features',
    'features.rsi_14',
    'features.rsi_14.type.x',
    'features.rsi_14.params',
    'features.rsi_14.params.a.b',
  ])
    expect(sweptPlace(path)).toBeUndefined();
});
