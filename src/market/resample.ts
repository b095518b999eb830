import { type Timeframe, timeframeMs } from '../base/index.ts';
import type { BarColumns } from './bars.ts';
import { type TradingCalendar, weekStart } from './calendars/calendar.ts';

/**
 * Bars of a slower timeframe, stamped with their close: intraday bars count from the session's open and end with it, a day is a session, a
 * week ends with its last session. A bar is as complete as the bars it is made of; the last one is left out when its close lies after
 * the last bar here. Volume is NaN when it is unknown in all parts.
 */
export function resample(bars: BarColumns, timeframe: Timeframe, calendar: TradingCalendar): BarColumns {
  const group = new Float64Array(bars.length);
  const closeOf = groupCloses(timeframe, calendar);
  let groups = 0;
  let before = Number.NaN;
  for (let i = 0; i < bars.length; i += 1) {
    const close = closeOf(bars.time[i]!);
    group[i] = close;
    if (close !== before) groups += 1;
    before = close;
  }
  const last = bars.length - 1;
  if (groups > 0 && group[last]! > bars.time[last]!) groups -= 1;
  const time = new Float64Array(groups);
  const open = new Float64Array(groups);
  const high = new Float64Array(groups);
  const low = new Float64Array(groups);
  const close = new Float64Array(groups);
  const volume = new Float64Array(groups);
  const availableAt = bars.availableAt === undefined ? undefined : new Float64Array(groups);
  let row = -1;
  before = Number.NaN;
  for (let i = 0; i < bars.length; i += 1) {
    if (group[i] !== before) {
      row += 1;
      if (row === groups) break;
      before = group[i]!;
      time[row] = before;
      open[row] = bars.open[i]!;
      high[row] = bars.high[i]!;
      low[row] = bars.low[i]!;
      volume[row] = bars.volume[i]!;
      if (availableAt !== undefined) availableAt[row] = bars.availableAt![i]!;
    } else {
      if (bars.high[i]! > high[row]!) high[row] = bars.high[i]!;
      if (bars.low[i]! < low[row]!) low[row] = bars.low[i]!;
      volume[row] = addKnown(volume[row]!, bars.volume[i]!);
      if (availableAt !== undefined) availableAt[row] = Math.max(availableAt[row]!, bars.availableAt![i]!);
    }
    close[row] = bars.close[i]!;
  }
  const columns = { length: groups, time, open, high, low, close, volume };
  return availableAt === undefined ? columns : { ...columns, availableAt };
}

/** Close of the slower bar that holds a bar closing at `time`; sessions are found once and remembered. */
function groupCloses(timeframe: Timeframe, calendar: TradingCalendar): (time: number) => number {
  let from = Number.NaN;
  let to = Number.NaN;
  const enter =
    timeframe === '1w'
      ? (time: number) => {
          const monday = weekStart(calendar.dateOf(time));
          from = calendar.open(calendar.sessionFrom(monday));
          to = calendar.close(calendar.sessionUntil(monday + 6));
        }
      : (time: number) => {
          const day = calendar.sessionFrom(calendar.dateOf(time));
          from = calendar.open(day);
          to = calendar.close(day);
        };
  const length = timeframe === '1d' || timeframe === '1w' ? Number.POSITIVE_INFINITY : timeframeMs(timeframe);
  return (time) => {
    if (!(time > from && time <= to)) enter(time);
    return length === Number.POSITIVE_INFINITY ? to : Math.min(to, from + Math.ceil((time - from) / length) * length);
  };
}

function addKnown(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}

/** Whether bars of `slow` can be made from bars of `fast`. */
export function canResample(fast: Timeframe, slow: Timeframe): boolean {
  return timeframeMs(slow) % timeframeMs(fast) === 0;
}
