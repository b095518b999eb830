import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { type Statistic, statistics } from '../index.ts';
import { defaultBlock, StationaryBootstrap } from './bootstrap.ts';

const noise = (n: number, seed: number): Float64Array => {
  const random = new Random(seed, 'test');
  return Float64Array.from({ length: n }, () => random.normal() / 100 + 0.001);
};
/** An autoregression of order 1. */
function memory(n: number, weight: number, seed: number): Float64Array {
  let last = 0;
  return noise(n, seed).map((shock) => {
    last = weight * last + shock;
    return last;
  });
}
const mean = ([returns]: readonly Float64Array[]): Statistic => statistics.meanReturn({ returns: returns! });
function interval(...input: Parameters<typeof statistics.bootstrapInterval>): { readonly low: number; readonly high: number } {
  const found = statistics.bootstrapInterval(...input);
  if ('missing' in found) throw new Error(found.missing);
  return found;
}

describe('draws', () => {
  test('the mean block is the one asked for, within 2 %, and every place is drawn', () => {
    const n = 100_000;
    const bootstrap = new StationaryBootstrap({ n, meanBlock: 7, seed: 1 });
    const places = bootstrap.draw();
    let blocks = 1;
    for (let i = 1; i < n; i += 1) if (places[i] !== (places[i - 1]! + 1) % n) blocks += 1;
    expect(Math.abs(n / blocks / 7 - 1)).toBeLessThan(0.02);
    // Of n places about 1 − 1/e … of blocks are seen; all lie inside.
    expect(places.every((place) => place >= 0 && place < n)).toBe(true);
  });
  test('a block that reaches the end goes on at the start', () => {
    const bootstrap = new StationaryBootstrap({ n: 5, meanBlock: 1e9, seed: 3 });
    const places = [...bootstrap.draw()];
    expect(places).toEqual(places.map((_, i) => (places[0]! + i) % 5));
  });
  test.each([
    [1, 1],
    [8, 2],
    [9, 3],
    [250, 7],
    [1000, 10],
    [1001, 11],
  ])('the default block of %d periods', (n, block) => {
    expect(defaultBlock(n)).toBe(block);
  });
});

describe('intervals', () => {
  test('the same seed gives the same one, another seed another', () => {
    const series = [noise(200, 4)];
    const ask = (seed: number): unknown => statistics.bootstrapInterval({ series, statistic: mean, seed, draws: 200 });
    expect(ask(1)).toEqual(ask(1));
    expect(ask(1)).not.toEqual(ask(2));
  });
  test('of a series ten times as large it is ten times as large', () => {
    const series = noise(200, 5);
    const one = interval({ series: [series], statistic: mean, seed: 1, draws: 300 });
    const ten = interval({ series: [series.map((value) => value * 10)], statistic: mean, seed: 1, draws: 300 });
    expect(ten.low).toBeCloseTo(10 * one.low, 14);
    expect(ten.high).toBeCloseTo(10 * one.high, 14);
  });
  test('of a mean of independent noise it is that of the normal distribution', () => {
    const series = noise(400, 6);
    const { low, high } = interval({ series: [series], statistic: mean, seed: 1, meanBlock: 1 });
    const spread = statistics.volatility({ returns: series });
    const middle = mean([series]);
    if ('missing' in spread || 'missing' in middle) throw new Error('no value');
    const half = (1.959964 * spread.value) / 20;
    expect(Math.abs(low - (middle.value - half))).toBeLessThan(0.12 * half);
    expect(Math.abs(high - (middle.value + half))).toBeLessThan(0.12 * half);
  });
  test('95 % intervals hold the truth in about 95 of 100 histories', () => {
    let held = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const { low, high } = interval({ series: [noise(120, 1000 + seed)], statistic: mean, seed, draws: 300 });
      if (low <= 0.001 && 0.001 <= high) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(176);
    expect(held).toBeLessThanOrEqual(199);
  });
  test('series are resampled together', () => {
    const returns = noise(60, 8);
    const benchmark = returns.map((value) => value / 2);
    const beta = ([own, other]: readonly Float64Array[]): Statistic => statistics.beta({ returns: own!, benchmark: other! });
    const { low, high } = interval({ series: [returns, benchmark], statistic: beta, seed: 1, draws: 50 });
    expect(low).toBeCloseTo(2, 12);
    expect(high).toBeCloseTo(2, 12);
  });
  test('where there is no value there is a reason', () => {
    const sharpe = ([returns]: readonly Float64Array[]): Statistic => statistics.sharpe({ returns: returns! });
    const ask = (series: Float64Array): unknown =>
      statistics.bootstrapInterval({ series: [series], statistic: sharpe, seed: 1, draws: 100 });
    expect(ask(new Float64Array(50).fill(0.1))).toEqual({ missing: 'the returns do not vary' });
    expect(ask(Float64Array.of(0.1))).toEqual({ missing: 'needs 30 returns, has 1' });
    // One return of thirty that differs is left out of a third of the histories.
    const rare = new Float64Array(30).fill(0.01);
    rare[7] = 0.02;
    expect(ask(rare)).toEqual({ missing: 'more than a tenth of the draws have no value' });
  });
});

describe('automatic block', () => {
  const block = (returns: Float64Array): number => {
    const found = statistics.automaticBlock({ returns });
    return 'value' in found ? found.value : NaN;
  };
  test('it is short for independent noise and grows with the memory of the series', () => {
    const middle = (weight: number): number =>
      Array.from({ length: 21 }, (_, seed) => block(memory(1000, weight, seed))).sort((a, b) => a - b)[10]!;
    const [none, some, much] = [middle(0), middle(0.5), middle(0.9)];
    expect(none).toBeLessThan(5);
    expect(some).toBeGreaterThan(none);
    expect(much).toBeGreaterThan(2 * some);
  });
  test('an autoregression has the block of its known spectrum, within a tenth', () => {
    // R(k) ∝ φ^|k|: G = 2φ/(1 − φ)², g = (1 + φ)/(1 − φ), so b = (2φ/(1 − φ²))^⅔·n^⅓.
    const weight = 0.5;
    const n = 20_000;
    const known = ((2 * weight) / (1 - weight * weight)) ** (2 / 3) * n ** (1 / 3);
    const blocks = Array.from({ length: 11 }, (_, seed) => block(memory(n, weight, seed))).sort((x, y) => x - y);
    expect(Math.abs(blocks[5]! / known - 1)).toBeLessThan(0.1);
  });
  test('it is missing for short and flat series, and has a limit', () => {
    expect(statistics.automaticBlock({ returns: new Float64Array(8) })).toEqual({ missing: 'needs 9 returns, has 8' });
    expect(statistics.automaticBlock({ returns: new Float64Array(50) })).toEqual({ missing: 'the returns do not vary' });
    const line = Float64Array.from({ length: 60 }, (_, i) => i);
    expect(block(line)).toBeLessThanOrEqual(Math.ceil(Math.min(3 * Math.sqrt(60), 20)));
  });
  test('an interval can use it', () => {
    const series = [memory(300, 0.8, 9)];
    const wide = interval({ series, statistic: mean, seed: 1, draws: 400, meanBlock: 'automatic' });
    const narrow = interval({ series, statistic: mean, seed: 1, draws: 400, meanBlock: 1 });
    // Independent draws forget the memory of the series and are too sure.
    expect(wide.high - wide.low).toBeGreaterThan(1.5 * (narrow.high - narrow.low));
  });
});
