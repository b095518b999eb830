import { DAY_MS, invariant } from '../base/index.ts';

/** Which bars of a run count, and what it began with. */
export interface EquityRows {
  readonly equity: Float64Array;
  /** First row that counts; its equity is the capital, less what a fill at its own close cost. */
  readonly from: number;
  readonly capital: number;
}

/** The last row of each session from row `from` on. Rows of one session are neighbours and sessions never fall. */
export function sessionEnds({ session, from }: { readonly session: Int32Array; readonly from: number }): Int32Array {
  const last = session.length - 1;
  if (from > last) return new Int32Array(0);
  const ends = new Int32Array(session[last]! - session[from]! + 1);
  let count = 0;
  let length = 1;
  for (let row = from; row <= last; row = ends[count - 1]! + 1) {
    ends[count] = sessionEnd(session, row, length);
    length = ends[count]! - row + 1;
    count += 1;
  }
  return ends.subarray(0, count);
}

/**
 * The last row of the session that begins at a row. It is mostly as long as the one before; else leaps that double, then halves, so that
 * long sessions cost little.
 */
function sessionEnd(session: Int32Array, start: number, lengthBefore: number): number {
  const current = session[start]!;
  const last = session.length - 1;
  const likely = start + lengthBefore - 1;
  if (likely <= last && session[likely] === current && (likely === last || session[likely + 1] !== current)) return likely;
  let low = start;
  let leap = 1;
  while (low + leap <= last && session[low + leap] === current) {
    low += leap;
    leap *= 2;
  }
  let high = Math.min(low + leap, last + 1);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (session[middle] === current) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * One simple return per session: compounded over its bars, the first one measured from the capital.
 *
 * A session that ends on the first row has no return: nothing could be held before. The series ends with the return that
 * brings equity to zero or below, because there is none after it.
 */
export function sessionReturns({ equity, from, capital, ends }: EquityRows & { readonly ends: Int32Array }): Float64Array {
  return grossReturns({ equity, from, capital, ends, costs: undefined });
}

/** As {@link sessionReturns}, with the costs of each session added back to its result. `costs`: paid so far at each session end. */
export function grossReturns({
  equity,
  from,
  capital,
  ends,
  costs,
}: EquityRows & { readonly ends: Int32Array; readonly costs: Float64Array | undefined }): Float64Array {
  const first = ends.length > 0 && ends[0] === from ? 1 : 0;
  const returns = new Float64Array(ends.length - first);
  let before = capital;
  let paid = 0;
  for (let i = first; i < ends.length; i += 1) {
    const now = equity[ends[i]!]!;
    const costsNow = costs === undefined ? 0 : costs[i]!;
    returns[i - first] = (now - before + (costsNow - paid)) / before;
    if (now <= 0) return returns.subarray(0, i - first + 1);
    before = now;
    paid = costsNow;
  }
  return returns;
}

/**
 * Session returns of a run and of a benchmark whose equity is given at each session end, of one length: a series that lost everything ends
 * both.
 */
export function pairedReturns(input: EquityRows & { readonly ends: Int32Array; readonly benchmark: Float64Array }): {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
} {
  const { from, capital, ends } = input;
  invariant(input.benchmark.length === ends.length, 'the benchmark is given for each session end');
  const returns = sessionReturns(input);
  const places = Int32Array.from(ends, (_, index) => index);
  const other = sessionReturns({ equity: input.benchmark, from: ends[0] === from ? 0 : -1, capital, ends: places });
  const length = Math.min(returns.length, other.length);
  return { returns: returns.subarray(0, length), benchmark: other.subarray(0, length) };
}

/**
 * One simple return per calendar day (UTC date in which the session ended), days without a session being 0; the sample of
 * the first day, on which nothing could be held, is dropped.
 */
export function calendarDayReturns(input: EquityRows & { readonly ends: Int32Array; readonly time: Float64Array }): Float64Array {
  const { equity, from, capital, ends, time } = input;
  if (ends.length === 0) return new Float64Array(0);
  const start = dayOf(time[from]!);
  const returns = new Float64Array(Math.max(0, dayOf(time[ends.at(-1)!]!) - start));
  let before = capital;
  for (const row of ends) {
    const now = equity[row]!;
    const slot = dayOf(time[row]!) - start - 1;
    if (slot < 0) continue;
    returns[slot] = (1 + returns[slot]!) * (now / before) - 1;
    if (now <= 0) return returns.subarray(0, slot + 1);
    before = now;
  }
  return returns;
}

/** Day number of the day that a close belongs to: midnight ends the day before. */
export function dayOf(closeTime: number): number {
  return Math.floor((closeTime - 1) / DAY_MS);
}
