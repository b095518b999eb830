const DIGIT_BITS = 11;
const DIGITS = 2048;
const DIGIT_MASK = 2047;
/** Below this the built-in sort is as fast. */
const FEW = 2000;
const SIGN = 0x8000_0000;

/**
 * A sorted copy of numbers without NaN; long columns by their bits, eleven at a time, lowest first, which is several times faster than by
 * comparison. Source: D. E. Knuth, The Art of Computer Programming 3, 5.2.5, radix sorting.
 */
export function sortedNumbers(values: Float64Array): Float64Array {
  if (values.length < FEW) return values.slice().sort();
  let { low, high } = keysOf(values);
  let nextLow = new Uint32Array(values.length);
  let nextHigh = new Uint32Array(values.length);
  for (let pass = 0; pass < 6; pass += 1) {
    const digits = pass < 3 ? low : high;
    const shift = (pass % 3) * DIGIT_BITS;
    const places = placesOf(digits, shift);
    if (places === undefined) continue;
    for (let i = 0; i < low.length; i += 1) {
      const digit = (digits[i]! >>> shift) & DIGIT_MASK;
      const place = places[digit]!;
      places[digit] = place + 1;
      nextLow[place] = low[i]!;
      nextHigh[place] = high[i]!;
    }
    [low, nextLow] = [nextLow, low];
    [high, nextHigh] = [nextHigh, high];
  }
  return valuesOf(low, high);
}

interface Keys {
  readonly low: Uint32Array<ArrayBuffer>;
  readonly high: Uint32Array<ArrayBuffer>;
}

/** Bits whose order as whole numbers is that of the values: the sign turned, and all bits of negative ones. */
function keysOf(values: Float64Array): Keys {
  const words = new Uint32Array(values.slice().buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const lowFirst = isLowFirst();
  for (let i = 0; i < values.length; i += 1) {
    const own = words[2 * i + lowFirst]!;
    const isNegative = own >= SIGN;
    high[i] = isNegative ? ~own : own | SIGN;
    low[i] = isNegative ? ~words[2 * i + 1 - lowFirst]! : words[2 * i + 1 - lowFirst]!;
  }
  return { low, high };
}

function valuesOf(low: Uint32Array, high: Uint32Array): Float64Array {
  const values = new Float64Array(low.length);
  const words = new Uint32Array(values.buffer);
  const lowFirst = isLowFirst();
  for (let i = 0; i < low.length; i += 1) {
    const own = high[i]!;
    const isNegative = own < SIGN;
    words[2 * i + lowFirst] = isNegative ? ~own : own & ~SIGN;
    words[2 * i + 1 - lowFirst] = isNegative ? ~low[i]! : low[i]!;
  }
  return values;
}

/** 1 on machines that store the low half of a number first, as nearly all do; else 0. */
function isLowFirst(): 0 | 1 {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
}

/** Where the first value with each digit goes; undefined when all have the same. */
function placesOf(digits: Uint32Array, shift: number): Uint32Array | undefined {
  const counts = new Uint32Array(DIGITS);
  for (let i = 0; i < digits.length; i += 1) counts[(digits[i]! >>> shift) & DIGIT_MASK]! += 1;
  if (counts[(digits[0]! >>> shift) & DIGIT_MASK] === digits.length) return undefined;
  let place = 0;
  for (let digit = 0; digit < DIGITS; digit += 1) {
    const count = counts[digit]!;
    counts[digit] = place;
    place += count;
  }
  return counts;
}
