import { dirname, join } from 'node:path';
import { parseDate } from '../../base/index.ts';
import type { FactorRow } from '../../market/index.ts';
import { readText } from '../fs/index.ts';
import { DataFormatError } from './errors.ts';

export interface FactorFile {
  /** `factors_AAPL.csv` */
  readonly name: string;
  readonly text: string;
  readonly rows: readonly FactorRow[];
}

const HEADER = 'date,price_factor,split_factor';

/** The factor file beside a file of bars, `factors_<SYMBOL>.csv`: date,price_factor,split_factor,reference_price; undefined when there is none. */
export function readFactorFile(barsPath: string, symbol: string): FactorFile | undefined {
  const name = `factors_${symbol.replaceAll('/', '-')}.csv`;
  const path = join(dirname(barsPath), name);
  const text = readText(path);
  if (text === undefined) return undefined;
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  if (!header.startsWith(HEADER)) throw new DataFormatError(name, `the first line of a factor file is ${HEADER},reference_price`);
  const rows = lines.map((line, index) => factorRow(line, index + 2, name));
  for (let i = 1; i < rows.length; i += 1) {
    if (rows[i]!.day <= rows[i - 1]!.day) throw new DataFormatError(name, `line ${i + 2} is not later than the line before`);
  }
  return { name, text, rows };
}

function factorRow(line: string, number: number, name: string): FactorRow {
  const [date = '', price, split, reference] = line.split(',');
  const day = parseDate(date);
  const priceFactor = Number(price);
  const splitFactor = Number(split);
  const referencePrice = reference === undefined ? 0 : Number(reference);
  if (day === undefined || !(priceFactor > 0) || !(splitFactor > 0) || !(referencePrice >= 0)) {
    throw new DataFormatError(name, `line ${number} is no factor row: ${line}`);
  }
  return { day, priceFactor, splitFactor, referencePrice };
}
