import { parseDate } from '../base/index.ts';
import { type BarColumns, buildDataset, calendarOf, type Dataset, shareOf } from '../market/index.ts';
import { featureDefinitionSchema } from './config.ts';
import { planFeatures } from './plan.ts';
import { resolveFeatures } from './resolve.ts';
import { startFeatures } from './run.ts';

/** One reference file: a full series of another library over a known set of daily bars, and the feature that must give it. */
export interface ReferenceSeries {
  readonly type: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Bars the feature is computed on; absent: `quotes_default`. */
  readonly bars?: string;
  /** Bars it is compared with, for types that read another symbol. */
  readonly against?: string;
  readonly file: string;
  /** Our output → its column. */
  readonly columns: Readonly<Record<string, string>>;
  /** First bar that is compared, counted from 1; absent: 1, so that first values must stand on the same bar. */
  readonly fromBar?: number;
}

const CHANNEL = { middle: 'centerline', upper: 'upperBand', lower: 'lowerBand', width: 'width' };

/** DaveSkender/Stock.Indicators, 502 daily bars of 2017 and 2018: every series whose definition the registry shares. */
export const REFERENCE_SERIES: readonly ReferenceSeries[] = [
  { type: 'adl', file: 'adl', columns: { value: 'adl' } },
  { type: 'adx', file: 'adx', columns: { adx: 'adx', plus_di: 'pdi', minus_di: 'mdi' } },
  { type: 'aroon', file: 'aroon', columns: { up: 'aroonUp', down: 'aroonDown', oscillator: 'oscillator' } },
  { type: 'atr', file: 'atr', columns: { value: 'atr', percent: 'atrp' } },
  { type: 'beta', bars: 'quotes_compare', against: 'quotes_default', file: 'beta', columns: { value: 'beta' } },
  {
    type: 'bollinger',
    file: 'bb',
    columns: { middle: 'sma', upper: 'upperBand', lower: 'lowerBand', percent_b: 'percentB', width: 'width' },
  },
  { type: 'cci', file: 'cci', columns: { value: 'cci' } },
  { type: 'chaikin_osc', file: 'chaikin-osc', columns: { value: 'oscillator' } },
  { type: 'chop', file: 'chop', columns: { value: 'chop' } },
  { type: 'cmf', file: 'cmf', columns: { value: 'cmf' } },
  { type: 'cmo', file: 'cmo', columns: { value: 'cmo' } },
  { type: 'connors_rsi', file: 'crsi', columns: { value: 'connorsRsi' } },
  {
    type: 'correlation',
    params: { on: 'closes' },
    bars: 'quotes_compare',
    against: 'quotes_default',
    file: 'corr',
    columns: { value: 'correlation' },
  },
  { type: 'dema', file: 'dema', columns: { value: 'dema' } },
  { type: 'donchian', file: 'donchian', columns: CHANNEL },
  { type: 'efficiency_ratio', file: 'kama', columns: { value: 'er' } },
  { type: 'ema', file: 'ema', columns: { value: 'ema' } },
  { type: 'hma', file: 'hma', columns: { value: 'hma' } },
  {
    type: 'ichimoku',
    file: 'ichimoku',
    columns: { tenkan: 'tenkanSen', kijun: 'kijunSen', senkou_a: 'senkouSpanA', senkou_b: 'senkouSpanB' },
  },
  { type: 'kama', file: 'kama', columns: { value: 'kama' } },
  { type: 'keltner', file: 'keltner', columns: CHANNEL },
  { type: 'linreg', file: 'slope', columns: { slope: 'slope', r2: 'rSquared' } },
  { type: 'macd', file: 'macd', columns: { macd: 'macd', signal: 'signal', histogram: 'histogram' } },
  { type: 'mfi', file: 'mfi', columns: { value: 'mfi' } },
  { type: 'obv', file: 'obv', columns: { value: 'obv' } },
  { type: 'psar', file: 'psar', columns: { value: 'sar' }, fromBar: 15 },
  { type: 'roc', file: 'roc', columns: { value: 'roc' } },
  { type: 'rsi', file: 'rsi', columns: { value: 'rsi' } },
  { type: 'sma', file: 'sma', columns: { value: 'sma' } },
  { type: 'stc', file: 'stc', columns: { value: 'stc' } },
  { type: 'stdev', file: 'stdev', columns: { value: 'stdDev' } },
  { type: 'stoch', file: 'stoch', columns: { k: 'k', d: 'd' } },
  { type: 'stoch_rsi', file: 'stoch-rsi', columns: { value: 'stochRsi', signal: 'signal' } },
  { type: 'supertrend', file: 'supertrend', columns: { value: 'superTrend' } },
  { type: 'tema', file: 'tema', columns: { value: 'tema' } },
  { type: 'tsi', file: 'tsi', columns: { value: 'tsi', signal: 'signal' } },
  { type: 'ulcer', file: 'ulcer', columns: { value: 'ulcerIndex' } },
  { type: 'vortex', file: 'vortex', columns: { plus: 'pvi', minus: 'nvi' } },
  { type: 'vwap', params: { anchor: 'start' }, file: 'vwap', columns: { value: 'vwap' } },
  { type: 'vwma', file: 'vwma', columns: { value: 'vwma' } },
  { type: 'williams_r', file: 'willr', columns: { value: 'williamsR' } },
  { type: 'wma', file: 'wma', columns: { value: 'wma' } },
  { type: 'zscore', file: 'stdev', columns: { value: 'zScore' } },
];

