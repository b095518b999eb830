import { ACTION, type ActionCode } from '../ports/index.ts';
import type { ResolvedLimits, StopSettings } from '../trading/index.ts';

/** A target weight and the rules that changed it. */
export interface Target {
  /** As asked for. */
  readonly proposed: number;
  /** Inside the limits of one position. */
  readonly weight: number;
  /** Name of the limit that clamped it; undefined: none did. */
  readonly rule: 'MAX_POSITION' | 'MAX_SYMBOL' | 'SHORT_NOT_ALLOWED' | undefined;
}

/** Largest weight of one position and the rule that sets it. */
function largest(limits: ResolvedLimits): { readonly weight: number; readonly rule: 'MAX_POSITION' | 'MAX_SYMBOL' } {
  const { maxPosition, maxSymbol } = limits;
  return maxSymbol.value < maxPosition.value
    ? { weight: maxSymbol.value, rule: 'MAX_SYMBOL' }
    : { weight: maxPosition.value, rule: 'MAX_POSITION' };
}

/**
 * What buy, sell and close mean as a target (AGENTS 1): buy without a weight is the largest allowed, sell without one is flat or, where
 * shorts are allowed, the largest short; a weight beyond the limits is clamped, not rejected.
 */
export function targetOf(action: ActionCode, weight: number, limits: ResolvedLimits): Target {
  const max = largest(limits);
  if (action === ACTION.close) return { proposed: 0, weight: 0, rule: undefined };
  if (Number.isNaN(weight)) {
    const said = action === ACTION.buy ? max.weight : limits.allowShort ? -max.weight : 0;
    return { proposed: said, weight: said, rule: undefined };
  }
  // −0 and 0 are one target.
  if (weight === 0) return { proposed: 0, weight: 0, rule: undefined };
  if (weight < 0 && !limits.allowShort) return { proposed: weight, weight: 0, rule: 'SHORT_NOT_ALLOWED' };
  if (Math.abs(weight) <= max.weight) return { proposed: weight, weight, rule: undefined };
  return { proposed: weight, weight: weight > 0 ? max.weight : -max.weight, rule: max.rule };
}

/** Distance from a price to the nearest stop that would protect an entry there; NaN when there is none. */
export function stopDistance(
  stops: StopSettings,
  entry: { readonly price: number; readonly atr: number; readonly stopPrice: number; readonly side: number },
): number {
  const { price, atr, stopPrice, side } = entry;
  let least = Number.NaN;
  for (const distance of [price * stops.stopLoss, price * stops.trailing, stops.atrMultiple * atr, side * (price - stopPrice)]) {
    if (distance > 0 && !(least <= distance)) least = distance;
  }
  return least;
}

/** A slot of the decision buffer as a code; hold for what is none. */
export function actionCode(value: number): ActionCode {
  if (value === ACTION.buy || value === ACTION.sell || value === ACTION.close || value === ACTION.abstain) return value;
  return ACTION.hold;
}
