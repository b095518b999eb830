import type { Dataset } from '../../market/index.ts';
import type { ReportPrices } from '../../report/index.ts';

/** The bars of a run from a close time on, with what restates them to the newest basis for the eye: later splits divide earlier prices. */
export function reportPrices(dataset: Dataset, from: number): ReportPrices[] {
  return dataset.symbols.map(({ instrument, bars, actions }) => {
    const start = rowAt(bars.time, from);
    const cut = (column: Float64Array): Float64Array => column.subarray(start);
    const splits = actions.filter((action) => action.kind === 'split');
    return {
      symbol: instrument.symbol,
      time: cut(bars.time),
      open: cut(bars.open),
      high: cut(bars.high),
      low: cut(bars.low),
      close: cut(bars.close),
      scale: splits.length === 0 ? undefined : splitScale(splits, start, bars.length),
    };
  });
}

/** 1 / product of the ratios of the splits after each bar. */
function splitScale(
  splits: readonly { readonly row: number; readonly ratio: number }[],
  start: number,
  end: number,
): Float64Array {
  const scale = new Float64Array(end - start);
  let divisor = 1;
  let next = splits.length - 1;
  for (let row = end - 1; row >= start; row -= 1) {
    scale[row - start] = 1 / divisor;
    for (; next >= 0 && splits[next]!.row >= row; next -= 1) divisor *= splits[next]!.ratio;
  }
  return scale;
}

/** The last row whose close is not after a time; the first row when all are. */
export function rowAt(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
