import { z } from 'zod';
import { fields } from '../base/index.ts';
import { customSettings } from './members/custom.ts';
import { forwardReturnSettings } from './members/forward-return.ts';
import { metaSettings } from './members/meta.ts';
import { trendScanSettings } from './members/trend-scan.ts';
import { tripleBarrierSettings } from './members/triple-barrier.ts';
import { LABEL_TYPES } from './registry.ts';

/** The section `research.labels`: the keys of every type, each described by the types that read it. */
export const labelsSection = fields.section({
  type: z.enum(LABEL_TYPES).default('forward_return'),
  ...forwardReturnSettings,
  ...tripleBarrierSettings,
  ...trendScanSettings,
  ...metaSettings,
  ...customSettings,
});
export type LabelSettings = z.output<typeof labelsSection>;
