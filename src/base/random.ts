/**
 * Seeded generators. All chance in the product comes from here, so that a seed gives the same bytes everywhere.
 * xoshiro128** by D. Blackman and S. Vigna (2018), seeded by splitmix32.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed an integer from 0 to 2^32 - 1 @param stream separates generators that share a seed */
  constructor(seed: number, stream = '') {
    let state = (seed >>> 0) ^ hash32(stream);
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** Uniform integer from 0 to 2^32 - 1. */
  uint32(): number {
    const result = Math.imul(rotl(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotl(this.#d, 11);
    return result;
  }

  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /** Uniform integer from 0 to bound - 1, without bias. */
  below(bound: number): number {
    const limit = 4_294_967_296 - (4_294_967_296 % bound);
    for (;;) {
      const draw = this.uint32();
      if (draw < limit) return draw % bound;
    }
  }

  /**
   * Normal with mean 0 and deviation 1, by the sum of twelve uniforms minus six: only additions, so the same bits on every
   * platform. Tails end at 6 deviations; use a quantile function where tails matter.
   */
  normal(): number {
    let sum = 0;
    for (let i = 0; i < 12; i += 1) sum += this.uniform();
    return sum - 6;
  }
}

function rotl(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** FNV-1a over UTF-16 code units: spreads stream names, nothing more. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
