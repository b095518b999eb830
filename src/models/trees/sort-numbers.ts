const DIGIT_BITS = 11;
const DIGITS = 2048;
const DIGIT_MASK = 2047;
/** Below this the built-in sort is as fast. */
const FEW = 2000;
const SIGN = 0x8000_0000;

/** Up to this many equal ones are put in order one by one. */
const SHORT_RUN = 24;

/**
 * A sorted copy of numbers without NaN. Long columns are sorted by the higher half of their bits, eleven bits at a time, lowest first; what is
 * equal there by the lower half. That is several times faster than by comparison.
 * Source: D. E. Knuth, The Art of Computer Programming 3, 5.2.5, radix sorting.
 */
export function sortedNumbers(values: Float64Array): Float64Array {
  if (values.length < FEW) return values.slice().sort();
  let { low, high } = keysOf(values);
  let nextLow = new Uint32Array(values.length);
  let nextHigh = new Uint32Array(values.length);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const places = placesOf(high, shift);
    if (places === undefined) continue;
    for (let i = 0; i < high.length; i += 1) {
      const digit = (high[i]! >>> shift) & DIGIT_MASK;
      const place = places[digit]!;
      places[digit] = place + 1;
      nextLow[place] = low[i]!;
      nextHigh[place] = high[i]!;
    }
    [low, nextLow] = [nextLow, low];
    [high, nextHigh] = [nextHigh, high];
  }
  sortRuns(low, high);
  return valuesOf(low, high);
}

/** Sorts the lower halves wherever the higher ones are equal. */
function sortRuns(low: Uint32Array, high: Uint32Array): void {
  for (let from = 0; from < high.length; ) {
    let to = from + 1;
    while (to < high.length && high[to] === high[from]) to += 1;
    if (to - from > SHORT_RUN) low.subarray(from, to).sort();
    else if (to - from > 1) insertionSort(low, from, to);
    from = to;
  }
}

function insertionSort(low: Uint32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i += 1) {
    const value = low[i]!;
    let place = i;
    while (place > from && low[place - 1]! > value) {
      low[place] = low[place - 1]!;
      place -= 1;
    }
    low[place] = value;
  }
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
