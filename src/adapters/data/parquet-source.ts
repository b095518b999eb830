import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { DAY_MS, Zone } from '../../base/index.ts';
import { BAD_ROW_LIMIT, type BadRow, type CsvConfig, type RawRows } from '../../market/index.ts';
import { hashFile } from './cache/bar-cache.ts';
import { type ColumnPlan, type Field, planColumns } from './csv/columns.ts';
import { readStamp, STAMP, type StampResult } from './csv/stamp.ts';
import type { DataFile } from './data-files.ts';
import { DataFormatError, ReaderMissingError } from './errors.ts';
import { readFactorFile } from './factor-file.ts';
import { importRows } from './import-rows.ts';
import type { SourceRequest, SourceResult } from './source.ts';

/** The bars of a Parquet file, read with the settings of `data.csv`. @throws AppError for a file that is no table of bars */
export async function parquetBars(request: SourceRequest, file: DataFile): Promise<SourceResult> {
  const { instrument } = request.symbol;
  const { raw, plan } = await readParquet(file, request.csv, instrument.symbol);
  const factors = readFactorFile(file.path, instrument.symbol);
  return importRows({ raw, names: plan.names, shown: file.shown, contentHash: hashFile(file.path), factors }, request);
}

async function readParquet(
  file: DataFile,
  csv: CsvConfig,
  symbol: string,
): Promise<{ readonly raw: RawRows; readonly plan: ColumnPlan }> {
  const { DuckDBInstance } = await loadDuckDb(file);
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const table = `read_parquet('${file.path.replaceAll("'", "''")}')`;
    const types = await columnTypes(connection, table, file);
    const plan = planColumns([...types.keys()], { csv, symbol, file: file.shown });
    return { raw: await readRows(connection, table, { plan, types, csv, file }), plan };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function loadDuckDb(file: DataFile): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new ReaderMissingError(file.shown, { name: '@duckdb/node-api', instead: 'source csv' }, error);
  }
}

async function columnTypes(connection: DuckDBConnection, table: string, file: DataFile): Promise<ReadonlyMap<string, string>> {
  try {
    const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
    return new Map(reader.getRows().map(([name, type]) => [String(name), String(type)]));
  } catch (error) {
    throw new DataFormatError(file.shown, 'the file is no Parquet file', { cause: error });
  }
}

interface RowsContext {
  readonly plan: ColumnPlan;
  readonly types: ReadonlyMap<string, string>;
  readonly csv: CsvConfig;
  readonly file: DataFile;
}

async function readRows(connection: DuckDBConnection, table: string, context: RowsContext): Promise<RawRows> {
  const { plan, types } = context;
  const fields = [...plan.at.keys()].filter((field) => field !== 'clock');
  const selects = fields.map((field) => {
    const name = plan.names[field]!;
    return selectOf(field, `"${name.replaceAll('"', '""')}"`, types.get(name) ?? '');
  });
  const result = await connection.stream(`SELECT ${selects.join(', ')} FROM ${table}`);
  const rows = new ParquetRows(fields, kindOf(types.get(plan.names['time']!) ?? ''));
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rows.add(chunk);
  }
  return rows.finish(plan, Zone.of(context.csv.timezone));
}

/** Texts of stamps are read by us, everything else becomes a float64 in the database. */
function selectOf(field: Field, column: string, type: string): string {
  const isTime = field === 'time' || field === 'available_at';
  if (isTime && type === 'VARCHAR') return column;
  if (isTime && /^(TIMESTAMP|DATE)/.test(type)) {
    const stamp = type === 'DATE' ? `${column}::TIMESTAMP` : column;
    return `COALESCE(epoch_ms(${stamp})::DOUBLE, 'NaN'::DOUBLE)`;
  }
  return `COALESCE(TRY_CAST(${column} AS DOUBLE), 'NaN'::DOUBLE)`;
}

type TimeKind = 'text' | 'figure' | number;

