import type { CsvConfig } from '../../../market/index.ts';
import { CsvColumnMissingError } from '../errors.ts';

/** Fields that a column of a file can hold. */
export const FIELDS = [
  'time',
  'clock',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'available_at',
  'dividend',
  'split',
  'adjusted_close',
] as const;
export type Field = (typeof FIELDS)[number];

/** Which column of a file holds what. */
export interface ColumnPlan {
  /** Field → index of its column. */
  readonly at: ReadonlyMap<Field, number>;
  /** Field → header as it stands in the file. */
  readonly names: Readonly<Record<string, string>>;
  /** How open, high and low come about. */
  readonly shape: 'ohlc' | 'open_close' | 'close';
}

/** Headers are compared in lower case without blanks, `_`, `-`, `.`, `<` and `>`; the first alias of a field that is there wins. */
const ALIASES: Readonly<Record<Field, readonly string[]>> = {
  time: [
    'timestamp',
    'datetime',
    'date',
    'opentime',
    'time',
    'timestampms',
    'opentimems',
    'ts',
    't',
    'index',
    'unix',
    'day',
    'weekending',
    'week',
    'month',
    'period',
    'observationdate',
    '',
    'unnamed:0',
  ],
  clock: ['time', 'timeofday'],
  open: ['open', 'o', 'openprice'],
  high: ['high', 'h', 'highprice'],
  low: ['low', 'l', 'lowprice'],
  close: ['close', 'c', 'closeprice', 'price', 'last'],
  volume: ['volume', 'vol', 'v', 'tickvolume'],
  available_at: ['availableat'],
  dividend: ['dividend', 'dividends', 'dividendamount', 'divcash'],
  split: ['split', 'splits', 'stocksplits', 'splitcoefficient', 'splitratio', 'splitfactor'],
  adjusted_close: ['adjclose', 'adjustedclose', 'closeadj'],
};

const CONFIGURED: readonly (keyof CsvConfig['columns'])[] = ['time', 'open', 'high', 'low', 'close', 'volume', 'available_at'];

export interface PlanOptions {
  readonly csv: Pick<CsvConfig, 'columns' | 'layout'>;
  readonly symbol: string;
  readonly file: string;
}

/** @throws CsvColumnMissingError when a column that bars need is absent */
export function planColumns(header: readonly string[], options: PlanOptions): ColumnPlan {
  refuseNumbers(header, options.file);
  const at = new Map<Field, number>();
  for (const field of CONFIGURED) {
    const name = options.csv.columns[field];
    if (name === undefined) continue;
    const index = header.indexOf(name);
    if (index < 0) throw new CsvColumnMissingError(options.file, field, header, missingName(name, header));
    at.set(field, index);
  }
  const plain = header.map(simplified);
  if (!at.has('time')) findTime(plain, at, options, header);
  if (options.csv.layout === 'wide') return widePlan(header, at, options);
  for (const field of FIELDS) {
    if (at.has(field) || field === 'time' || field === 'clock') continue;
    const index = ALIASES[field].map((alias) => plain.indexOf(alias)).find((found) => found >= 0 && !taken(at, found));
    if (index !== undefined) at.set(field, index);
  }
  return { at, names: namesOf(at, header), shape: shapeOf(at, header, options.file) };
}

function findTime(plain: readonly string[], at: Map<Field, number>, options: PlanOptions, header: readonly string[]): void {
  const index = ALIASES.time.map((alias) => plain.indexOf(alias)).find((found) => found >= 0);
  if (index === undefined) throw new CsvColumnMissingError(options.file, 'time', header);
  at.set('time', index);
  const clock = ALIASES.clock.map((alias) => plain.indexOf(alias)).find((found) => found >= 0 && found !== index);
  if (clock !== undefined) at.set('clock', clock);
}

/** Wide files have one column of closes per ticker. */
function widePlan(header: readonly string[], at: Map<Field, number>, { symbol, file }: PlanOptions): ColumnPlan {
  if (!at.has('close')) {
    const exact = header.indexOf(symbol);
    const index = exact >= 0 ? exact : header.findIndex((name) => name.toLowerCase() === symbol.toLowerCase());
    if (index < 0) throw new CsvColumnMissingError(file, `close of ${symbol}`, header);
    at.set('close', index);
  }
  const known = header.findIndex((name) => ALIASES.available_at.includes(simplified(name)));
  if (known >= 0 && !at.has('available_at')) at.set('available_at', known);
  const wanted = new Map(
    [...at].filter(([field]) => field === 'time' || field === 'clock' || field === 'close' || field === 'available_at'),
  );
  return { at: wanted, names: namesOf(wanted, header), shape: 'close' };
}

function shapeOf(at: ReadonlyMap<Field, number>, header: readonly string[], file: string): ColumnPlan['shape'] {
  const missing = (['open', 'high', 'low', 'close'] as const).filter((field) => !at.has(field));
  if (missing.length === 0) return 'ohlc';
  if (!missing.includes('close')) {
    if (missing.length === 3) return 'close';
    if (missing.length === 2 && !missing.includes('open')) return 'open_close';
  }
  throw new CsvColumnMissingError(file, missing.includes('close') ? 'close' : missing[0]!, header);
}

function taken(at: ReadonlyMap<Field, number>, index: number): boolean {
  return [...at.values()].includes(index);
}

function namesOf(at: ReadonlyMap<Field, number>, header: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...at].map(([field, index]) => [field, header[index]!]));
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[\s_\-.<>]/g, '');
}

function missingName(name: string, header: readonly string[]): string {
  return `the header has no "${name}", only ${header.map((entry) => `"${entry}"`).join(', ')}`;
}

/** A file whose first line holds figures has no header. */
function refuseNumbers(header: readonly string[], file: string): void {
  const figures = header.filter((cell) => /^[-+]?\d+(\.\d*)?(e[-+]?\d+)?$/i.test(cell.trim())).length;
  if (figures > 0 && figures >= header.length - 1) {
    throw new CsvColumnMissingError(file, 'time', header, 'the first line holds figures and no names; add a header line');
  }
}
