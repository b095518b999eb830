import { dateOfDay } from '../../../base/index.ts';
import type { DayWindow } from './wanted.ts';

/** `from 2020-01-02 to 2021-12-31`, `from 2020-01-02 on`. */
export function rangeText({ fromDay, endDay }: DayWindow): string {
  return `from ${dateOfDay(fromDay)} ${endDay === undefined ? 'on' : `to ${dateOfDay(endDay)}`}`;
}
