import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineFeature, featuresSection, isFeature, type ResolveOptions, resolveFeatures } from './index.ts';

function resolve(definitions: readonly object[], options: Partial<ResolveOptions> = {}) {
  const section = featuresSection.parse({ definitions });
  return resolveFeatures(section.definitions, { timeframe: '1d', ...options });
}

const problems = (definitions: readonly object[], options: Partial<ResolveOptions> = {}): unknown[] =>
  resolve(definitions, options).problems.map(({ code, severity, path, message }) => [code, severity, path.join('.'), message]);

describe('kind and parameters from the name', () => {
  test.each([
    [{ name: 'rsi_14', type: 'technical' }, 'rsi', { period: 14 }, { period: 'from name' }],
    [{ name: 'rsi', type: 'technical' }, 'rsi', { period: 14 }, { period: 'default' }],
    [{ name: 'rsi_14', type: 'technical', params: { period: 14 } }, 'rsi', { period: 14 }, { period: 'file' }],
    [{ name: 'volume_spike_20', type: 'custom' }, 'volume_spike', { window: 20 }, { window: 'from name' }],
    [{ name: 'fast', type: 'sma', params: { period: 9 } }, 'sma', { period: 9 }, { period: 'file' }],
    [
      { name: 'trend_50', type: 'technical', kind: 'ema' },
      'ema',
      { period: 50, seed: 'mean' },
      { period: 'from name', seed: 'default' },
    ],
    [
      { name: 'macd_8_21_5', type: 'technical' },
      'macd',
      { fast: 8, slow: 21, signal: 5, seed: 'mean' },
      { fast: 'from name', slow: 'from name', signal: 'from name', seed: 'default' },
    ],
    [
      { name: 'bollinger_30_3', type: 'technical' },
      'bollinger',
      { period: 30, multiplier: 3 },
      { period: 'from name', multiplier: 'from name' },
    ],
    [{ name: 'cs_rank_rsi_14', type: 'technical' }, 'cs_rank', { min_symbols: 5 }, { min_symbols: 'default' }],
    [
      { name: 'stoch_rsi_10', type: 'technical' },
      'stoch_rsi',
      { rsi_period: 10, period: 14, signal: 3 },
      { rsi_period: 'from name', period: 'default', signal: 'default' },
    ],
  ])('%j', (definition, kind, params, origins) => {
    const { features, problems: found } = resolve([definition]);
    expect(found).toEqual([]);
    expect(features[0]).toMatchObject({ kind, params, origins });
  });

  test('a conflict between name and parameters is a warning, the parameters hold', () => {
    const { features, problems: found } = resolve([{ name: 'rsi_14', type: 'technical', params: { period: 7 } }]);
    expect(features[0]!.params).toEqual({ period: 7 });
    expect(found).toMatchObject([
      { code: 'FEATURE_NAME_MISMATCH', severity: 'warning', path: ['definitions', 0, 'params', 'period'] },
    ]);
  });

  test('execution.like changes only the default of the seed', () => {
    const definitions = [
      { name: 'ema_20', type: 'technical' },
      { name: 'ema_50', type: 'technical', params: { seed: 'mean' } },
    ];
    expect(resolve(definitions, { seed: 'first' }).features.map(({ params }) => params['seed'])).toEqual(['first', 'mean']);
  });
});

