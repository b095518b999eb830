import type { BoundFeature, FeatureContext, InputRef, WarmUp } from './contract.ts';

const NONE: WarmUp = { warmup: 0, settle: 0 };

/**
 * Warm-up and settle of each output on the bars alone, inner features included; what a definition feeds in comes on top.
 * @param source those of what it reads in place of the close
 */
export function warmUpOf(bound: BoundFeature, context: FeatureContext, source: WarmUp = NONE): readonly WarmUp[] {
  const of = (input: InputRef): WarmUp => {
    if (input.kind === 'source') return source;
    if (input.kind !== 'feature') return NONE;
    const inner = input.of === undefined ? source : of(input.of);
    return warmUpOf(input.feature.bind(input.params, context), context, inner)[input.output ?? 0]!;
  };
  return bound.warmUp(bound.inputs.map(of));
}
