import {
  type Exact,
  exact,
  greatest,
  least,
  ln,
  mean,
  ONE,
  over,
  root,
  sizeOf,
  square,
  squares,
  sum,
  TWO_LN2,
  times,
} from './exact.testkit.ts';
import type { TestBars } from './feature.testkit.ts';

/** Bars without rounding, and those of the other symbol. */
export interface ExactBars {
  readonly open: readonly Exact[];
  readonly high: readonly Exact[];
  readonly low: readonly Exact[];
  readonly close: readonly Exact[];
  readonly volume: readonly Exact[];
  readonly other: readonly Exact[];
}

export function exactBars(bars: TestBars, other: Float64Array): ExactBars {
  const column = (values: Float64Array): readonly Exact[] => Array.from(values, exact);
  return {
    open: column(bars.open),
    high: column(bars.high),
    low: column(bars.low),
    close: column(bars.close),
    volume: column(bars.volume),
    other: column(other),
  };
}

/** A moving statistic as its definition says it. */
export interface Rolling {
  readonly type: string;
  readonly params: Readonly<Record<string, number | string>>;
  /** Rows that a value is made of. */
  readonly rows: number;
  /** Natural size of outputs that pass through 0, as a number or in units of the price; absent: the value itself. */
  readonly size?: Readonly<Record<string, number | 'price'>>;
  /** Allowed error where it is less than that of the suite. */
  readonly largestError?: number;
  /** Undefined: the feature must have no value there. */
  readonly value: (bars: ExactBars, row: number) => Values;
}

type Values = Readonly<Record<string, Exact | undefined>>;

/** The n values that end with a row. */
const last = (x: readonly Exact[], row: number, n: number): readonly Exact[] => x.slice(row - n + 1, row + 1);
const each = (row: number, n: number, of: (row: number) => Exact): readonly Exact[] =>
  Array.from({ length: n }, (_, k) => of(row - n + 1 + k));
const change = (x: readonly Exact[], row: number): Exact => over(x[row]! - x[row - 1]!, x[row - 1]!);
const returns = (x: readonly Exact[], row: number, n: number): readonly Exact[] => each(row, n, (i) => change(x, i));
const logReturns = (x: readonly Exact[], row: number, n: number): readonly Exact[] =>
  each(row, n, (i) => ln(over(x[i]!, x[i - 1]!)));
const deviation = (values: readonly Exact[], less = 0): Exact => root(squares(values) / BigInt(values.length - less));
const score = (values: readonly Exact[]): Exact => over(values.at(-1)! - mean(values), deviation(values));
const weighted = (values: readonly Exact[]): Exact =>
  sum(values.map((value, k) => value * BigInt(k + 1))) / BigInt((values.length * (values.length + 1)) / 2);
const products = (a: readonly Exact[], b: readonly Exact[]): Exact => {
  const [x, y] = [mean(a), mean(b)];
  return sum(a.map((value, k) => times(value - x, b[k]! - y)));
};
const trueRange = (b: ExactBars, i: number): Exact =>
  greatest([b.high[i]!, b.close[i - 1]!]) - least([b.low[i]!, b.close[i - 1]!]);
const typical = (b: ExactBars, i: number): Exact => (b.high[i]! + b.low[i]! + b.close[i]!) / 3n;
const flow = (b: ExactBars, i: number): Exact =>
  over(times(2n * b.close[i]! - b.low[i]! - b.high[i]!, b.volume[i]!), b.high[i]! - b.low[i]!);
const year = (value: Exact): Exact => times(value, root(252n * ONE));
const satchell = (b: ExactBars, i: number): Exact => {
  const to = (x: Exact, y: Exact): Exact => ln(over(x, y));
  const [o, h, l, c] = [b.open[i]!, b.high[i]!, b.low[i]!, b.close[i]!];
  return times(to(h, c), to(h, o)) + times(to(l, c), to(l, o));
};
const moment = (values: readonly Exact[], order: 3 | 4): Exact => {
  const middle = mean(values);
  const sd = deviation(values);
  return mean(
    values.map((value) => {
      const z = over(value - middle, sd);
      return order === 3 ? times(z, square(z)) : square(square(z));
    }),
  );
};
const falls = (values: readonly Exact[]): readonly Exact[] =>
  values.map((value, k) => {
    const top = greatest(values.slice(0, k + 1));
    return over(top - value, top);
  });

