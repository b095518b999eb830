import { TIMEFRAMES, type Timeframe, timeframeMs } from '../base/index.ts';

/** `data/{symbol}_{timeframe}.csv` → `data/BTC-USDT_1h.csv`: `/` in a symbol is written as `-`. */
export function fillPath(pattern: string, symbol: string, timeframe: string): string {
  return pattern.replaceAll('{symbol}', symbol.replaceAll('/', '-')).replaceAll('{timeframe}', timeframe);
}

/** Folder of the bars of a symbol that were fetched from a source, inside `data.cache_dir`. */
export function fetchedFolder(source: string, symbol: string): string {
  return `fetched/${source}/${symbol.replaceAll(/[^A-Za-z0-9.^=_-]/g, '-')}`;
}

/**
 * Files that may hold a symbol's bars, best first: of the timeframe itself, else of the longest finer one that it can be made from; each
 * also with `.gz` at the end.
 */
export function dataFileNames(
  pattern: string,
  symbol: string,
  timeframe: Timeframe,
): readonly { readonly shown: string; readonly timeframe: Timeframe }[] {
  const length = timeframeMs(timeframe);
  const finer = TIMEFRAMES.filter((shorter) => timeframeMs(shorter) < length && length % timeframeMs(shorter) === 0).reverse();
  const timeframes = pattern.includes('{timeframe}') ? [timeframe, ...finer] : [timeframe];
  return timeframes.flatMap((each) => {
    const filled = fillPath(pattern, symbol, each);
    return [filled, `${filled}.gz`].map((shown) => ({ shown, timeframe: each }));
  });
}
