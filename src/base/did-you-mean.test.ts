import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean, editDistance, nearest } from './did-you-mean.ts';

// Counted by hand.
test.each([
  ['', '', 0],
  ['rsi_14', 'rsi14', 1],
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
  ['timeframe', 'timeframe', 0],
])('distance of %s and %s is %d', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

test('the nearest word is offered, far words are not', () => {
  const known = ['rsi_14', 'sma_20', 'volume_spike_20'];
  expect(nearest('rsi14', known)).toBe('rsi_14');
  expect(nearest('volume-spike-20', known)).toBe('volume_spike_20');
  expect(nearest('bollinger', known)).toBeUndefined();
  expect(didYouMean('rsi14', known)).toBe('did you mean "rsi_14"?');
  expect(didYouMean('bollinger', known)).toBe('known: "rsi_14", "sma_20", "volume_spike_20"');
  expect(didYouMean('x', [])).toBeUndefined();
});

test('distance is a symmetric count bounded by the longer word', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance <= Math.max(a.length, b.length)).toBe(true);
    }),
  );
});
