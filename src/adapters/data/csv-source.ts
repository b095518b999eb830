import { readCsv } from './csv/read-csv.ts';
import { type DataFile, dataFile } from './data-files.ts';
import { readFactorFile } from './factor-file.ts';
import { importRows } from './import-rows.ts';
import type { SourceRequest, SourceResult } from './source.ts';

/** The bars of a CSV file. @throws AppError for a file that is missing or is no table of bars */
export function csvBars(request: SourceRequest, file: DataFile = csvFile(request)): SourceResult {
  const { instrument } = request.symbol;
  const { raw, plan, hash } = readCsv(file.path, { csv: request.csv, symbol: instrument.symbol, shownPath: file.shown });
  const factors = readFactorFile(file.path, instrument.symbol);
  return importRows({ raw, names: plan.names, shown: file.shown, contentHash: hash, factors }, request);
}

export function csvFile(request: SourceRequest): DataFile {
  const { instrument, path } = request.symbol;
  return dataFile(path, { symbol: instrument.symbol, timeframe: request.timeframe, projectDir: request.projectDir });
}
