import { invariant } from '../base/index.ts';
import type { Label } from './contract.ts';
import { custom } from './members/custom.ts';
import { forwardReturn } from './members/forward-return.ts';
import { meta } from './members/meta.ts';
import { rankReturn } from './members/rank-return.ts';
import { trendScan } from './members/trend-scan.ts';
import { tripleBarrier } from './members/triple-barrier.ts';

/** Every label type, in order of its name. */
export const LABELS = [custom, forwardReturn, meta, rankReturn, trendScan, tripleBarrier] as const;

export type LabelType = (typeof LABELS)[number]['type'];

export const LABEL_TYPES: readonly LabelType[] = LABELS.map(({ type }) => type);

/** The member of a type. */
export function labelOf(type: LabelType): Label {
  const found = LABELS.find((label) => label.type === type);
  invariant(found !== undefined, 'every label type is in the registry');
  return found;
}
