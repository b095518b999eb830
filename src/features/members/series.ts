import { z } from 'zod';
import { fields } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { MAX_PERIOD } from '../kernels/scratch.ts';

/**
 * A series of the catalogue (`data.series`) as of the close of each bar: the newest period that had a value by then, in the form it
 * had then. `transform: diff` and `pct` compare it with the value `periods` observations earlier (default 1), `zscore` gives its
 * standard score among the last `periods` observations, population deviation.
 *
 * - Unit: that of the series, a fraction for `pct`, standard deviations for `zscore`. Undefined before enough observations are known
 *   and when the newest one is older than the series' `max_age`.
 * - Warm-up: none in bars; by transform in observations.
 * - Source: the provider of the series.
 */
export const series: Feature = defineFeature({
  type: 'series',
  summary: 'a series of the catalogue as of each bar',
  unit: 'that of the series; fraction; standard deviations',
  source: 'the provider of the series',
  convention: 'only what was available at the close, revisions as of then; periods count observations',
  family: 'technical',
  params: z
    .strictObject({
      id: fields.symbol(),
      transform: z.enum(['level', 'diff', 'pct', 'zscore']).default('level'),
      periods: z.int().min(1).max(MAX_PERIOD).default(1),
    })
    .refine((p) => p.transform !== 'zscore' || p.periods > 1, { message: 'a zscore needs 2 or more', path: ['periods'] }),
  inputs: ({ id, transform, periods }) => [{ kind: 'series', id, transform, periods }],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([values], [out], _, from, to) => out!.set(values!.subarray(from, to), from),
});
