import { dayNumber, easterSunday, isObserved, lastWeekday, nthWeekday, weekdayOf, yearOf } from './civil.ts';
import type { CalendarRules } from './rules.ts';

const DAY_MINUTES = 1440;
const FIVE_PM = 17 * 60;
const NOON = 12 * 60;
const MONDAY = 1;
const THURSDAY = 4;
const FRIDAY = 5;

/**
 * CME Globex index futures: each session runs from 17:00 Chicago time of the day before to 17:00, on most US holidays to 12:00.
 *
 * Approximations: the daily maintenance (today 16:00 to 17:00) lies inside the session and no bars are expected in it; products that
 * close at other times on holidays (grains, livestock, interest rates) are not told apart.
 */
export const CMES: CalendarRules = {
  zone: 'America/Chicago',
  startMinute: FIVE_PM - DAY_MINUTES,
  sessionsPerYear: 252,
  minutesPerSession: DAY_MINUTES - 60,
  breakMinutes: 60,
  hours(day) {
    const weekday = weekdayOf(day);
    if (weekday === 0 || weekday === 6) return undefined;
    const year = yearOf(day);
    if (isClosed(day, weekday, year)) return undefined;
    return { openMinute: FIVE_PM - DAY_MINUTES, closeMinute: isShort(day, weekday, year) ? NOON : FIVE_PM };
  },
};

/** Days of mourning on which the US equity futures did not trade. */
const CLOSURES: ReadonlySet<number> = new Set([
  dayNumber(1994, 4, 27),
  dayNumber(2004, 6, 11),
  dayNumber(2007, 1, 2),
  dayNumber(2018, 12, 5),
  dayNumber(2025, 1, 9),
]);

/** New Year and Christmas (the Monday after when a Sunday, Christmas the Friday before when a Saturday), Good Friday. */
function isClosed(day: number, weekday: number, year: number): boolean {
  if (CLOSURES.has(day) || (weekday === FRIDAY && day === dayNumber(year, 12, 24))) return true;
  const isSecond = weekday === MONDAY;
  if (day === dayNumber(year, 1, 1) || (isSecond && day === dayNumber(year, 1, 2))) return true;
  if (day === dayNumber(year, 12, 25) || (isSecond && day === dayNumber(year, 12, 26))) return true;
  return day === easterSunday(year) - 2;
}

function isShort(day: number, weekday: number, year: number): boolean {
  if (day === nthWeekday(year, 2, MONDAY, 3) || day === lastWeekday(year, 5, MONDAY)) return true;
  if (year >= 1998 && day === nthWeekday(year, 1, MONDAY, 3)) return true;
  if (day === nthWeekday(year, 9, MONDAY, 1)) return true;
  const thanksgiving = nthWeekday(year, 11, THURSDAY, 4);
  if (day === thanksgiving || (year >= 1993 && day === thanksgiving + 1) || day === dayNumber(year, 12, 24)) return true;
  if (year >= 2022 && isObserved(day, weekday, dayNumber(year, 6, 19))) return true;
  return isObserved(day, weekday, dayNumber(year, 7, 4));
}