function kindOf(type: string): TimeKind {
  if (type === 'VARCHAR') return 'text';
  if (type === 'DATE') return STAMP.date;
  if (type === 'TIMESTAMP WITH TIME ZONE') return STAMP.instant;
  return type.startsWith('TIMESTAMP') ? STAMP.wall : 'figure';
}

/** Chunks of a result, put into columns. */
class ParquetRows {
  readonly #fields: readonly Field[];
  readonly #time: TimeKind;
  readonly #columns: number[][];
  readonly #kinds: number[] = [];
  readonly #lines: number[] = [];
  readonly #badRows: BadRow[] = [];
  #badRowCount = 0;
  #row = 0;

  constructor(fields: readonly Field[], time: TimeKind) {
    this.#fields = fields;
    this.#time = time;
    this.#columns = fields.map(() => []);
  }

  add(chunk: DuckDBDataChunk): void {
    const stamp: StampResult = { ms: Number.NaN, kind: 0, firstAbove12: false, secondAbove12: false };
    const timeAt = this.#fields.indexOf('time');
    const columns = this.#fields.map((_, index) => chunk.getColumnVector(index));
    for (let i = 0; i < chunk.rowCount; i += 1) {
      this.#row += 1;
      const time = columns[timeAt]!.getItem(i);
      this.#readTime(time, stamp);
      if (Number.isNaN(stamp.ms)) {
        this.#badRowCount += 1;
        const fact = `the time is ${JSON.stringify(String(time))}`;
        if (this.#badRows.length < BAD_ROW_LIMIT)
          this.#badRows.push({ line: this.#row, column: undefined, code: 'NOT_A_TIME', fact });
        continue;
      }
      for (const [index, field] of this.#fields.entries()) {
        this.#columns[index]!.push(field === 'time' ? stamp.ms : numberOf(columns[index]!.getItem(i)));
      }
      this.#kinds.push(stamp.kind);
      this.#lines.push(this.#row);
    }
  }

  #readTime(value: unknown, stamp: StampResult): void {
    if (this.#time === 'text' || this.#time === 'figure') {
      readStamp(value === null ? '' : String(value), false, stamp);
      return;
    }
    stamp.ms = numberOf(value);
    stamp.kind = this.#time;
  }

  finish(plan: ColumnPlan, zone: Zone): RawRows {
    const column = (field: Field): Float64Array | undefined => {
      const index = this.#fields.indexOf(field);
      return index < 0 ? undefined : Float64Array.from(this.#columns[index]!);
    };
    const stamp = column('time') ?? new Float64Array();
    const rows = stamp.length;
    const dated = this.#kinds.every((kind, i) => kind === STAMP.date || stamp[i]! % DAY_MS === 0) && isDaily(stamp);
    for (let i = 0; i < rows && !dated; i += 1) if (this.#kinds[i] !== STAMP.instant) stamp[i] = zone.toUtc(stamp[i]!);
    const absent = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
    const close = column('close') ?? absent();
    const open = column('open') ?? close.slice();
    return {
      length: rows,
      stamp,
      dated,
      open,
      high: column('high') ?? open.map((value, i) => Math.max(value, close[i]!)),
      low: column('low') ?? open.map((value, i) => Math.min(value, close[i]!)),
      close,
      volume: column('volume') ?? absent(),
      availableAt: column('available_at'),
      dividend: column('dividend'),
      split: column('split'),
      adjustedClose: column('adjusted_close'),
      line: Uint32Array.from(this.#lines),
      badRows: this.#badRows,
      badRowCount: this.#badRowCount,
      closeOnly: plan.shape !== 'ohlc',
    };
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function isDaily(stamp: Float64Array): boolean {
  let short = 0;
  for (let i = 1; i < stamp.length; i += 1)
    if (Math.abs(stamp[i]! - stamp[i - 1]!) < DAY_MS && stamp[i] !== stamp[i - 1]) short += 1;
  return short * 2 < stamp.length;
}
