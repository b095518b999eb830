import { describe, test } from 'vitest';
import { checkCase, DAILY } from './feature.testkit.ts';
import { of, published } from './worked.testkit.ts';

/** Printed results of another project for the types that have hand calculations elsewhere: one row per type and family. */
describe('published figures', () => {
  test.each([
    ['sma', { value: [82.426, 82.738, 83.094, 83.318, 83.628, 83.778, 84.254, 84.994, 85.574, 86.218, 86.804] }, 'sma'],
    ['wma', { value: [82.825, 83.066, 83.1, 83.399, 83.809, 84.053, 84.637, 85.399, 86.031, 86.763, 87.121] }, 'wma'],
    ['stdev', { value: [0.948, 0.875, 0.28, 0.423, 0.605, 0.671, 0.871, 0.926, 1.019, 1.174, 0.758] }, 'stddev'],
    [
      'bollinger',
      {
        lower: [80.53, 80.987, 82.533, 82.472, 82.418, 82.435, 82.511, 83.143, 83.536, 83.87, 85.289],
        middle: [82.426, 82.738, 83.094, 83.318, 83.628, 83.778, 84.254, 84.994, 85.574, 86.218, 86.804],
        upper: [84.322, 84.489, 83.655, 84.164, 84.838, 85.121, 85.997, 86.845, 87.612, 88.566, 88.319],
      },
      'bbands',
    ],
    ['rsi', { value: [72.034, 64.927, 75.936, 79.796, 74.713, 83.033, 87.478, 88.755, 91.483, 78.498] }, 'rsi'],
    ['mfi', { value: [61.172, 67.308, 62.796, 64.661, 45.238, 67.841, 85.578, 85.963, 87.504, 84.647] }, 'mfi'],
    [
      'williams_r',
      { value: [-7.477, -23.006, -40.927, -15.5, -11.417, -23.704, -10.278, -0.935, -3.051, -5.793, -17.884] },
      'willr',
    ],
    ['return', { value: [0.019, 0.022, 0.014, 0.019, 0.009, 0.029, 0.045, 0.035, 0.038, 0.035] }, 'roc'],
  ] as const)('%s', (type, values, indicator) => checkCase(of(type), published({ period: 5 }, values, { indicator }), DAILY));

  test.each([
    [
      'obv',
      {},
      {
        value: [
          ...[0, -6447400, 1243500, 5074900, 9530000, 5732000, 1795800, 6527800, 11369100, 7453800, 14284600, 20978700],
          ...[26272300, 34258100, 29450200],
        ],
      },
      'obv',
    ],
    [
      'ema',
      { period: 5, seed: 'first' },
      {
        value: [
          ...[81.59, 81.413, 81.899, 82.266, 82.714, 82.859, 82.853, 83.232, 83.671, 83.901, 84.444, 85.143, 85.725],
          ...[86.407, 86.701],
        ],
      },
      'ema',
    ],
    ['stoch', { period: 5 }, { d: [75.702, 78.011, 81.793, 85.452, 89.491, 93.449, 94.359] }, 'stoch'],
  ] as const)('%s', (type, params, values, indicator) => checkCase(of(type), published(params, values, { indicator }), DAILY));

  test.each([
    ['stoch', { period: 5 }, { k: [77.385, 83.126, 84.867, 88.361, 95.246, 96.74, 91.091] }, 'stoch, begins with d'],
    ['cci', { period: 5 }, { value: [166.667, 82.02, 95.501, 130.912, 99.163, 116.342, 71.928] }, 'cci, begins four bars later'],
  ] as const)('%s, where the other series begins later', (type, params, values, indicator) =>
    checkCase(of(type), published(params, values, { indicator, later: true }), DAILY),
  );
});
