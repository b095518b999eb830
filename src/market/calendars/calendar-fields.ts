import { DAY_MS, MINUTE_MS, type UnixMs } from '../../base/index.ts';
import type { TradingCalendar } from './calendar.ts';
import { dayNumber, weekdayOf, yearOf } from './civil.ts';

/** What is known of a bar from its calendar alone, also ahead of time. */
export const CALENDAR_FIELDS = ['day_of_week', 'month', 'day_of_month', 'turn_of_month', 'minute_of_session'] as const;
export type CalendarField = (typeof CALENDAR_FIELDS)[number];

/** Sessions at the beginning of a month that count as its turn. */
const FIRST_SESSIONS = 3;

/**
 * One field of the bar that closes at `time`; its date is that of its session.
 *
 * day_of_week 1 (Monday) to 7, month 1 to 12, day_of_month 1 to 31; turn_of_month 1 on the last session of a month and the first three,
 * else 0; minute_of_session: minutes from the session's open to the bar's close, NaN outside sessions.
 */
export function calendarField(calendar: TradingCalendar, field: CalendarField, time: UnixMs): number {
  const day = calendar.dateOf(time);
  switch (field) {
    case 'day_of_week':
      return weekdayOf(day - 1) + 1;
    case 'month':
      return new Date(day * DAY_MS).getUTCMonth() + 1;
    case 'day_of_month':
      return new Date(day * DAY_MS).getUTCDate();
    case 'turn_of_month':
      return isTurnOfMonth(calendar, day) ? 1 : 0;
    case 'minute_of_session':
      return Number.isNaN(calendar.sessionOf(time)) ? Number.NaN : (time - calendar.open(day)) / MINUTE_MS;
    default:
      return field satisfies never;
  }
}

function isTurnOfMonth(calendar: TradingCalendar, day: number): boolean {
  const month = new Date(day * DAY_MS).getUTCMonth() + 1;
  if (day >= calendar.sessionUntil(dayNumber(yearOf(day), month + 1, 1) - 1)) return true;
  let session = calendar.sessionFrom(dayNumber(yearOf(day), month, 1));
  for (let count = 1; count < FIRST_SESSIONS; count += 1) session = calendar.sessionFrom(session + 1);
  return day <= session;
}