/** Where our definition differs from the library's on purpose, with the reason; these cells are counted and not compared. */
export interface ReferenceDifference {
  readonly type: string;
  readonly output: string;
  readonly reason: string;
}
export const REFERENCE_DIFFERENCES: readonly ReferenceDifference[] = [];

/** Folder of the files inside the reference folder. */
export const REFERENCE_FOLDER = 'indicators/stock_indicators';
/** Largest difference, as a share of the reference value. */
export const REFERENCE_TOLERANCE = 1e-9;
/** Below this size the difference itself counts: references are printed with about 16 digits of the numbers they were made of. */
const SMALLEST = 1e-3;

/** One output against one column. */
export interface ReferenceResult {
  readonly type: string;
  readonly output: string;
  readonly file: string;
  readonly column: string;
  /** Bars compared, empty cells included. */
  readonly bars: number;
  /** Bars outside the tolerance, or with a value on one side only. */
  readonly wrong: number;
  /** Largest relative difference of what is defined on both sides. */
  readonly worst: number;
  /** The first wrong bar in words. */
  readonly example: string | undefined;
  /** Why it is not compared: a difference of definitions. */
  readonly skipped: string | undefined;
}

/**
 * Computes every reference series as a project would and compares it bar by bar.
 * @param read text of a file of {@link REFERENCE_FOLDER} by its name without folder and extension; undefined: it is not there
 * @returns undefined when the quotes are not there; files that are missing are left out
 */
export function compareReferences(read: (name: string) => string | undefined): readonly ReferenceResult[] | undefined {
  const quotes = ['quotes_default', 'quotes_compare'].map((name) => ({ name, text: read(name) }));
  const texts = quotes.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, bars: barsFrom(tableOf(text)) }]));
  if (texts.length < quotes.length) return undefined;
  const dataset = datasetOf(texts);
  return REFERENCE_SERIES.flatMap((series) => {
    const text = read(series.file);
    return text === undefined ? [] : compareSeries(series, dataset, tableOf(text));
  });
}

function compareSeries(series: ReferenceSeries, dataset: Dataset, table: Table): readonly ReferenceResult[] {
  const columns = columnsOf(series, dataset);
  return Object.entries(series.columns).map(([output, column]) => {
    const base = { type: series.type, output, file: series.file, column };
    const difference = REFERENCE_DIFFERENCES.find((known) => known.type === series.type && known.output === output);
    if (difference !== undefined) return { ...base, bars: 0, wrong: 0, worst: 0, example: undefined, skipped: difference.reason };
    const expected = table.get(column) ?? [];
    return {
      ...base,
      ...compareColumn(columns.get(output)!, expected, relativeDifference, series.fromBar ?? 1),
      skipped: undefined,
    };
  });
}

