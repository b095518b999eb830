import { dateOfDay } from '../base/index.ts';
import type { BarColumns, CorporateAction } from './bars.ts';
import type { TradingCalendar } from './calendars/calendar.ts';
import type { Adjustment } from './config.ts';
import { firstRowOfDay } from './source/corporate-events.ts';
import type { CorporateEvent } from './source/source-bars.ts';

/** Events tied to the bars at whose open they take effect, dividends before splits of the same bar; those of the first bar and before are left out. */
export function actionsOf(
  events: readonly CorporateEvent[],
  bars: BarColumns,
  calendar: TradingCalendar,
): readonly CorporateAction[] {
  const actions: CorporateAction[] = [];
  for (const { kind, exDay, amount } of events) {
    const row = firstRowOfDay(bars, exDay, calendar);
    if (row <= 0 || row >= bars.length) continue;
    const exDate = dateOfDay(exDay);
    actions.push(kind === 'dividend' ? { kind, row, exDate, amount } : { kind, row, exDate, ratio: amount });
  }
  return actions.sort((a, b) => a.row - b.row || Number(a.kind === 'split') - Number(b.kind === 'split'));
}

/**
 * adjusted = raw × factor. The factor is 1 on the first bar; a dividend D after a close C multiplies it by C / (C - D), a split by its
 * ratio, from the bar of the ex-date on, so no past value ever changes. Undefined when nothing is to be adjusted.
 *
 * Source: CRSP total-return adjustment, run forward instead of backward.
 */
export function factorOf(
  actions: readonly CorporateAction[],
  bars: BarColumns,
  adjustment: Adjustment,
  allocate: (length: number) => Float64Array = (length) => new Float64Array(length),
): Float64Array | undefined {
  const used = actions.filter(
    (action) => adjustment === 'splits_dividends' || (adjustment === 'splits' && action.kind === 'split'),
  );
  if (used.length === 0) return undefined;
  const factor = allocate(bars.length);
  let current = 1;
  let row = 0;
  for (const action of used) {
    factor.fill(current, row, action.row);
    row = action.row;
    if (action.kind === 'split') current *= action.ratio;
    else {
      const close = bars.close[row - 1]!;
      if (action.amount < close) current *= close / (close - action.amount);
    }
  }
  factor.fill(current, row, bars.length);
  return factor;
}
