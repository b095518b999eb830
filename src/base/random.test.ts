import { expect, test } from 'vitest';
import { hash32, Random } from './random.ts';

test('FNV-1a of ASCII texts equals the published vectors', () => {
  // Source: isthe.com/chongo/tech/comp/fnv, 32-bit FNV-1a test vectors.
  expect(hash32('')).toBe(0x811c9dc5);
  expect(hash32('a')).toBe(0xe40c292c);
  expect(hash32('foobar')).toBe(0xbf9cf968);
});

test('same seed and stream, same numbers; another seed or stream, others', () => {
  const draw = (seed: number, stream: string): number[] => {
    const random = new Random(seed, stream);
    return Array.from({ length: 8 }, () => random.uint32());
  };
  expect(draw(42, 'AAPL')).toEqual(draw(42, 'AAPL'));
  expect(draw(42, 'AAPL')).not.toEqual(draw(42, 'TSLA'));
  expect(draw(42, 'AAPL')).not.toEqual(draw(43, 'AAPL'));
});

test('uniform, normal and below have the moments they claim', () => {
  const random = new Random(7);
  const n = 200_000;
  let sum = 0;
  let square = 0;
  let normalSum = 0;
  let normalSquare = 0;
  const counts = new Array<number>(6).fill(0);
  for (let i = 0; i < n; i += 1) {
    const u = random.uniform();
    expect(u >= 0 && u < 1).toBe(true);
    sum += u;
    square += u * u;
    const z = random.normal();
    normalSum += z;
    normalSquare += z * z;
    const face = random.below(6);
    counts[face] = counts[face]! + 1;
  }
  // Five standard errors: mean 1/2 with sd 1/√12, second moment 1/3 with sd √(4/45), and those of the normal (0, 1) and (1, √1.9).
  expect(Math.abs(sum / n - 0.5)).toBeLessThan((5 * 0.2887) / Math.sqrt(n));
  expect(Math.abs(square / n - 1 / 3)).toBeLessThan((5 * 0.2981) / Math.sqrt(n));
  expect(Math.abs(normalSum / n)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(normalSquare / n - 1)).toBeLessThan((5 * 1.42) / Math.sqrt(n));
  for (const count of counts) expect(Math.abs(count / n - 1 / 6)).toBeLessThan((5 * 0.3727) / Math.sqrt(n));
});
