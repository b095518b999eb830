import { expect, test } from 'vitest';
import { bundledSpx } from './index.ts';

test('the bundled prices are those that were published', () => {
  const { file, text } = bundledSpx();
  const lines = text.trimEnd().split('\n');
  expect(file).toMatch(/\.csv$/);
  // First and last session of the published file; 5,105 in between and with them.
  expect(lines[0]).toBe('date,open,high,low,close,adjclose,volume');
  expect(lines[1]).toBe('2000-01-03,1469.250000,1478.000000,1438.359985,1455.219971,1455.219971,931800000');
  expect(lines.at(-1)).toMatch(/^2020-04-17,/);
  expect(lines.length - 1).toBe(5105);
});
