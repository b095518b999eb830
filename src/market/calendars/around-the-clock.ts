import { weekdayOf } from './civil.ts';
import type { CalendarRules } from './rules.ts';

const DAY_MINUTES = 1440;
const FIVE_PM = 17 * 60;

/** Crypto: every UTC day is a session. */
export const ROUND_THE_CLOCK: CalendarRules = {
  zone: 'UTC',
  startMinute: 0,
  sessionsPerYear: 365,
  minutesPerSession: DAY_MINUTES,
  breakMinutes: 0,
  hours: () => ({ openMinute: 0, closeMinute: DAY_MINUTES }),
};

/**
 * Foreign exchange: sessions Monday to Friday, each from 17:00 New York time of the day before to 17:00. There are no holidays: on
 * 25 December and 1 January most venues are closed, which shows as a gap.
 */
export const ROUND_THE_WEEK: CalendarRules = {
  zone: 'America/New_York',
  startMinute: FIVE_PM - DAY_MINUTES,
  sessionsPerYear: 260,
  minutesPerSession: DAY_MINUTES,
  breakMinutes: 0,
  hours: (day) => {
    const weekday = weekdayOf(day);
    return weekday === 0 || weekday === 6 ? undefined : { openMinute: FIVE_PM - DAY_MINUTES, closeMinute: FIVE_PM };
  },
};
