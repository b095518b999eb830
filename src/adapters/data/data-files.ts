import { isAbsolute, join } from 'node:path';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../../base/index.ts';
import { isFile } from '../fs/index.ts';
import { FileMissingError } from './errors.ts';

export interface DataFile {
  /** As the pattern says it, for messages. */
  readonly shown: string;
  readonly path: string;
  /** The timeframe that the name speaks of. */
  readonly timeframe: Timeframe;
}

/** `data/{symbol}_{timeframe}.csv` → `data/BTC-USDT_1h.csv`: `/` in a symbol is written as `-`. */
export function fillPath(pattern: string, symbol: string, timeframe: string): string {
  return pattern.replaceAll('{symbol}', symbol.replaceAll('/', '-')).replaceAll('{timeframe}', timeframe);
}

/**
 * The file that holds a symbol's bars: of the timeframe itself, else of the longest finer one that it can be made from; each also with
 * `.gz` at the end.
 */
export function findDataFile(
  pattern: string,
  wanted: { readonly symbol: string; readonly timeframe: Timeframe; readonly projectDir: string },
): DataFile | undefined {
  const length = timeframeMs(wanted.timeframe);
  const finer = TIMEFRAMES.filter(
    (timeframe) => timeframeMs(timeframe) < length && length % timeframeMs(timeframe) === 0,
  ).reverse();
  const timeframes = pattern.includes('{timeframe}') ? [wanted.timeframe, ...finer] : [wanted.timeframe];
  for (const timeframe of timeframes) {
    const filled = fillPath(pattern, wanted.symbol, timeframe);
    for (const shown of [filled, `${filled}.gz`]) {
      const path = isAbsolute(shown) ? shown : join(wanted.projectDir, shown);
      if (isFile(path)) return { shown, path, timeframe };
    }
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