describe('problems', () => {
  test.each([
    [
      [{ name: 'rsj_14', type: 'technical' }],
      ['FEATURE_KIND_UNKNOWN', 'error', 'definitions.0.name', 'no feature kind is the beginning of the name "rsj_14"'],
    ],
    [
      [{ name: 'a', type: 'technical', kind: 'rsj' }],
      ['FEATURE_KIND_UNKNOWN', 'error', 'definitions.0.kind', 'no feature kind is named "rsj"'],
    ],
    [
      [{ name: 'a', type: 'tecnical' }],
      ['FEATURE_KIND_UNKNOWN', 'error', 'definitions.0.type', 'no feature type is named "tecnical"'],
    ],
    [
      [{ name: 'rsi_14', type: 'technical', params: { perod: 3 } }],
      ['FEATURE_PARAMS', 'error', 'definitions.0.params.perod', 'rsi_14 has no parameter "perod"'],
    ],
    [
      [{ name: 'rsi_1', type: 'technical' }],
      ['FEATURE_PARAMS', 'error', 'definitions.0.name', 'parameter period of rsi_1: Too small: expected number to be >=2'],
    ],
    [
      [{ name: 'macd_26_12', type: 'technical' }],
      ['FEATURE_PARAMS', 'error', 'definitions.0.name', 'parameter fast of macd_26_12: fast is not below slow'],
    ],
    [
      [{ name: 'vwap', type: 'technical' }],
      ['FEATURE_PARAMS', 'error', 'definitions.0.params', 'vwap: bars of a day or longer need anchor: start'],
    ],
    [
      [{ name: 'atr_14', type: 'technical', input: 'close' }],
      ['FEATURE_PARAMS', 'error', 'definitions.0.input', 'atr reads bars and takes no input'],
    ],
    [
      [{ name: 'beta_50', type: 'technical' }],
      ['FEATURE_PARAMS', 'error', 'definitions.0.name', 'beta_50: beta compares with another symbol, and none is named'],
    ],
    [
      [{ name: 'cs_rank', type: 'technical', timeframe: '1w' }],
      [
        'FEATURE_PARAMS',
        'error',
        'definitions.0.timeframe',
        'cs_rank compares all symbols at data.timeframe and takes no timeframe',
      ],
    ],
    [
      [{ name: 'cs_zscore', type: 'technical', symbol: 'SPY' }],
      ['FEATURE_PARAMS', 'error', 'definitions.0.symbol', 'cs_zscore compares all symbols at data.timeframe and takes no symbol'],
    ],
    [
      [{ name: 'ratio', type: 'technical', params: { against: 'smaa' } }],
      ['FEATURE_UNKNOWN', 'error', 'definitions.0.params.against', 'no feature is named "smaa"'],
    ],
    [
      [{ name: 'delta', type: 'technical', params: { against: 'delta' } }],
      ['FEATURE_CYCLE', 'error', 'definitions.0.params.against', 'delta needs itself through delta'],
    ],
    [
      [{ name: 'delta', type: 'technical', params: { period: 0 } }],
      [
        'FEATURE_PARAMS',
        'error',
        'definitions.0.params.period',
        'parameter period of delta: a value is not compared with itself',
      ],
    ],
    [
      [
        { name: 'connors_rsi', type: 'technical', input: 'volume' },
        { name: 'adl', type: 'technical', input: 'close' },
      ],
      ['FEATURE_PARAMS', 'error', 'definitions.1.input', 'adl reads bars and takes no input'],
    ],
    [
      [{ name: 'sma_9', type: 'technical', input: 'rsi_14' }],
      ['FEATURE_UNKNOWN', 'error', 'definitions.0.input', 'no feature is named "rsi_14"'],
    ],
    [
      [{ name: 'x', type: 'expression', params: { expr: 'close / zma' } }],
      ['RULE_UNKNOWN_NAME', 'error', 'definitions.0.params.expr', 'nothing is named "zma"'],
    ],
    [
      [{ name: 'x', type: 'expression', params: { expr: 'close > 3' } }],
      ['RULE_TYPE', 'error', 'definitions.0.params.expr', 'close > 3 is a condition, a number is needed here'],
    ],
    [
      [{ name: 'x', type: 'expression', params: { expr: 'position.weight * 2' } }],
      ['RULE_UNKNOWN_NAME', 'error', 'definitions.0.params.expr', 'position.weight is not known to a feature, only to rules'],
    ],
    [
      [{ name: 'x', type: 'expression', params: { expr: 'close /' } }],
      ['RULE_SYNTAX', 'error', 'definitions.0.params.expr', 'expected a value, not the end'],
    ],
    [
      [{ name: 'rsi_14', type: 'technical', timeframe: '1h' }],
      ['FEATURE_TIMEFRAME', 'error', 'definitions.0.timeframe', 'timeframe 1h is not a multiple of data.timeframe 1d'],
    ],
  ])('%j', (definitions, expected) => expect(problems(definitions)).toEqual([expected]));

  test('two of one name', () => {
    expect(
      problems([
        { name: 'rsi_14', type: 'technical' },
        { name: 'rsi_14', type: 'technical' },
      ]),
    ).toEqual([['NAME_DUPLICATE', 'error', 'definitions.1.name', 'two features are named "rsi_14"']]);
  });

  test('a feature that needs itself, through others too', () => {
    const found = problems([
      { name: 'a', type: 'expression', params: { expr: 'b + 1' } },
      { name: 'b', type: 'sma', input: 'c' },
      { name: 'c', type: 'expression', params: { expr: 'a * 2' } },
      { name: 'd', type: 'expression', params: { expr: 'a + close' } },
    ]);
    expect(found).toEqual([
      ['FEATURE_CYCLE', 'error', 'definitions.0.params.expr', 'a needs itself through b, c, a'],
      ['FEATURE_CYCLE', 'error', 'definitions.1.input', 'b needs itself through c, a, b'],
      ['FEATURE_CYCLE', 'error', 'definitions.2.params.expr', 'c needs itself through a, b, c'],
    ]);
  });

  test('an expression problem carries its column inside the text', () => {
    const { problems: found } = resolve([{ name: 'x', type: 'expression', params: { expr: 'close / zma' } }]);
    expect(found).toMatchObject([{ column: 9, length: 3, hint: expect.stringContaining('') }]);
  });
});

test('a module is used as it is, its parameters are checked like any', () => {
  const edge = defineFeature({
    type: 'edge',
    summary: 'middle of the bar',
    unit: 'price',
    source: 'test',
    params: z.strictObject({ lookback: z.int().min(1).default(3) }),
    warmup: () => 0,
    create: () => ({ update: ({ high, low }) => (high + low) / 2 }),
  });
  expect(isFeature(edge)).toBe(true);
  expect([isFeature({ type: 'edge' }), isFeature(null), isFeature('edge')]).toEqual([false, false, false]);
  const modules = new Map([['features/edge.ts', edge]]);
  const define = (params: object) => [{ name: 'edge', type: 'custom', module: 'features/edge.ts', params }];
  expect(resolve(define({}), { modules }).features).toMatchObject([{ kind: 'module', params: { lookback: 3 } }]);
  expect(problems(define({ lookback: 0 }), { modules })).toMatchObject([
    ['FEATURE_PARAMS', 'error', 'definitions.0.params.lookback', expect.any(String)],
  ]);
});
