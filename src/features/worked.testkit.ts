import { barsOf, type TestBars, type WorkedCase } from './feature.testkit.ts';
import { FEATURES, type Feature } from './index.ts';

/** Rows of high, low, close and volume (1000); the open is the close. */
export function bars(rows: readonly (readonly [high: number, low: number, close: number, volume?: number])[]): TestBars {
  return barsOf(rows.map(([high, low, close, volume]) => [close, high, low, close, volume ?? 1000]));
}

export function volumes(values: readonly number[]): TestBars {
  return bars(values.map((volume) => [10, 10, 10, volume]));
}

/** Closes whose one-bar simple returns are these. */
export function ofReturns(returns: readonly number[]): number[] {
  const closes = [100];
  for (const r of returns) closes.push(closes.at(-1)! * (1 + r));
  return closes;
}

/** True ranges 2, 3, 1 from bar 2 on. */
export const RANGES = bars([
  [10, 8, 9],
  [11, 9, 10],
  [12, 9, 11],
  [11, 10, 10],
]);

export function of(type: string): Feature {
  const feature = FEATURES.find((known) => known.type === type);
  if (feature === undefined) throw new Error(`no feature ${type}`);
  return feature;
}

/** A table worked out beside it. */
export function hand(
  params: unknown,
  input: readonly number[] | TestBars,
  expected: WorkedCase['expected'],
  tolerance = 1e-12,
): WorkedCase {
  const base = { source: 'worked by hand', params, expected, tolerance };
  return 'time' in input ? { ...base, bars: input } : { ...base, closes: input };
}

/** Fifteen bars that another project prints its results for. */
const PUBLISHED: TestBars = barsOf([
  [81.85, 82.15, 81.29, 81.59, 5653100],
  [81.2, 81.89, 80.64, 81.06, 6447400],
  [81.55, 83.03, 81.31, 82.87, 7690900],
  [82.91, 83.3, 82.65, 83, 3831400],
  [83.1, 83.85, 83.07, 83.61, 4455100],
  [83.41, 83.9, 83.11, 83.15, 3798000],
  [82.71, 83.33, 82.49, 82.84, 3936200],
  [82.7, 84.3, 82.3, 83.99, 4732000],
  [84.2, 84.84, 84.15, 84.55, 4841300],
  [84.25, 85, 84.11, 84.36, 3915300],
  [84.03, 85.9, 84.03, 85.53, 6830800],
  [85.45, 86.58, 85.39, 86.54, 6694100],
  [86.18, 86.98, 85.76, 86.89, 5293600],
  [88, 88, 87.17, 87.77, 7985800],
  [87.6, 87.87, 87.01, 87.29, 4807900],
]);

/**
 * Results that Tulip Indicators prints with three decimals for these bars, given for the last bars; earlier ones must be undefined
 * unless \`later\` says that its series begins later than ours.
 */
export function published(
  params: unknown,
  values: Readonly<Record<string, readonly number[]>>,
  { indicator, later = false }: { readonly indicator: string; readonly later?: boolean },
): WorkedCase {
  const rows = PUBLISHED.close.length;
  const expected = Object.entries(values).map(([output, printed]) => {
    const before = new Array<number | undefined | null>(rows - printed.length).fill(later ? null : undefined);
    return [output, [...before, ...printed]] as const;
  });
  const source = `Tulip Indicators 0.9.2, tests/untest.txt, ${indicator}`;
  return { source, params, bars: PUBLISHED, expected: Object.fromEntries(expected), tolerance: 0, absolute: 0.000_51 };
}
