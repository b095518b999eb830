import { z } from 'zod';
import type { TrialSeries } from './line.ts';

const daysSchema = z.strictObject({ schema_version: z.literal(1), days: z.array(z.int()) });
const seriesSchema = daysSchema.extend({ returns: z.array(z.number()) });

/** The text of a trial's own file, whose name is its hash: one line of JSON. */
export function seriesText({ days, returns }: TrialSeries): string {
  return `${JSON.stringify({ schema_version: 1, days: [...days], returns: [...returns] })}\n`;
}

/** What {@link seriesText} wrote; undefined for anything else. */
export function parseSeries(text: string): TrialSeries | undefined {
  const { data } = seriesSchema.safeParse(JSON.parse(text));
  if (data === undefined || data.days.length !== data.returns.length) return undefined;
  return { days: Float64Array.from(data.days), returns: Float64Array.from(data.returns) };
}

/** The text of the days that all trials of a batch share. */
export function daysText(days: Float64Array): string {
  return `${JSON.stringify({ schema_version: 1, days: [...days] })}\n`;
}

/** What {@link daysText} wrote; undefined for anything else. */
export function parseDays(text: string): Float64Array | undefined {
  const { data } = daysSchema.safeParse(JSON.parse(text));
  return data === undefined ? undefined : Float64Array.from(data.days);
}
