import { z } from 'zod';
import { CALENDAR_FIELDS } from '../../market/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';

/**
 * Place of the bar in week, month and session, from the calendar of the symbol's exchange: known ahead of time.
 *
 * - Outputs: day_of_week 1 (Monday) to 7, month 1 to 12, day_of_month 1 to 31, turn_of_month (1 on the last session of a month and the
 *   first three, else 0), minute_of_session (minutes from the session's open to the bar's close; undefined outside sessions).
 * - Warm-up: none.
 * - Source: exchange calendars; the turn of the month after J. Lakonishok, S. Smidt, Are Seasonal Anomalies Real?, Review of Financial
 *   Studies 1 (1988).
 */
export const calendar: Feature = defineFeature({
  type: 'calendar',
  summary: 'place of the bar in week, month and session',
  unit: 'counts; turn_of_month is 0 or 1',
  source: 'exchange calendars; Lakonishok and Smidt 1988',
  convention: 'dates are session dates in the zone of the calendar; turn of the month is sessions −1 to +3',
  family: 'technical',
  outputs: CALENDAR_FIELDS,
  params: z.strictObject({}),
  inputs: () => CALENDAR_FIELDS.map((field) => ({ kind: 'calendar', field })),
  warmup: () => 0,
  stateSize: () => 0,
  block: (inputs, outputs, _, from, to) => {
    for (const [index, out] of outputs.entries()) out.set(inputs[index]!.subarray(from, to), from);
  },
});
