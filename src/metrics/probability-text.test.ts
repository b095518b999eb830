import { expect, test } from 'vitest';
import { probabilityText } from './index.ts';

test.each<[number, 2 | 3 | 4, string]>([
  [0.8999, 2, '0.89'],
  [0.0951, 2, '0.09'],
  [0.29, 2, '0.29'],
  [0.9, 2, '0.90'],
  [0.89996, 3, '0.899'],
  [0.89996, 4, '0.8999'],
  [1, 2, '1.00'],
  [0, 2, '0.00'],
])('%d with %d decimals is told as %s', (probability, decimals, text) => {
  expect(probabilityText(probability, decimals)).toBe(text);
});
