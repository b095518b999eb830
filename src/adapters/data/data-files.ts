import { isAbsolute, join } from 'node:path';
import type { Timeframe } from '../../base/index.ts';
import { dataFileNames, fillPath } from '../../market/index.ts';
import { isFile } from '../fs/index.ts';
import { FileMissingError } from './errors.ts';

export interface DataFile {
  /** As the pattern says it, for messages. */
  readonly shown: string;
  readonly path: string;
  /** The timeframe that the name speaks of. */
  readonly timeframe: Timeframe;
}

/**
 * The file that holds a symbol's bars: of the timeframe itself, else of the longest finer one that it can be made from; each also with
 * `.gz` at the end.
 */
export function findDataFile(
  pattern: string,
  wanted: { readonly symbol: string; readonly timeframe: Timeframe; readonly projectDir: string },
): DataFile | undefined {
  for (const { shown, timeframe } of dataFileNames(pattern, wanted.symbol, wanted.timeframe)) {
    const path = isAbsolute(shown) ? shown : join(wanted.projectDir, shown);
    if (isFile(path)) return { shown, path, timeframe };
  }
  return undefined;
}

/** As {@link findDataFile}. @throws FileMissingError */
export function dataFile(
  pattern: string,
  wanted: { readonly symbol: string; readonly timeframe: Timeframe; readonly projectDir: string },
): DataFile {
  const found = findDataFile(pattern, wanted);
  if (found !== undefined) return found;
  throw new FileMissingError(fillPath(pattern, wanted.symbol, wanted.timeframe), `the bars of ${wanted.symbol} are read from it`);
}
