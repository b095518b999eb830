import { z } from 'zod';
import type { ReportModels, ReportSpan } from '../../report/index.ts';

const memberSchema = z.object({
  valid_from: z.string(),
  valid_to: z.string().nullable(),
  trained_from: z.string(),
  trained_to: z.string(),
  rows: z.number(),
});
const fileSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      file: z.string(),
      hash: z.string(),
      kind: z.string(),
      family: z.string(),
      horizon_bars: z.number(),
      features: z.array(z.object({ name: z.string() })),
      members: z.array(memberSchema),
    }),
  ),
  out_of_sample: z.object({
    evaluated_bars: z.number(),
    in_sample_bars: z.number(),
    counted_bars: z.number(),
    from: z.string().nullable(),
  }),
});

/** The models of a run for its report, from `models.json`; undefined for a run without. */
export function reportModels(text: string | undefined): ReportModels | undefined {
  if (text === undefined) return undefined;
  const { models, out_of_sample: sample } = fileSchema.parse(JSON.parse(text));
  return {
    line: sampleLine(sample),
    list: models.map(({ name, path, file, hash, kind, family, horizon_bars: bars, features, members }) => ({
      name,
      file: path.endsWith('.json') ? path : `${path}/${file}`,
      hash,
      what: `${family} ${kind}, looks ${bars} ${bars === 1 ? 'bar' : 'bars'} ahead`,
      features: features.map((feature) => feature.name),
      members: members.map((member) => ({
        speaks:
          member.valid_to === null ? `from ${day(member.valid_from)}` : `${day(member.valid_from)} to ${day(member.valid_to)}`,
        trained: `${day(member.trained_from)} to ${day(member.trained_to)}`,
        rows: member.rows,
      })),
    })),
  };
}

function sampleLine(sample: z.output<typeof fileSchema>['out_of_sample']): string {
  const { evaluated_bars: all, in_sample_bars: seen, counted_bars: counted, from } = sample;
  if (seen === 0) return 'Every bar was decided by a member that had not seen it.';
  if (from === null)
    return `${seen} of ${all} bars lie inside the training of the member that decided them; none is left to judge by.`;
  return `${seen} of ${all} bars lie inside the training of the member that decided them. The figures are of the ${counted} bars from ${day(from)} on.`;
}

function day(instant: string): string {
  return instant.slice(0, 'YYYY-MM-DD'.length);
}

/** The stretches of the curve that the figures leave out and count, for shading; none where everything counts. */
export function sampleSpans(text: string | undefined, time: Float64Array): readonly ReportSpan[] {
  if (text === undefined || time.length === 0) return [];
  const { in_sample_bars: seen, from } = fileSchema.parse(JSON.parse(text)).out_of_sample;
  if (seen === 0) return [];
  const counted = from === null ? -1 : time.findIndex((at) => at >= Date.parse(from));
  const end = counted < 0 ? time.length : counted;
  const span = (name: string, first: number, last: number): ReportSpan => ({ name, from: time[first]!, to: time[last]! });
  return [
    ...(end > 0 ? [span('in sample', 0, end - 1)] : []),
    ...(end < time.length ? [span('out of sample', end, time.length - 1)] : []),
  ];
}
