import { expect, test } from 'vitest';
import { type WeightRule, weightsOfSignals } from './index.ts';

const gap = Number.NaN;
const RULE: WeightRule = { sizing: 'signal', hold: 'signal', horizon: 3, maxWeight: 0.5, allowShort: true };

function weights(words: readonly number[], rule: Partial<WeightRule>): number[] {
  const own = Float64Array.from(words);
  const other = new Float64Array(words.length).fill(9);
  const signals = rule.sizing === 'score' ? { signal: other, score: own } : { signal: own, score: other };
  return [...weightsOfSignals(signals, { ...RULE, ...rule })];
}

test('signal: all of the maximum or nothing, AGENTS 1', () => {
  expect(weights([1, 0, -1, gap], {})).toEqual([0.5, 0, -0.5, gap]);
  expect(weights([1, 0, -1, gap], { allowShort: false })).toEqual([0.5, 0, 0, gap]);
});

test('score: in proportion, held between −1 and 1', () => {
  expect(weights([0.25, -0.25, 1.5, -1.5, gap], { sizing: 'score' })).toEqual([0.125, -0.125, 0.5, -0.5, gap]);
  expect(weights([0.25, -0.25], { sizing: 'score', allowShort: false })).toEqual([0.125, 0]);
});

test('overlap: the mean of the last 3 targets; before the first, and without a word, nothing is bought', () => {
  const [first, second, ...rest] = weights([1, 1, 1, 0, gap, -1, 1], { hold: 'overlap', maxWeight: 0.9 });
  expect(first).toBeCloseTo(0.3, 15);
  expect(second).toBeCloseTo(0.6, 15);
  // 0.9 0.9 0.9 | 0.9 0.9 0 | no word | 0 – −0.9 | – −0.9 0.9
  expect(rest[0]).toBeCloseTo(0.9, 15);
  expect(rest[1]).toBeCloseTo(0.6, 15);
  expect(rest[2]).toBeNaN();
  expect(rest[3]).toBeCloseTo(-0.3, 15);
  expect(rest[4]).toBeCloseTo(0, 15);
});

test('overlap over one bar is the signal itself', () => {
  expect(weights([1, gap, -1], { hold: 'overlap', horizon: 1 })).toEqual([0.5, gap, -0.5]);
});

test('a weight does not depend on later words', () => {
  const words = [1, 0, -1, 1, 1, gap, 0, 1];
  const all = weights(words, { hold: 'overlap' });
  for (let n = 1; n <= words.length; n += 1) expect(weights(words.slice(0, n), { hold: 'overlap' })).toEqual(all.slice(0, n));
});
