import { type RecognisedFile, recogniseFile } from '../../adapters/data/index.ts';
import { type DataConfig, resolveSymbols } from '../../market/index.ts';

/** How many files are looked into: `validate` shows as many. */
const SHOWN = 20;

/** What the CSV files of the first symbols look like, by symbol; symbols of other sources and missing files are left out. */
export function recogniseFiles(data: DataConfig, projectDir: string): ReadonlyMap<string, RecognisedFile> {
  const found = new Map<string, RecognisedFile>();
  for (const symbol of resolveSymbols(data, 'USD').slice(0, SHOWN)) {
    const request = { symbol, timeframe: data.timeframe, csv: data.csv, quality: data.quality, projectDir };
    const file = recogniseFile(request);
    if (file !== undefined) found.set(symbol.instrument.symbol, file);
  }
  return found;
}
