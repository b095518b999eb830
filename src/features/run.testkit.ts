import { expect } from 'vitest';
import { expressions, invariant } from '../base/index.ts';
import { type BarColumns, type Dataset, type Series, type SymbolData, shareOf } from '../market/index.ts';
import type { TestBars } from './feature.testkit.ts';
import { type Feature, type FeaturePlan, type FeatureReads, featuresSection, planFeatures, resolveFeatures } from './index.ts';

export const DAY = 86_400_000;
export const options = { timeframe: '1d', periodsPerYear: () => 252 } as const;

export function columns(bars: TestBars, time: Float64Array = bars.time.map((_, i) => (i + 1) * DAY)): BarColumns {
  return { ...bars, time, length: time.length };
}

export function symbolOf(symbol: string, bars: BarColumns, extra: Partial<Pick<SymbolData, 'factor' | 'rows'>> = {}): SymbolData {
  return {
    instrument: shareOf(symbol),
    calendar: 'XNYS',
    bars,
    factor: undefined,
    actions: [],
    rows: undefined,
    hasVolume: true,
    synthetic: false,
    ...extra,
  };
}

export function datasetOf(symbols: readonly SymbolData[], time: Float64Array = symbols[0]!.bars.time): Dataset {
  const session = Int32Array.from(time, (_, i) => i);
  return { timeframe: '1d', time, session, periodsPerYear: 252, symbols, fingerprint: 'sha256:test' };
}

export function plan(definitions: readonly object[], reads: FeatureReads, modules?: ReadonlyMap<string, Feature>): FeaturePlan {
  const section = featuresSection.parse({ definitions });
  const { features, problems } = resolveFeatures(section.definitions, {
    timeframe: '1d',
    ...(modules === undefined ? {} : { modules }),
  });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return planFeatures(features, reads, options);
}

export function expr(text: string): expressions.Expression {
  const parsed = expressions.parseExpression(text);
  invariant(parsed.ok, text);
  return parsed.expression;
}

/** A series of rows period, time from which it was known, value; in the order in which they became known. */
export function seriesOf(rows: readonly (readonly [period: number, knownAt: number, value: number])[]): Series {
  const column = (index: 0 | 1 | 2): Float64Array => Float64Array.from(rows, (row) => row[index]);
  const rest = { id: 'X', source: 'test', frequency: 'daily', tags: [], availability: 'in the rows', synthetic: false } as const;
  return { ...rest, length: rows.length, period: column(0), availableAt: column(1), value: column(2) };
}
