import { AppError } from '../../base/index.ts';
import { inferTimeframe } from '../../market/index.ts';
import { readCsvHead } from './csv/read-csv.ts';
import { findDataFile } from './data-files.ts';
import { stampText } from './import-rows.ts';
import type { SourceRequest } from './source.ts';

/** What the first rows of a symbol's CSV file show; nothing is imported. */
export interface RecognisedFile {
  readonly file: string;
  /** Field → header of the file. */
  readonly columns: Readonly<Record<string, string>>;
  /** How stamps are read, in words. */
  readonly stamps: string;
  /** Distance of the stamps; null when the first rows do not show it. */
  readonly timeframe: string | null;
  /** Why the file cannot be read; null when its first rows can. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** Undefined when the source is no CSV file or the file is not there. */
export function recogniseFile(request: SourceRequest): RecognisedFile | undefined {
  const { symbol, csv, timeframe, projectDir } = request;
  const name = symbol.instrument.symbol;
  if (symbol.source !== 'csv') return undefined;
  const file = findDataFile(symbol.path, { symbol: name, timeframe, projectDir });
  if (file === undefined) return undefined;
  try {
    const { plan, raw } = readCsvHead(file.path, { csv, symbol: name, shownPath: file.shown });
    const own = inferTimeframe(raw.stamp, raw.length, raw.dated) ?? null;
    return { file: file.shown, columns: plan.names, stamps: stampText(raw, csv), timeframe: own, problem: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.exitCode !== 2) throw error;
    const { code, message } = error;
    return { file: file.shown, columns: {}, stamps: '', timeframe: null, problem: { code, message } };
  }
}
