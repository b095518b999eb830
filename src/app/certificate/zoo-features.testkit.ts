import { defineFeature, type Feature, type FeatureState, type InputRef } from '../../features/index.ts';
import type { Bar, BarField } from '../../market/index.ts';
import { type Exhibit, NO_PARAMS } from './zoo.testkit.ts';

const ABOUT = { summary: 'of the zoo', unit: 'any', source: 'made up', params: NO_PARAMS };

interface BlockView {
  readonly state: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly out: Float64Array;
}

/** A block feature of a user: one value from whole columns, as the contract hands them over. */
export function blockFeature(
  fields: readonly (BarField | 'session')[],
  value: (columns: readonly Float64Array[], i: number, view: BlockView) => number,
  { warmup = 0, stateSize = 0, settle = 0 } = {},
): Feature {
  const inputs: InputRef[] = fields.map((field) => (field === 'session' ? { kind: 'session' } : { kind: 'bar', field }));
  return defineFeature({
    type: 'exhibit',
    ...ABOUT,
    inputs: () => inputs,
    warmup: () => warmup,
    settle: () => settle,
    stateSize: () => stateSize,
    block: (columns, [out], state, from, to) => {
      for (let i = from; i < to; i += 1) {
        const result = value(columns, i, { state, from, to, out: out! });
        out![i] = i < warmup ? Number.NaN : result;
      }
    },
  });
}

/** A bar-by-bar feature of a user. */
export function barFeature(create: () => FeatureState['update'], { warmup = 0, settle = 0 } = {}): Feature {
  return defineFeature({
    type: 'exhibit',
    ...ABOUT,
    warmup: () => warmup,
    settle: () => settle,
    create: () => {
      const update = create();
      return { update: (bar: Bar) => update(bar) };
    },
  });
}

/** A rule that buys while the feature called `edge` is above its own value five bars ago. */
export function withFeature(feature: Feature, more: Partial<Exhibit> & { readonly place?: object } = {}): Exhibit {
  const { place, ...rest } = more;
  return {
    modules: { 'edge.js': feature },
    definitions: [{ name: 'edge', module: 'edge.js', ...place }],
    rule: {
      when: [
        { if: 'edge > 0 and edge >= lag(edge, 5)', action: 'buy' },
        { if: 'edge < lag(edge, 5)', action: 'close' },
      ],
    },
    ...rest,
  };
}

/** Mean of finite values of a column in a range of rows. */
export function meanOf(column: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i += 1) {
    if (!Number.isFinite(column[i]!)) continue;
    sum += column[i]!;
    count += 1;
  }
  return sum / count;
}

export function deviationOf(column: Float64Array, from: number, to: number): number {
  const mean = meanOf(column, from, to);
  let squares = 0;
  let count = 0;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i += 1) {
    if (!Number.isFinite(column[i]!)) continue;
    squares += (column[i]! - mean) * (column[i]! - mean);
    count += 1;
  }
  return Math.sqrt(squares / count);
}

export function greatest(column: Float64Array, from: number, to: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i += 1) if (column[i]! > most) most = column[i]!;
  return most;
}

/** Share of finite values in a range that lie below a value. */
export function rankOf(value: number, column: Float64Array, from: number, to: number): number {
  let below = 0;
  let count = 0;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i += 1) {
    if (!Number.isFinite(column[i]!)) continue;
    count += 1;
    if (column[i]! < value) below += 1;
  }
  return below / count;
}

/** Residual from a straight line through the finite values of a range. */
export function residualOf(column: Float64Array, i: number, from: number, to: number): number {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let x = Math.max(0, from); x < Math.min(to, column.length); x += 1) {
    const y = column[x]!;
    if (!Number.isFinite(y)) continue;
    n += 1;
    sx += x - i;
    sy += y;
    sxx += (x - i) ** 2;
    sxy += (x - i) * y;
  }
  const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  return column[i]! - (sy - slope * sx) / n;
}
