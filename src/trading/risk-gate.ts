import type { Breach, GateView } from './checks/check.ts';
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
