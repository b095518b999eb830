import { dayNumber, isObserved, lastWeekday, nthWeekday, weekdayOf, yearOf } from './calendars/civil.ts';

const MONDAY = 1;
const THURSDAY = 4;

/** Days on which federal offices were closed by order. */
const CLOSED_BY_ORDER: ReadonlySet<number> = new Set([
  dayNumber(2004, 6, 11),
  dayNumber(2007, 1, 2),
  dayNumber(2007, 12, 24),
  dayNumber(2008, 12, 26),
  dayNumber(2012, 12, 24),
  dayNumber(2014, 12, 26),
  dayNumber(2018, 12, 5),
  dayNumber(2018, 12, 24),
  dayNumber(2019, 12, 24),
  dayNumber(2020, 12, 24),
  dayNumber(2024, 12, 24),
  dayNumber(2025, 1, 9),
  dayNumber(2025, 12, 24),
  dayNumber(2025, 12, 26),
]);

/** Whether US federal offices work on a day: no weekend, no holiday of 5 U.S.C. 6103, not closed by order. */
export function isFederalBusinessDay(day: number): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6 || CLOSED_BY_ORDER.has(day)) return false;
  const year = yearOf(day);
  const observed = (month: number, date: number, of = year): boolean => isObserved(day, weekday, dayNumber(of, month, date));
  if (observed(1, 1) || observed(1, 1, year + 1) || observed(7, 4) || observed(11, 11) || observed(12, 25)) return false;
  if (year >= 2021 && observed(6, 19)) return false;
  if (year >= 1986 && day === nthWeekday(year, 1, MONDAY, 3)) return false;
  const movable = [
    nthWeekday(year, 2, MONDAY, 3),
    lastWeekday(year, 5, MONDAY),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 10, MONDAY, 2),
    nthWeekday(year, 11, THURSDAY, 4),
  ];
  return !movable.includes(day);
}

/** The n-th federal business day after a day. */
export function federalDayAfter(day: number, n: number): number {
  let found = day;
  for (let left = n; left > 0; ) {
    found += 1;
    if (isFederalBusinessDay(found)) left -= 1;
  }
  return found;
}
