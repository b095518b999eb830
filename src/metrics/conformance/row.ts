import type { Statistic } from '../statistic.ts';

/** A number as a report can hold it: null is "no value". */
export type Cell = number | null | 'Infinity' | '-Infinity';

/** One reference case beside what this library makes of it. */
export interface ConformanceRow {
  /** Who published the case, with the version of the program. */
  readonly source: string;
  /** The case in the source's words. */
  readonly case: string;
  /** The function of this library and its settings. */
  readonly ours: string;
  readonly expected: readonly Cell[];
  readonly got: readonly Cell[];
  /** Largest difference that is no difference. */
  readonly tolerance: number;
  readonly verdict: 'pass' | 'fail' | 'reason';
  /** Why the figure of the source is not ours (`reason`), what is missing (`fail`), or how the source writes "no value". */
  readonly note: string | undefined;
}

/** What a table of cases says about one of them: our function, its settings, and what it gives. */
export interface Answer {
  readonly ours: string;
  readonly got: readonly (Statistic | number)[];
  /** The source writes this number where it has no value. */
  readonly undefinedAs?: number;
  readonly note?: string;
}

export interface Question {
  readonly source: string;
  readonly case: string;
  readonly expected: readonly number[];
  readonly tolerance: number;
  /** Undefined: the table does not know the case, which is a failure. */
  readonly answer: Answer | undefined;
  /** A known misprint of the source; says what it should be and how we know. */
  readonly reason: string | undefined;
}

/** The verdict on one case. A difference has verdict `reason` only where the source's figure is known to be wrong. */
export function rowOf({ source, case: name, expected, tolerance, answer, reason }: Question): ConformanceRow {
  const base = { source, case: name, expected: expected.map(cellOf), tolerance };
  if (answer === undefined) return { ...base, ours: '', got: [], verdict: 'fail', note: 'no function is assigned to this case' };
  const { ours, got, note } = answer;
  const cells = got.map((one) => cellOf(numberOf(one)));
  const same = got.length === expected.length && got.every((one, i) => agree(one, expected[i]!, tolerance, answer.undefinedAs));
  const because = got.map((one) => (typeof one === 'object' && 'missing' in one ? one.missing : undefined)).find(Boolean);
  if (same) return { ...base, ours, got: cells, verdict: 'pass', note: note ?? because };
  return { ...base, ours, got: cells, verdict: reason === undefined ? 'fail' : 'reason', note: reason ?? because };
}

/** No value answers NaN, an infinite limit the same infinity, a finite limit the same number; a value answers a number near it. */
function agree(one: Statistic | number, expected: number, tolerance: number, undefinedAs: number | undefined): boolean {
  if (typeof one === 'object' && 'missing' in one) {
    if (expected === undefinedAs || Number.isNaN(expected)) return true;
    return one.limit !== undefined && one.limit === expected;
  }
  const value = numberOf(one);
  if (Number.isNaN(value) || Number.isNaN(expected)) return Number.isNaN(value) && Number.isNaN(expected);
  return value === expected || Math.abs(value - expected) <= tolerance;
}

function numberOf(one: Statistic | number): number {
  if (typeof one === 'number') return one;
  return 'value' in one ? one.value : NaN;
}

function cellOf(value: number): Cell {
  if (Number.isNaN(value)) return null;
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'Infinity' : '-Infinity';
}

/** A text for settings, `{ perYear: 252 }`; nothing for none. */
export function call(name: string, settings: Readonly<Record<string, unknown>> = {}): string {
  const parts = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${String(value)}`);
  return parts.length === 0 ? name : `${name} { ${parts.join(', ')} }`;
}

/** What a function says to an input, with the input's settings: all of it that is no series. */
export function ask<Input extends object>(name: string, of: (input: Input) => Statistic, input: Input): Answer {
  const settings = Object.entries(input).filter(([, value]) => typeof value !== 'object');
  return { ours: call(name, Object.fromEntries(settings)), got: [of(input)] };
}
