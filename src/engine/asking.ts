import type { Decider, Decisions, PositionView } from '../ports/index.ts';

/**
 * The innermost loops, which ask a decider row by row. Each class of deciders gets a copy of them ({@link loopsOf}): a loop that has met
 * many classes can favour none of them, which costs 7 ns a row more than a loop that has met one. So these functions are copied as text
 * and may name nothing but their arguments and what JavaScript has everywhere.
 */
export interface Loops {
  readonly write: typeof writeCodes;
  readonly flat: typeof askFlat;
  readonly held: typeof askHeld;
}

/**
 * Numbers of the held position that {@link askHeld} reads, by place; `kept`: what a trailing stop keeps of an extreme, NaN without one;
 * `raw`: the stop before it is rounded to the tick, of size `step`. It counts `bars` up, moves extremes and `raw`, and sets `asked` to 1
 * when the row it ends at was asked.
 */
export const HELD = {
  stop: 0,
  take: 1,
  highest: 2,
  lowest: 3,
  cash: 4,
  exposure: 5,
  entry: 6,
  bars: 7,
  asked: 8,
  raw: 9,
  kept: 10,
  step: 11,
} as const;
export const HELD_NUMBERS = 12;

/**
 * Writes what is said at the rows `from` ≤ row < `to` to their slots.
 *
 * @returns the first row at which a weight or a level was said too, its code written; `to` when there is none
 */
function writeCodes(
  decider: Decider,
  view: { readonly position: PositionView; readonly out: Decisions },
  codes: Uint8Array,
  from: number,
  to: number,
): number {
  const { position, out } = view;
  const { action, weight, stopPrice, takeProfitPrice } = out;
  const slots = codes.length - 1;
  for (let row = from; row < to; row += 1) {
    action[0] = 0;
    decider.decide(row, position, out);
    codes[row & slots] = action[0];
    if (!Number.isNaN(weight[0]!) || !Number.isNaN(stopPrice[0]!) || !Number.isNaN(takeProfitPrice[0]!)) return row;
  }
  return to;
}

/**
 * Asks at the rows `from` ≤ row < `to` of a flat account and counts what needs nothing: hold, abstain, and `known` without numbers.
 *
 * @returns the first row at which anything else was said, which is in `out` then; `to` when there is none
 */
function askFlat(
  decider: Decider,
  view: { readonly position: PositionView; readonly out: Decisions },
  counts: Uint32Array,
  known: number,
  from: number,
  to: number,
): number {
  const { position, out } = view;
  const { action, weight, stopPrice, takeProfitPrice } = out;
  for (let row = from; row < to; row += 1) {
    action[0] = 0;
    decider.decide(row, position, out);
    const code = action[0];
    if (!Number.isNaN(weight[0]!) || !Number.isNaN(stopPrice[0]!) || !Number.isNaN(takeProfitPrice[0]!)) return row;
    if (code !== 0 && code !== 4 && code !== known) return row;
    counts[code] = counts[code]! + 1;
  }
  return to;
}

/**
 * The same with a position, as long as no level may be touched and the equity stays above 0. A stop that was moved counts a tick nearer
 * than it may lie. The position shown is that of the row asked last. layout: long because it is copied and may call nothing.
 *
 * @returns the first row that is not done; `to` when there is none
 */
function askHeld(
  decider: Decider,
  view: { readonly position: PositionView; readonly out: Decisions },
  bars: {
    readonly high: Float64Array;
    readonly low: Float64Array;
    readonly close: Float64Array;
    readonly factor: Float64Array | undefined;
  },
  held: Float64Array,
  counts: Uint32Array,
  known: number,
  from: number,
  to: number,
): number {
  const { position, out } = view;
  const { action, weight, stopPrice, takeProfitPrice } = out;
  const { high, low, close, factor } = bars;
  let stop = held[0]!;
  const take = held[1]!;
  let highest = held[2]!;
  let lowest = held[3]!;
  const cash = held[4]!;
  const exposure = held[5]!;
  const entry = held[6]!;
  const long = exposure > 0;
  let age = held[7]!;
  let raw = held[9]!;
  const kept = held[10]!;
  const step = held[11]!;
  let row = from;
  for (; row < to; row += 1) {
    const h = high[row]!;
    const l = low[row]!;
    if (long ? l <= stop || h >= take : h >= stop || l <= take) break;
    const c = close[row]!;
    const value = exposure * c;
    const now = cash + value;
    if (!(now > 0)) break;
    if (h > highest) {
      highest = h;
      if (long && h * kept > raw) {
        raw = h * kept;
        stop = raw + step;
      }
    }
    if (l < lowest) {
      lowest = l;
      if (!long && l * kept < raw) {
        raw = l * kept;
        stop = raw - step;
      }
    }
    age += 1;
    const gain = (factor === undefined ? c : c * factor[row]!) / entry - 1;
    position.weight[0] = value / now;
    position.barsHeld[0] = age;
    position.unrealised[0] = long ? gain : -gain;
    action[0] = 0;
    decider.decide(row, position, out);
    const code = action[0];
    const plain = Number.isNaN(weight[0]!) && Number.isNaN(stopPrice[0]!) && Number.isNaN(takeProfitPrice[0]!);
    if (!plain || (code !== 0 && code !== 4 && code !== known)) {
      held[8] = 1;
      break;
    }
    counts[code] = counts[code]! + 1;
  }
  held[2] = highest;
  held[3] = lowest;
  held[7] = age;
  held[9] = raw;
  return row;
}

const copies = new WeakMap<object, Loops>();
let count = 0;

/** The loops of a decider's class. A plain object, which has no class of its own, shares the ones below. */
export function loopsOf(decider: Decider): Loops {
  const made = decider.constructor;
  if (made === Object) return { write: writeCodes, flat: askFlat, held: askHeld };
  const known = copies.get(made);
  if (known !== undefined) return known;
  const loops: Loops = { write: copyOf(writeCodes), flat: copyOf(askFlat), held: copyOf(askHeld) };
  copies.set(made, loops);
  return loops;
}

/** The same function once more. Its text differs by a comment, because functions of one text share what was learned about them. */
function copyOf<F extends (...args: never[]) => unknown>(original: F): F {
  count += 1;
  return new Function(`return ${original.toString()} // ${count}`)() as F;
}
