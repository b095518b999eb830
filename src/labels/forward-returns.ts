import { emptyColumns } from './columns.ts';
import { type LabelBars, type LabelColumns, type LabelEntry, NO_LABEL } from './contract.ts';

/**
 * The return over `horizon` bars as value and label return: from the close of the bar, t1 = t + horizon, or from the next open to the
 * open `horizon` bars later, t1 = t + horizon + 1. A price that is not above 0 gives no label.
 */
export function forwardReturns(bars: LabelBars, horizon: number, entry: LabelEntry): LabelColumns {
  const n = bars.time.length;
  const columns = emptyColumns(n);
  const delay = entry === 'close' ? 0 : 1;
  const price = entry === 'close' ? bars.close : bars.open;
  for (let t = 0; t < n; t += 1) {
    const last = t + delay + horizon;
    if (last >= n) {
      columns.t1[t] = NO_LABEL.incomplete;
      continue;
    }
    const from = price[t + delay]!;
    const to = price[last]!;
    if (!(from > 0 && to > 0)) continue;
    columns.t1[t] = last;
    columns.labelReturn[t] = to / from - 1;
    columns.value[t] = to / from - 1;
  }
  return columns;
}
