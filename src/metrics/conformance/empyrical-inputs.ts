import { z } from 'zod';
import { DAY_MS, parseDate } from '../../base/index.ts';
import { statistics as library } from '../statistics/library.ts';

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
const series = z.union([
  z.object({ index: z.array(z.string()), values: z.array(number) }),
  z.object({ index: z.array(z.string()), columns: z.record(z.string(), z.array(number)) }),
]);
const caseOf = z.object({
  test: z.string(),
  calls: z.array(z.string()),
  args: z.record(z.string(), z.unknown()),
  expected: z.object({ expected: z.unknown() }),
  decimals: z.string(),
});

/** The shape of the file of cases of empyrical. */
export const empyricalFile = z.object({
  source: z.object({ repo: z.string(), commit: z.string() }),
  series: z.record(z.string(), series),
  cases: z.array(caseOf),
});
export type EmpyricalFile = z.infer<typeof empyricalFile>;
export type EmpyricalCase = z.infer<typeof caseOf>;

const PER_YEAR: Readonly<Record<string, number>> = { daily: 252, weekly: 52, monthly: 12, quarterly: 4, yearly: 1 };
/** All numbers of an expectation, in order: a number, a list, a list of pairs, or a column with its index. */
export function numbersIn(expected: unknown): readonly number[] {
  if (Array.isArray(expected)) return expected.flatMap(numbersIn);
  if (typeof expected === 'object' && expected !== null && 'values' in expected) return numbersIn(expected.values);
  return [Number(expected)];
}

interface Dated {
  readonly times: readonly number[];
  readonly values: Float64Array;
}

/** The arguments of one case as series and numbers. */
export class Inputs {
  readonly perYear: number;
  readonly window: number;
  /** How many numbers the source expects. */
  readonly expectedCount: number;
  readonly #file: EmpyricalFile;
  readonly #args: Readonly<Record<string, unknown>>;

  constructor(file: EmpyricalFile, { args, expected }: EmpyricalCase) {
    this.#file = file;
    this.#args = args;
    this.perYear = PER_YEAR[String(args['period'] ?? 'daily')] ?? NaN;
    this.expectedCount = numbersIn(expected.expected).length;
    this.window = Number(args['window'] ?? 0);
  }

  number(name: string): number {
    return Number(this.#args[name]);
  }

  text(name: string): string {
    return String(this.#args[name]);
  }

  /** The columns of an argument; one for a plain series. */
  columns(name: string): readonly Dated[] {
    const argument = this.#args[name];
    if (Array.isArray(argument)) return [{ times: argument.map((_, i) => i), values: Float64Array.from(argument, Number) }];
    const found = isReference(argument) ? this.#file.series[argument.series] : undefined;
    if (found === undefined) return [];
    // A date is the close of its day, one millisecond before the next, so that it belongs to no other.
    const times = found.index.map((date) => ((parseDate(date) ?? NaN) + 1) * DAY_MS - 1);
    const columns = 'values' in found ? [found.values] : Object.values(found.columns);
    return columns.map((values) => ({ times, values: Float64Array.from(values, Number) }));
  }

  series(name: string): Dated {
    return this.columns(name)[0] ?? { times: [], values: new Float64Array(0) };
  }

  /** A number or a series, as rates are given. */
  rate(name: string): number | Float64Array {
    const [column] = this.columns(name);
    return column === undefined ? this.number(name) : column.values;
  }

  /** Two arguments on all dates of either, gaps where one has none. */
  pair(first: string, second: string): { readonly returns: Float64Array; readonly benchmark: Float64Array } {
    const [a, b] = [this.series(first), this.series(second)];
    const times = [...new Set([...a.times, ...b.times])].sort((x, y) => x - y);
    const on = ({ times: own, values }: Dated): Float64Array =>
      Float64Array.from(times, (time) => values[own.indexOf(time)] ?? NaN);
    return { returns: on(a), benchmark: on(b) };
  }
}

function isReference(argument: unknown): argument is { readonly series: string } {
  return typeof argument === 'object' && argument !== null && 'series' in argument;
}

/** Returns less a rate, without the periods in which either has a gap. */
export function common(
  returns: Float64Array,
  rate: number | Float64Array,
): { readonly returns: Float64Array; readonly rate: number | Float64Array } {
  if (typeof rate === 'number') return { returns: library.withoutGaps(returns), rate };
  const [own, other] = library.inCommon(returns, rate);
  return { returns: own, rate: other };
}
