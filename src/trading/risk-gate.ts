import { type Breach, exceeds, type GateView } from './checks/check.ts';
import { isFine } from './checks/malformed.ts';
import { CHECKS } from './checks/registry.ts';
import type { ResolvedLimits } from './limits.ts';
import type { ApprovedOrder, OrderIntent } from './order.ts';

/** What the gate says. A refusal is the first breach in the order of the checks; `breaches` holds all of them. */
export type Verdict =
  | { readonly kind: 'approved'; readonly order: ApprovedOrder }
  | ({ readonly kind: 'refused'; readonly breaches: readonly Breach[] } & Breach);

/**
 * The one maker of approved orders. Computes every limit again from the view and changes nothing: sizing has clamped before, so a
 * refusal here is a rule of the account (losses, short sales) or a mistake of ours. Reducing orders pass every limit.
 *
 * @param id of the order when it is approved
 */
export function checkOrder(intent: OrderIntent, view: GateView, limits: ResolvedLimits, id: number): Verdict {
  let breaches: Breach[] | undefined;
  for (let i = 0; i < CHECKS.length; i += 1) {
    const check = CHECKS[i]!;
    if (intent.reducing && !check.reducing) continue;
    const breach = check.run(intent, view, limits);
    if (breach === undefined) continue;
    breaches ??= [];
    breaches.push(breach);
    if (check.stop) break;
  }
  if (breaches !== undefined) return { kind: 'refused', breaches, ...breaches[0]! };
  const { symbol, side, quantity, type, limitPrice, stopPrice, timeInForce, reducing, decisionRow, exitReason } = intent;
  const order = { symbol, side, quantity, type, limitPrice, stopPrice, timeInForce, reducing, decisionRow, exitReason, id };
  // The brand exists only in types: this is the one place that gives it.
  return { kind: 'approved', order: order as ApprovedOrder };
}

declare const approvedUnits: unique symbol;

/** Units of a market order of a lone symbol that passed the gate. */
export type ApprovedUnits = number & { readonly [approvedUnits]: 'ApprovedUnits' };

/** What limits an entry from flat of an account that holds nothing else: the smallest fraction of equity, and money. */
export interface LoneLimits {
  readonly fraction: number;
  readonly value: number;
}

export function loneLimits({ maxOrder, maxPosition, maxSymbol, maxGross, maxNet, maxOrderValue }: ResolvedLimits): LoneLimits {
  return {
    fraction: Math.min(maxOrder.value, maxPosition.value, maxSymbol.value, maxGross.value, maxNet.value),
    value: maxOrderValue?.value ?? Number.POSITIVE_INFINITY,
  };
}

/**
 * {@link checkOrder} in short for a market order that buys from flat, of an account that holds nothing else, when neither losses nor the
 * number of positions are limited. From flat, one number is measured against all limits: what the order is worth, as a fraction of equity.
 *
 * @returns the units; NaN when the gate refuses them
 */
export function approveEntry(
  units: number,
  multiplier: number,
  price: number,
  equity: number,
  limits: LoneLimits,
): ApprovedUnits {
  const value = units * multiplier * price;
  const passes =
    isFine(units) &&
    isFine(equity) &&
    isFine(price) &&
    !exceeds(value, limits.value) &&
    !exceeds(Math.abs(value) / equity, limits.fraction);
  return (passes ? units : Number.NaN) as ApprovedUnits;
}

/** The same for a market order that closes the whole position: it passes every limit. */
export function approveExit(units: number): ApprovedUnits {
  return (isFine(units) ? units : Number.NaN) as ApprovedUnits;
}
