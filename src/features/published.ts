import { parseDate } from '../base/index.ts';
import { type BarColumns, calendarOf } from '../market/index.ts';
import { columnsOf, compareColumn, datasetOf, type ReferenceResult } from './conformance.ts';

/** A printed worked table of an indicator. */
interface PublishedTable {
  readonly source: string;
  readonly type: string;
  readonly params: Readonly<Record<string, number>>;
  readonly bars: { readonly high?: readonly number[]; readonly low?: readonly number[]; readonly close: readonly number[] };
  /** Output → the first bar that has a value, counted from 1, and the printed values from there on. */
  readonly columns: Readonly<Record<string, { readonly from: number; readonly values: readonly number[] }>>;
  /** Digits after the point. */
  readonly decimals: number;
}

export interface PublishedResult extends ReferenceResult {
  readonly source: string;
}

/** Printed tables of indicators that ship with the product, each beside what a project would compute from the printed bars. */
export function publishedFeatures(): readonly PublishedResult[] {
  return TABLES.flatMap((table) => {
    const { source, type, params, columns, decimals } = table;
    const bars = barsOf(table);
    const values = columnsOf({ type, params, bars: NAME, columns }, datasetOf([{ name: NAME, bars }]));
    // One unit of the last digit, and the rounding of the decimal fractions themselves.
    const unit = Number(`1e-${decimals}`) * (1 + 1e-9);
    return Object.entries(columns).map(([output, { from, values: printed }]) => {
      const cells = Array.from({ length: bars.length }, (_, i) => (i + 1 < from ? '' : String(printed[i + 1 - from] ?? '')));
      const compared = compareColumn(values.get(output)!, cells, (actual, expected) => {
        const size = Math.abs(actual - expected);
        return { size, isNone: size <= unit };
      });
      return { source, type, output, file: '', column: output, ...compared, skipped: undefined };
    });
  });
}

const NAME = 'PRINTED';

/** Bars on successive sessions; where a table prints closes only, a bar is its close. */
function barsOf({ bars: { high, low, close } }: PublishedTable): BarColumns {
  const calendar = calendarOf('XNYS');
  const time = new Float64Array(close.length);
  let day = (parseDate('2010-01-04') ?? Number.NaN) - 1;
  for (let i = 0; i < time.length; i += 1) {
    day = calendar.sessionFrom(day + 1);
    time[i] = calendar.close(day);
  }
  const closes = Float64Array.from(close);
  return {
    time,
    open: closes,
    high: high === undefined ? closes : Float64Array.from(high),
    low: low === undefined ? closes : Float64Array.from(low),
    close: closes,
    volume: new Float64Array(close.length),
    length: close.length,
  };
}

const AVERAGES = [
  ...[22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38, 22.61, 23.36],
  ...[24.05, 23.75, 23.83, 23.95, 23.63, 23.82, 23.87, 23.65, 23.19, 23.1, 23.33, 22.68, 23.1, 22.4, 22.17],
];

/** Worked tables of StockCharts ChartSchool; the bars are printed with two or four digits. */
const TABLES: readonly PublishedTable[] = [
  {
    source: 'StockCharts ChartSchool, worked table of moving averages',
    type: 'sma',
    params: { period: 10 },
    bars: { close: AVERAGES },
    columns: {
      value: {
        from: 10,
        values: [
          ...[22.22, 22.21, 22.23, 22.26, 22.31, 22.42, 22.61, 22.77, 22.91, 23.08, 23.21],
          ...[23.38, 23.53, 23.65, 23.71, 23.69, 23.61, 23.51, 23.43, 23.28, 23.13],
        ],
      },
    },
    decimals: 2,
  },
  {
    source: 'StockCharts ChartSchool, worked table of moving averages',
    type: 'ema',
    params: { period: 10 },
    bars: { close: AVERAGES },
    columns: {
      value: {
        from: 10,
        values: [
          ...[22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.8, 22.97, 23.13, 23.28, 23.34],
          ...[23.43, 23.51, 23.54, 23.47, 23.4, 23.39, 23.26, 23.23, 23.08, 22.92],
        ],
      },
    },
    decimals: 2,
  },
  {
    source: 'J. W. Wilder 1978, worked table of StockCharts ChartSchool',
    type: 'rsi',
    params: { period: 14 },
    bars: {
      close: [
        ...[44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931],
        ...[46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521],
        ...[45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314],
      ],
    },
    columns: {
      value: {
        from: 15,
        values: [
          ...[70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38],
          ...[54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.3, 33.08, 37.77],
        ],
      },
    },
    decimals: 2,
  },
  {
    source: 'G. Lane, worked table of StockCharts ChartSchool',
    type: 'stoch',
    params: { period: 14, k_smooth: 1, d_smooth: 3 },
    bars: {
      high: [
        ...[127.009, 127.6159, 126.5911, 127.3472, 128.173, 128.4317, 127.3671, 126.422, 126.8995, 126.8498],
        ...[125.646, 125.7156, 127.1582, 127.7154, 127.6855, 128.2228, 128.2725, 128.0934, 128.2725, 127.7353],
        ...[128.77, 129.2873, 130.0633, 129.1182, 129.2873, 128.4715, 128.0934, 128.6506, 129.1381, 128.6406],
      ],
      low: [
        ...[125.3574, 126.1633, 124.9296, 126.0937, 126.8199, 126.4817, 126.034, 124.8301, 126.3921, 125.7156],
        ...[124.5615, 124.5715, 125.0689, 126.8597, 126.6309, 126.8001, 126.7105, 126.8001, 126.1335, 125.9245],
        ...[126.9891, 127.8148, 128.4715, 128.0641, 127.6059, 127.596, 126.999, 126.8995, 127.4865, 127.397],
      ],
      // The first thirteen closes are not printed and decide nothing: the lows stand for them.
      close: [
        ...[125.3574, 126.1633, 124.9296, 126.0937, 126.8199, 126.4817, 126.034, 124.8301, 126.3921, 125.7156],
        ...[124.5615, 124.5715, 125.0689, 127.2876, 127.1781, 128.0138, 127.1085, 127.7253, 127.0587, 127.3273],
        ...[128.7103, 127.8745, 128.5809, 128.6008, 127.9342, 128.1133, 127.596, 127.596, 128.6904, 128.2725],
      ],
    },
    columns: {
      k: {
        from: 14,
        values: [
          ...[70.44, 67.61, 89.2, 65.81, 81.75, 64.52, 74.53, 98.58, 70.1, 73.06, 73.42, 61.23, 60.96, 40.39, 40.39],
          ...[66.83, 56.73],
        ],
      },
      d: {
        from: 16,
        values: [75.75, 74.21, 78.92, 70.69, 73.6, 79.21, 81.07, 80.58, 72.2, 69.24, 65.2, 54.19, 47.24, 49.2, 54.65],
      },
    },
    decimals: 2,
  },
];