/** A difference and the largest that is none. */
export type Difference = (actual: number, expected: number) => { readonly size: number; readonly isNone: boolean };

function relativeDifference(actual: number, expected: number): ReturnType<Difference> {
  const size = Math.abs(actual - expected) / Math.max(Math.abs(expected), SMALLEST);
  return { size, isNone: size <= REFERENCE_TOLERANCE };
}

/** Values beside the cells of a table; an empty cell is a bar without a value. */
export function compareColumn(
  values: Float64Array,
  expected: readonly string[],
  differ: Difference,
  fromBar = 1,
): Pick<ReferenceResult, 'bars' | 'wrong' | 'worst' | 'example'> {
  let wrong = Math.abs(values.length - expected.length);
  let worst = 0;
  let example: string | undefined = wrong === 0 ? undefined : `${expected.length} bars instead of ${values.length}`;
  for (let i = fromBar - 1; i < Math.min(values.length, expected.length); i += 1) {
    const text = expected[i]!;
    const actual = values[i]!;
    const { size, isNone } = differ(actual, Number(text));
    const isRight = text === '' ? Number.isNaN(actual) : isNone;
    if (text !== '' && !Number.isNaN(actual)) worst = Math.max(worst, size);
    if (isRight) continue;
    wrong += 1;
    example ??= `bar ${i + 1}: ${Number.isNaN(actual) ? 'nothing' : actual} instead of ${text === '' ? 'nothing' : text}`;
  }
  return { bars: values.length - fromBar + 1, wrong, worst, example };
}

/** The columns of a series' outputs, on the way of every project: definition, plan, run. */
export function columnsOf(
  {
    type,
    params = {},
    bars = 'quotes_default',
    against,
    columns,
  }: Omit<ReferenceSeries, 'file' | 'columns'> & { columns: object },
  dataset: Dataset,
): ReadonlyMap<string, Float64Array> {
  const definition = featureDefinitionSchema.parse({
    name: 'it',
    type,
    params,
    ...(against === undefined ? {} : { symbol: against }),
  });
  const { features } = resolveFeatures([definition], { timeframe: '1d' });
  const outputs = Object.keys(columns);
  const nameOf = (output: string): string => ((features[0]?.outputs.length ?? 0) > 1 ? `it.${output}` : 'it');
  const plan = planFeatures(
    features,
    { names: outputs.map(nameOf) },
    { timeframe: '1d', periodsPerYear: () => dataset.periodsPerYear },
  );
  const run = startFeatures({ plan, dataset });
  run.advance(dataset.time.length);
  const symbol = dataset.symbols.findIndex(({ instrument }) => instrument.symbol === bars);
  return new Map(outputs.map((output) => [output, run.column(symbol, nameOf(output))]));
}

/** Cells by column, as they are printed. */
type Table = ReadonlyMap<string, readonly string[]>;

function tableOf(text: string): Table {
  const [header = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const rows = lines.map((line) => line.split(','));
  return new Map(header.split(',').map((name, index) => [name, rows.map((row) => row[index] ?? '')]));
}

function barsFrom(table: Table): BarColumns {
  const calendar = calendarOf('XNYS');
  const numbers = (name: string): Float64Array => Float64Array.from(table.get(name) ?? [], Number);
  const time = Float64Array.from(table.get('date') ?? [], (date) => calendar.close(parseDate(date) ?? Number.NaN));
  return {
    time,
    open: numbers('open'),
    high: numbers('high'),
    low: numbers('low'),
    close: numbers('close'),
    volume: numbers('volume'),
    length: time.length,
  };
}

/** Daily bars of New York as a dataset, under their names. */
export function datasetOf(quotes: readonly { readonly name: string; readonly bars: BarColumns }[]): Dataset {
  const symbols = quotes.map(({ name, bars }) => ({
    instrument: shareOf(name),
    calendar: 'XNYS' as const,
    bars,
    factor: undefined,
    actions: [],
    synthetic: false,
  }));
  // Nobody caches these columns, so nothing needs their fingerprint.
  return buildDataset(symbols, '1d', { hasher: { update: () => undefined, digest: () => 'not hashed' } });
}
