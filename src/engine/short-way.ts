import { ACTION } from '../ports/index.ts';
import type { SimulatedBroker, Tape } from '../sim/index.ts';
import type { Portfolio } from '../trading/index.ts';
import type { EngineInput } from './contract.ts';
import type { DecisionLog } from './decision-log.ts';
import type { DecisionView } from './decision-view.ts';
import type { Refusal } from './draft.ts';
import type { EntrySize } from './entry-size.ts';
import type { IssuedTargets } from './issued-targets.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderParts } from './order-parts.ts';
import { actionCode } from './targets.ts';

/**
 * The short way from decision to order: one symbol with market orders sized by weight, where a position is opened or closed and no
 * limit, rule or level has a say in it. It leaves what the long way of the {@link OrderMaker} would leave, and hands everything else on.
 */
export class ShortWay {
  /** Of the last decision taken: its target, the lots of its entry, whether it entered, and what the gate said against it. */
  target = 0;
  lots = 0;
  entered = false;
  refusal: Refusal | undefined;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #broker: SimulatedBroker;
  readonly #view: DecisionView;
  readonly #log: DecisionLog;
  readonly #targets: IssuedTargets;
  readonly #desk: OrderDesk;
  readonly #size: EntrySize;
  constructor(parts: OrderParts & { readonly targets: IssuedTargets; readonly desk: OrderDesk; readonly size: EntrySize }) {
    this.#tape = parts.tape;
    this.#portfolio = parts.portfolio;
    this.#broker = parts.broker;
    this.#view = parts.view;
    this.#log = parts.log;
    this.#targets = parts.targets;
    this.#desk = parts.desk;
    this.#size = parts.size;
  }

  /** False, and nothing is done, when a decision needs the long way. A refused entry is left to the caller, with `refusal` set. */
  decide(row: number): boolean {
    const { out } = this.#view;
    const { issued, blocked } = this.#targets;
    const action = actionCode(out.action[0]!);
    if (action === ACTION.hold || action === ACTION.abstain || this.#tape.at[0]! < 0) return false;
    this.refusal = undefined;
    this.entered = false;
    const repeats = this.#targets.isIssued(0, action);
    const target = repeats ? issued[0]! : this.#targets.plain(0, action);
    if (!repeats) {
      // A decision with levels, or beside a working order, goes the long way; NaN is no number.
      if (!(target >= 0) || target === blocked[0] || this.#broker.book.active > 0) return false;
      if (!Number.isNaN(out.stopPrice[0]!) || !Number.isNaN(out.takeProfitPrice[0]!)) return false;
    }
    const first = this.#desk.approved.length;
    if (!repeats && !(target > 0 ? this.#open(target, row) : this.#close(row))) return false;
    blocked[0] = Number.NaN;
    if (this.refusal !== undefined) return true;
    this.#log.note(row, 0, target, target);
    this.#log.addOrders(row, this.#desk.approved, first);
    return true;
  }

  /** Sells or buys back what is held, if anything is. */
  #close(row: number): boolean {
    const held = this.#portfolio.lots[0]!;
    const lots = Math.abs(held);
    if (held !== 0) {
      const intent = this.#desk.intent(0, held > 0 ? -1 : 1, lots, true, row);
      this.#desk.send(intent, row, lots, this.#portfolio.quantity(0), Number.NaN, false);
    }
    this.#targets.issued[0] = 0;
    return true;
  }

  /** Buys what a weight asks for. False, and nothing is done, when a position is held or a limit or a rule has a say in the order. */
  #open(target: number, row: number): boolean {
    if (this.#portfolio.lots[0] !== 0) return false;
    const lots = this.#size.lots(target, row, 0);
    if (lots === 0 || this.#size.isLimited) return false;
    this.target = target;
    this.lots = lots;
    this.entered = true;
    this.refusal = this.#desk.send(this.#desk.intent(0, 1, lots, false, row), row, lots, 0, Number.NaN, false);
    if (this.refusal === undefined) this.#targets.issued[0] = target;
    return true;
  }
}

/**
 * One symbol with a bar on every row, market orders at the next open, sized by weight at the close, sent when the target changes; no rule
 * that could forbid a buy.
 */
export function isPlain({ settings }: EngineInput, tape: Tape): boolean {
  const { execution, sizing, limits, stops } = settings;
  const { orderType, fill, latencyMs } = execution;
  return (
    tape.count === 1 &&
    tape.isAligned &&
    orderType === 'market' &&
    fill === 'next_open' &&
    latencyMs === 0 &&
    sizing.mode === 'target_weight' &&
    sizing.price === 'close' &&
    sizing.equity !== 'margin' &&
    !sizing.feeAware &&
    sizing.rebalance === 'on_change' &&
    sizing.noTradeBand === 0 &&
    limits.maxOpenPositions === undefined &&
    limits.dailyLoss === undefined &&
    limits.drawdown === undefined &&
    Number.isNaN(stops.atrMultiple)
  );
}
