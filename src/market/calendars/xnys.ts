import { dayNumber, easterSunday, isObserved, lastWeekday, nthWeekday, weekdayOf, yearOf } from './civil.ts';
import type { CalendarRules, SessionHours } from './rules.ts';

/**
 * New York Stock Exchange: rule 7.2 (holidays), rule 7.1 (hours) and the exchange's notices of single closures.
 *
 * Exact from 1990 on, tested day by day up to 2023. From 1971 to 1989 the same rules and the closures known hold; Saturday sessions
 * (until 1952) and the older holidays are not modelled.
 */
const CLOCK = (hour: number, minute = 0): number => hour * 60 + minute;
const MONDAY = 1;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;
const SUNDAY = 0;

/** Days on which the exchange stayed closed for one reason only. */
const CLOSURES: ReadonlySet<number> = new Set([
  dayNumber(1972, 11, 7), // presidential election
  dayNumber(1972, 12, 28), // mourning for President Truman
  dayNumber(1973, 1, 25), // mourning for President Johnson
  dayNumber(1976, 11, 2), // presidential election
  dayNumber(1977, 7, 14), // blackout in New York
  dayNumber(1980, 11, 4), // presidential election
  dayNumber(1985, 9, 27), // hurricane Gloria
  dayNumber(1994, 4, 27), // mourning for President Nixon
  dayNumber(2001, 9, 11), // attacks on New York and Washington, until the 14th
  dayNumber(2001, 9, 12),
  dayNumber(2001, 9, 13),
  dayNumber(2001, 9, 14),
  dayNumber(2004, 6, 11), // mourning for President Reagan
  dayNumber(2007, 1, 2), // mourning for President Ford
  dayNumber(2012, 10, 29), // hurricane Sandy
  dayNumber(2012, 10, 30),
  dayNumber(2018, 12, 5), // mourning for President G. H. W. Bush
  dayNumber(2025, 1, 9), // mourning for President Carter
]);

/** Single days with other hours. */
const SHORT = { openMinute: CLOCK(9, 30), closeMinute: CLOCK(13) };
const SPECIAL_HOURS: ReadonlyMap<number, SessionHours> = new Map([
  [dayNumber(1997, 12, 26), SHORT],
  [dayNumber(1999, 12, 31), SHORT],
  [dayNumber(2003, 12, 26), SHORT],
]);

export const XNYS: CalendarRules = {
  zone: 'America/New_York',
  startMinute: 0,
  sessionsPerYear: 252,
  minutesPerSession: 390,
  breakMinutes: 0,
  hours(day) {
    const weekday = weekdayOf(day);
    if (weekday === SATURDAY || weekday === SUNDAY || CLOSURES.has(day) || isHoliday(day)) return undefined;
    return SPECIAL_HOURS.get(day) ?? { openMinute: openMinute(day), closeMinute: closeMinute(day, weekday) };
  },
};

function openMinute(day: number): number {
  return day < dayNumber(1985, 9, 30) ? CLOCK(10) : CLOCK(9, 30);
}

function closeMinute(day: number, weekday: number): number {
  if (day < dayNumber(1974, 10, 1)) return CLOCK(15, 30);
  const year = yearOf(day);
  if (year >= 1992 && day === nthWeekday(year, 11, THURSDAY, 4) + 1) return year === 1992 ? CLOCK(14) : CLOCK(13);
  if (day === dayNumber(year, 12, 24) && weekday !== FRIDAY) return year < 1993 ? CLOCK(14) : CLOCK(13);
  if (isIndependenceEve(day, year, weekday)) return CLOCK(13);
  return CLOCK(16);
}

/** 3 July from Monday to Thursday since 1995; where that was a Wednesday before 2013, Friday 5 July instead. */
function isIndependenceEve(day: number, year: number, weekday: number): boolean {
  if (year < 1995) return false;
  if (day === dayNumber(year, 7, 3)) return weekday !== 3 || year >= 2013;
  return year < 2013 && day === dayNumber(year, 7, 5) && weekday === FRIDAY;
}

function isHoliday(day: number): boolean {
  const year = yearOf(day);
  const weekday = weekdayOf(day);
  if (day === dayNumber(year, 1, 1) || (weekday === MONDAY && day === dayNumber(year, 1, 2))) return true;
  if (year >= 1998 && day === nthWeekday(year, 1, MONDAY, 3)) return true;
  if (day === nthWeekday(year, 2, MONDAY, 3) || day === easterSunday(year) - 2) return true;
  if (day === lastWeekday(year, 5, MONDAY) || day === nthWeekday(year, 9, MONDAY, 1)) return true;
  if (day === nthWeekday(year, 11, THURSDAY, 4)) return true;
  if (year >= 2022 && isObserved(day, weekday, dayNumber(year, 6, 19))) return true;
  return isObserved(day, weekday, dayNumber(year, 7, 4)) || isObserved(day, weekday, dayNumber(year, 12, 25));
}