const close = (b: ExactBars, row: number, n: number): readonly Exact[] => last(b.close, row, n);
const one = (of: (b: ExactBars, row: number) => Exact | undefined) => ({
  value: (b: ExactBars, row: number): Values => ({ value: of(b, row) }),
});

export const ROLLING: readonly Rolling[] = [
  { type: 'sma', params: { period: 20 }, rows: 20, largestError: 1e-13, ...one((b, i) => mean(close(b, i, 20))) },
  { type: 'wma', params: { period: 14 }, rows: 14, ...one((b, i) => weighted(close(b, i, 14))) },
  { type: 'stdev', params: { period: 14 }, rows: 14, ...one((b, i) => deviation(close(b, i, 14))) },
  { type: 'stdev', params: { period: 2 }, rows: 2, ...one((b, i) => deviation(close(b, i, 2))) },
  { type: 'zscore', params: { period: 14 }, rows: 14, size: { value: 1 }, ...one((b, i) => score(close(b, i, 14))) },
  { type: 'mean_reversion', params: { window: 20 }, rows: 20, size: { value: 1 }, ...one((b, i) => score(close(b, i, 20))) },
  { type: 'rolling_zscore', params: { period: 60 }, rows: 60, size: { value: 1 }, ...one((b, i) => score(close(b, i, 60))) },
  {
    type: 'rolling_zscore',
    params: { period: 30, against: 'open' },
    rows: 30,
    size: { value: 1 },
    ...one((b, i) => score(each(i, 30, (k) => b.close[k]! - b.open[k]!))),
  },
  {
    type: 'bollinger',
    params: { period: 20 },
    rows: 20,
    size: { percent_b: 1 },
    value: (b, i) => {
      const values = close(b, i, 20);
      const [middle, reach] = [mean(values), 2n * deviation(values)];
      const [upper, lower] = [middle + reach, middle - reach];
      return { middle, upper, lower, percent_b: over(b.close[i]! - lower, 2n * reach), width: over(2n * reach, middle) };
    },
  },
  {
    type: 'cci',
    params: { period: 20 },
    rows: 20,
    size: { value: 100 },
    ...one((b, i) => {
      const values = each(i, 20, (k) => typical(b, k));
      const middle = mean(values);
      return over(1000n * (values.at(-1)! - middle), 15n * mean(values.map((value) => sizeOf(value - middle))));
    }),
  },
  {
    type: 'vwma',
    params: { period: 14 },
    rows: 14,
    ...one((b, i) => over(sum(each(i, 14, (k) => times(b.close[k]!, b.volume[k]!))), sum(last(b.volume, i, 14)))),
  },
  {
    type: 'hma',
    params: { period: 16 },
    rows: 19,
    ...one((b, i) => weighted(each(i, 4, (k) => 2n * weighted(close(b, k, 8)) - weighted(close(b, k, 16))))),
  },
  {
    type: 'linreg',
    params: { period: 14 },
    rows: 14,
    size: { slope: 'price', r2: 1e-3 },
    value: (b, i) => {
      const values = close(b, i, 14);
      const steps = values.map((_, k) => BigInt(k) * ONE);
      const both = products(steps, values);
      return { slope: over(both, squares(steps)), r2: over(over(square(both), squares(steps)), squares(values)) };
    },
  },
  {
    type: 'efficiency_ratio',
    params: { period: 10 },
    rows: 11,
    ...one((b, i) =>
      over(sizeOf(b.close[i]! - b.close[i - 10]!), sum(each(i, 10, (k) => sizeOf(b.close[k]! - b.close[k - 1]!)))),
    ),
  },
  {
    type: 'cmo',
    params: { period: 14 },
    rows: 15,
    size: { value: 100 },
    ...one((b, i) => {
      const steps = each(i, 14, (k) => b.close[k]! - b.close[k - 1]!);
      return over(100n * sum(steps), sum(steps.map(sizeOf)));
    }),
  },
  {
    type: 'mfi',
    params: { period: 14 },
    rows: 15,
    ...one((b, i) => {
      const up = (k: number): boolean => typical(b, k) > typical(b, k - 1);
      const flows = each(i, 14, (k) => times(typical(b, k), b.volume[k]!));
      return over(100n * sum(flows.filter((_, k) => up(i - 13 + k))), sum(flows));
    }),
  },
  {
    type: 'vortex',
    params: { period: 14 },
    rows: 15,
    value: (b, i) => {
      const range = sum(each(i, 14, (k) => trueRange(b, k)));
      return {
        plus: over(sum(each(i, 14, (k) => sizeOf(b.high[k]! - b.low[k - 1]!))), range),
        minus: over(sum(each(i, 14, (k) => sizeOf(b.low[k]! - b.high[k - 1]!))), range),
      };
    },
  },
  {
    type: 'chop',
    params: { period: 14 },
    rows: 15,
    ...one((b, i) => {
      const top = greatest(each(i, 14, (k) => greatest([b.high[k]!, b.close[k - 1]!])));
      const bottom = least(each(i, 14, (k) => least([b.low[k]!, b.close[k - 1]!])));
      return over(100n * ln(over(sum(each(i, 14, (k) => trueRange(b, k))), top - bottom)), ln(14n * ONE));
    }),
  },
  {
    type: 'ulcer',
    params: { period: 14 },
    rows: 14,
    ...one((b, i) => 100n * root(mean(falls(close(b, i, 14)).map(square)))),
  },
  { type: 'rolling_drawdown', params: { period: 60 }, rows: 60, ...one((b, i) => greatest(falls(close(b, i, 60)))) },
  { type: 'realised_vol', params: { period: 20 }, rows: 21, ...one((b, i) => year(deviation(logReturns(b.close, i, 20), 1))) },
  {
    type: 'downside_vol',
    params: { period: 20 },
    rows: 21,
    ...one((b, i) => year(root(mean(returns(b.close, i, 20).map((r) => (r < 0n ? square(r) : 0n)))))),
  },
  {
    type: 'vol_ratio',
    params: { fast: 10, slow: 60 },
    rows: 61,
    ...one((b, i) => over(deviation(logReturns(b.close, i, 10), 1), deviation(logReturns(b.close, i, 60), 1))),
  },
  {
    type: 'parkinson',
    params: { period: 20 },
    rows: 20,
    ...one((b, i) => root(over(mean(each(i, 20, (k) => square(ln(over(b.high[k]!, b.low[k]!))))), 2n * TWO_LN2))),
  },
  {
    type: 'garman_klass',
    params: { period: 20 },
    rows: 20,
    ...one((b, i) =>
      root(
        mean(
          each(i, 20, (k) => {
            const [range, body] = [square(ln(over(b.high[k]!, b.low[k]!))), square(ln(over(b.close[k]!, b.open[k]!)))];
            return range / 2n - times(TWO_LN2 - ONE, body);
          }),
        ),
      ),
    ),
  },
  { type: 'rogers_satchell', params: { period: 20 }, rows: 20, ...one((b, i) => root(mean(each(i, 20, (k) => satchell(b, k))))) },
  {
    type: 'yang_zhang',
    params: { period: 20 },
    rows: 21,
    ...one((b, i) => {
      const k = over(34n * ONE, 134n * ONE + over(2100n * ONE, 19n * ONE));
      const night = squares(each(i, 20, (j) => ln(over(b.open[j]!, b.close[j - 1]!)))) / 19n;
      const day = squares(each(i, 20, (j) => ln(over(b.close[j]!, b.open[j]!)))) / 19n;
      return root(night + times(k, day) + times(ONE - k, mean(each(i, 20, (j) => satchell(b, j)))));
    }),
  },
  {
    type: 'cmf',
    params: { period: 20 },
    rows: 20,
    size: { value: 1 },
    ...one((b, i) => over(sum(each(i, 20, (k) => flow(b, k))), sum(last(b.volume, i, 20)))),
  },
  { type: 'volume_sma', params: { period: 20 }, rows: 20, ...one((b, i) => mean(last(b.volume, i, 20))) },
  {
    type: 'volume_ratio',
    params: { fast: 5, slow: 20 },
    rows: 20,
    ...one((b, i) => over(mean(last(b.volume, i, 5)), mean(last(b.volume, i, 20)))),
  },
  {
    type: 'volume_spike',
    params: { window: 20 },
    rows: 21,
    ...one((b, i) => over(b.volume[i]!, mean(last(b.volume, i - 1, 20)))),
  },
  {
    type: 'dollar_volume',
    params: { period: 20 },
    rows: 20,
    ...one((b, i) => mean(each(i, 20, (k) => times(b.close[k]!, b.volume[k]!)))),
  },
  {
    type: 'amihud',
    params: { period: 20 },
    rows: 21,
    ...one((b, i) => mean(each(i, 20, (k) => over(1_000_000n * sizeOf(change(b.close, k)), times(b.close[k]!, b.volume[k]!))))),
  },
  {
    type: 'price_to_sma',
    params: { period: 20 },
    rows: 20,
    size: { value: 1e-3 },
    ...one((b, i) => over(b.close[i]!, mean(close(b, i, 20))) - ONE),
  },
  {
    type: 'sma_ratio',
    params: { fast: 10, slow: 50 },
    rows: 50,
    size: { value: 1e-3 },
    ...one((b, i) => over(mean(close(b, i, 10)), mean(close(b, i, 50))) - ONE),
  },
  {
    type: 'autocorrelation',
    params: { period: 20, lag: 2 },
    rows: 21,
    size: { value: 1 },
    ...one((b, i) => {
      const r = returns(b.close, i, 20);
      const middle = mean(r);
      return over(sum(r.slice(2).map((x, k) => times(x - middle, r[k]! - middle))), squares(r));
    }),
  },
  { type: 'skew', params: { period: 60 }, rows: 61, size: { value: 1 }, ...one((b, i) => moment(returns(b.close, i, 60), 3)) },
  { type: 'kurtosis', params: { period: 60 }, rows: 61, ...one((b, i) => moment(returns(b.close, i, 60), 4)) },
  {
    type: 'half_life',
    params: { period: 60 },
    rows: 61,
    ...one((b, i) => {
      const steps = logReturns(b.close, i, 60);
      const levels = each(i, 60, (k) => ln(over(b.close[k - 1]!, b.close[i - 60]!)));
      const slope = over(products(levels, steps), squares(levels));
      return slope < 0n && slope > -ONE ? over(-(TWO_LN2 / 2n), ln(ONE + slope)) : undefined;
    }),
  },
  {
    type: 'beta',
    params: { period: 50 },
    rows: 51,
    size: { value: 1 },
    ...one((b, i) => {
      const [own, other] = [returns(b.close, i, 50), returns(b.other, i, 50)];
      return over(products(own, other), squares(other));
    }),
  },
  ...(['returns', 'closes'] as const).map(
    (on): Rolling => ({
      type: 'correlation',
      params: { period: 20, on },
      rows: 21,
      size: { value: 1 },
      ...one((b, i) => {
        const of = (x: readonly Exact[]): readonly Exact[] => (on === 'returns' ? returns(x, i, 20) : last(x, i, 20));
        const [own, other] = [of(b.close), of(b.other)];
        return over(products(own, other), times(root(squares(own)), root(squares(other))));
      }),
    }),
  ),
  {
    type: 'frac_diff',
    params: { d: 0.4, threshold: 0.01 },
    rows: 12,
    size: { value: 1 },
    ...one((b, i) => {
      let weight = ONE;
      let total = 0n;
      for (let k = 0n; sizeOf(weight) >= ONE / 100n; k += 1n) {
        total += times(weight, ln(b.close[i - Number(k)]!));
        weight = (-weight * (4n - 10n * k)) / (10n * (k + 1n));
      }
      return total;
    }),
  },
];
