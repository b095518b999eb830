import { ACTION, type ActionCode } from '../ports/index.ts';
import type { SimulatedBroker, Tape } from '../sim/index.ts';
import {
  type ApprovedOrder,
  checkOrder,
  type ExitReason,
  type GateView,
  type OrderIntent,
  type Portfolio,
  type ReasonCode,
  type Side,
} from '../trading/index.ts';
import type { Account } from './account.ts';
import type { EngineInput } from './contract.ts';
import type { DecisionLog } from './decision-log.ts';
import type { DecisionView } from './decision-view.ts';
import type { Draft, Refusal } from './draft.ts';
import { ExposureClamp } from './exposure-clamp.ts';
import { orderIntent, type SizedOrder } from './intent.ts';
import { Sizer } from './sizer.ts';
import { actionCode, targetOf } from './targets.ts';

/** Refusals that no smaller order would escape. */
const FORBIDDING: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'MAX_OPEN_POSITIONS',
  'LOSS_LIMIT',
  'DRAWDOWN_LIMIT',
  'SHORT_NOT_ALLOWED',
  'SHORT_NOT_BORROWABLE',
]);
const NO_STOP: Refusal = { reason: 'STOP_UNDEFINED', limit: 0, would: Number.NaN };

/**
 * From decisions to orders: target → what a changed target wants → clamps → whole lots → gate → broker. Works only at closes at which
 * something other than hold is said; the rest of the bars never come here.
 */
export class OrderMaker {
  readonly #input: EngineInput;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #broker: SimulatedBroker;
  readonly #account: Account;
  readonly #view: DecisionView;
  readonly #log: DecisionLog;
  /** What buy and sell without a weight mean. */
  readonly #largest: number;
  readonly #smallest: number;
  readonly #onChange: boolean;
  readonly #clamp: ExposureClamp;
  readonly #sizer: Sizer;
  /** Target last issued by symbol, and the one that must change first after a protective exit; NaN: none. */
  readonly #issued: Float64Array;
  readonly #blocked: Float64Array;
  /** Last refusal by symbol, so that the same one is written once. */
  readonly #refusedTarget: Float64Array;
  readonly #refusedReason: (ReasonCode | undefined)[];
  /** Approved in this step. */
  readonly approved: ApprovedOrder[] = [];

  constructor(parts: {
    readonly input: EngineInput;
    readonly tape: Tape;
    readonly portfolio: Portfolio;
    readonly broker: SimulatedBroker;
    readonly account: Account;
    readonly view: DecisionView;
    readonly log: DecisionLog;
  }) {
    this.#input = parts.input;
    this.#tape = parts.tape;
    this.#portfolio = parts.portfolio;
    this.#broker = parts.broker;
    this.#account = parts.account;
    this.#view = parts.view;
    this.#log = parts.log;
    const { limits, sizing } = parts.input.settings;
    this.#onChange = sizing.rebalance === 'on_change';
    this.#largest = targetOf(ACTION.buy, Number.NaN, limits).weight;
    this.#smallest = targetOf(ACTION.sell, Number.NaN, limits).weight;
    this.#clamp = new ExposureClamp(parts.tape, parts.portfolio, parts.broker.book);
    this.#sizer = new Sizer(parts.input, parts.tape, parts.portfolio);
    this.#issued = new Float64Array(parts.tape.count);
    this.#blocked = new Float64Array(parts.tape.count).fill(Number.NaN);
    this.#refusedTarget = new Float64Array(parts.tape.count).fill(Number.NaN);
    this.#refusedReason = new Array<ReasonCode | undefined>(parts.tape.count).fill(undefined);
  }

  /** Turns the decisions of a close into orders and notes what was said. */
  decide(row: number): void {
    if (this.#repeats(row)) return;
    const drafts: Draft[] = [];
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      const action = this.#saidOf(s);
      if (action !== ACTION.hold) drafts.push(this.#draft(s, action, row));
    }
    const first = this.approved.length;
    const changed = drafts.filter((draft) => draft.changed);
    this.#order(changed, row);
    for (const draft of drafts) {
      this.#log.note(row, draft.symbol, draft.proposed, this.#finalWeight(draft, row));
      if (this.#input.keepDecisions !== false) this.#log.addRules(draft.rules);
    }
    this.#log.addOrders(row, this.approved, first);
  }

  /** The action of a symbol that has a bar; hold for those that say nothing. */
  #saidOf(s: number): ActionCode {
    const action = actionCode(this.#view.out.action[s]!);
    return action === ACTION.abstain || this.#tape.at[s]! < 0 ? ACTION.hold : action;
  }

  /**
   * The way of most bars: every symbol says again what was issued before, so nothing is made and only the saying is noted. False, and
   * nothing is done, when any of them needs a closer look.
   */
  #repeats(row: number): boolean {
    if (!this.#onChange) return false;
    const { count, byName } = this.#tape;
    for (let c = 0; c < count; c += 1) {
      const s = byName[c]!;
      const action = this.#saidOf(s);
      if (action !== ACTION.hold && !this.#isIssued(s, action)) return false;
    }
    for (let c = 0; c < count; c += 1) {
      const s = byName[c]!;
      if (this.#saidOf(s) === ACTION.hold) continue;
      const target = this.#issued[s]!;
      this.#blocked[s] = Number.NaN;
      this.#log.note(row, s, target, target);
    }
    return true;
  }

  /** The same for a dataset of one symbol with a bar on every row, for the loop over quiet rows. */
  repeatsAlone(row: number): boolean {
    if (!this.#onChange || !this.#isIssued(0, actionCode(this.#view.out.action[0]!))) return false;
    this.#blocked[0] = Number.NaN;
    this.#log.note(row, 0, this.#issued[0]!, this.#issued[0]!);
    return true;
  }

  /** Whether an action asks for the target that is issued already, with nothing else to it. */
  #isIssued(s: number, action: ActionCode): boolean {
    const { weight, stopPrice, takeProfitPrice } = this.#view.out;
    const issued = this.#issued[s]!;
    if (!Number.isNaN(stopPrice[s]!) || !Number.isNaN(takeProfitPrice[s]!)) return false;
    if (issued === this.#blocked[s] && issued !== 0) return false;
    if (this.#broker.book.isForced(2 * s)) return false;
    if (action === ACTION.close) return issued === 0;
    const said = weight[s]!;
    if (Number.isNaN(said)) return issued === (action === ACTION.buy ? this.#largest : this.#smallest);
    return said === issued && said >= this.#smallest && said <= this.#largest;
  }

  /** A position was closed by itself: its target must change before it opens again. What could not be sold leaves as a market order. */
  onProtectiveExit(symbol: number, row: number, reason: ExitReason): void {
    this.#blocked[symbol] = this.#issued[symbol]!;
    if (this.#portfolio.lots[symbol] !== 0) this.forceClose(symbol, row, reason, false);
  }

  /** Closes a position by market order, whatever the decider says, until it is flat. */
  forceClose(symbol: number, row: number, reason: ExitReason, blocks: boolean): void {
    const { book } = this.#broker;
    if (book.isForced(2 * symbol)) return;
    if (blocks) this.#blocked[symbol] = this.#issued[symbol]!;
    this.#broker.cancel(2 * symbol, row);
    this.#broker.cancel(2 * symbol + 1, row);
    const lots = this.#portfolio.lots[symbol]!;
    const intent: OrderIntent = {
      symbol,
      side: lots > 0 ? -1 : 1,
      quantity: this.#portfolio.lotGrid[symbol]!.value(Math.abs(lots)),
      type: 'market',
      limitPrice: Number.NaN,
      stopPrice: Number.NaN,
      timeInForce: 'gtc',
      reducing: true,
      decisionRow: -1,
      exitReason: reason,
    };
    // Protective rests and closing everything leave at the next open, also where decisions fill at a close.
    const atClose = reason === 'max_holding' && this.#input.settings.execution.fill !== 'next_open';
    this.#send(intent, row, {
      lots: Math.abs(lots),
      position: this.#portfolio.quantity(symbol),
      atClose,
      weightAtFill: Number.NaN,
    });
  }

  /** Withdraws orders that would open or enlarge positions. */
  cancelEntries(row: number): void {
    for (let c = 0; c < this.#tape.count; c += 1) this.#broker.cancel(2 * this.#tape.byName[c]! + 1, row);
  }

  /** Lots of an order that is sized at its fill, through the gate again. */
  sizeAtFill(symbol: number, weight: number, price: number, equity: number, row: number): number {
    const { limits } = this.#input.settings;
    const lots = this.#sizer.lotsAtFill(symbol, weight, { price, equity, others: this.#clamp.others(symbol) });
    if (lots <= 0) return 0;
    const intent = this.#intent(symbol, { side: weight > 0 ? 1 : -1, lots, reducing: false, row });
    const view = this.#gateView(symbol, row - 1, { position: this.#portfolio.quantity(symbol), price, equity });
    const verdict = checkOrder({ ...intent, type: 'market' }, view, limits, 0);
    if (verdict.kind === 'approved') return lots;
    const { reason, limit, would } = verdict;
    this.#broker.refuse({ symbol, side: intent.side, quantity: intent.quantity, row, reason, limit, would });
    return 0;
  }

  #draft(s: number, action: ActionCode, row: number): Draft {
    const { settings } = this.#input;
    const { weight: said } = this.#view.out;
    const target = targetOf(action, said[s]!, settings.limits);
    const draft: Draft = {
      symbol: s,
      action,
      proposed: target.proposed,
      weight: target.weight,
      rules: target.rule === undefined || !Number.isFinite(target.proposed) ? [] : [target.rule],
      changed: false,
      stays: false,
      legs: { reduce: 0, enlarge: 0 },
      refusal: undefined,
    };
    if (!Number.isFinite(target.proposed)) {
      this.#refuse(draft, row, { reason: 'MALFORMED', limit: 1, would: target.proposed });
      return draft;
    }
    // Nothing replaces the rest of a protective exit.
    if (this.#broker.book.isForced(2 * s)) return draft;
    if (this.#blocked[s] === draft.weight) {
      if (draft.weight !== 0) this.#stay(draft, 'AWAITS_NEW_TARGET');
      return draft;
    }
    this.#blocked[s] = Number.NaN;
    this.#adoptLevels(draft);
    if (settings.sizing.rebalance === 'on_change' && draft.weight === this.#issued[s]) return draft;
    this.#want(draft, row);
    return draft;
  }

  /** New protective prices of a decision that keeps the side of the position. */
  #adoptLevels({ symbol: s, weight }: Draft): void {
    if (this.#portfolio.lots[s]! * weight <= 0) return;
    const { stopPrice, takeProfitPrice } = this.#view.out;
    const { protection } = this.#broker;
    if (Number.isNaN(stopPrice[s]!) && Number.isNaN(takeProfitPrice[s]!)) return;
    if (!Number.isNaN(stopPrice[s]!)) protection.decidedStop[s] = stopPrice[s]!;
    if (!Number.isNaN(takeProfitPrice[s]!)) protection.decidedTake[s] = takeProfitPrice[s]!;
    protection.refresh(s);
  }

  /** Sets the value that the target asks for, by sizing mode, and whether that is a change worth an order. */
  #want(draft: Draft, row: number): void {
    const { symbol: s, weight } = draft;
    const equity = this.#account.equity[row]!;
    const price = this.#tape.lastClose(s);
    if (weight !== 0 && !(price > 0 && equity > 0)) {
      this.#refuse(draft, row, { reason: 'MALFORMED', limit: 0, would: price > 0 ? equity : price });
      return;
    }
    const stopPrice = this.#view.out.stopPrice[s]!;
    const wanted = this.#sizer.value(s, { weight, row, equity, price, stopPrice });
    if (typeof wanted !== 'number') {
      this.#refuse(draft, row, wanted);
      return;
    }
    const value = this.#insidePosition(draft, wanted, equity);
    const { sizing } = this.#input.settings;
    const held = this.#portfolio.exposure[s]! * price;
    if (weight !== 0 && sizing.noTradeBand > 0 && Math.abs(value - held) <= sizing.noTradeBand * equity) {
      this.#stay(draft, 'NO_TRADE_BAND');
      return;
    }
    draft.changed = true;
    this.#clamp.want(s, value, draft.rules.length > 0);
  }

  /** The largest position holds for every sizing mode. */
  #insidePosition(draft: Draft, value: number, equity: number): number {
    const { maxPosition, maxSymbol } = this.#input.settings.limits;
    const most = Math.min(maxPosition.value, maxSymbol.value) * equity;
    if (Math.abs(value) <= most) return value;
    draft.rules.push(maxSymbol.value < maxPosition.value ? 'MAX_SYMBOL' : 'MAX_POSITION');
    return value > 0 ? most : -most;
  }

  #stay(draft: Draft, rule: string): void {
    draft.rules.push(rule);
    draft.changed = false;
    draft.stays = true;
  }

  /** Weight that is aimed at after all rules. A refused turn is flat: its first order leaves all the same. */
  #finalWeight({ symbol: s, changed, stays, weight, legs }: Draft, row: number): number {
    const equity = this.#account.equity[row]!;
    if (stays) return legs.reduce > 0 || this.#portfolio.exposure[s] === 0 ? 0 : this.#view.position.weight[s]!;
    const plain = this.#input.settings.sizing.mode === 'target_weight' && !this.#clamp.isLimited(s);
    return changed && !plain ? this.#clamp.finalWeight(s, equity) : weight;
  }

  /**
   * Old orders go; what the state of the account forbids is refused; limits are applied to all that is left together; then the orders
   * that reduce are sent before those that enlarge.
   */
  #order(changed: readonly Draft[], row: number): void {
    if (changed.length === 0) return;
    const { limits, sizing, execution } = this.#input.settings;
    const equity = this.#account.equity[row]!;
    for (const { symbol } of changed) {
      this.#broker.cancel(2 * symbol, row);
      this.#broker.cancel(2 * symbol + 1, row);
    }
    if (this.#mayForbid(changed)) this.#refuseForbidden(changed, row);
    const clamped = this.#clamp.apply(
      changed.map(({ symbol }) => symbol),
      {
        equity,
        maxGross: limits.maxGross.value,
        maxNet: limits.maxNet.value,
        order: this.#sizer.orderRoom(equity),
        cash: this.#portfolio.cash - sizing.cashBuffer * Math.max(equity, 0),
        reducesFirst: execution.orderType === 'market',
      },
    );
    for (const { symbol, rule } of clamped) changed.find((draft) => draft.symbol === symbol)?.rules.push(rule);
    for (const draft of changed) draft.legs = this.#clamp.legs(draft.symbol, this.#tape.lastClose(draft.symbol));
    // One order, or none that sells short, is only made smaller by rounding.
    if (changed.length > 1) this.#clamp.fitNet(changed, limits.maxNet.value * equity, (symbol) => this.#tape.lastClose(symbol));
    for (const draft of changed) this.#reduce(draft, row);
    for (const draft of changed) this.#enter(draft, row);
  }

  /** Whether {@link #refuseForbidden} could refuse anything. */
  #mayForbid(changed: readonly Draft[]): boolean {
    const { limits, stops } = this.#input.settings;
    const { entriesClosed, pausedAtRow } = this.#account;
    if (entriesClosed || pausedAtRow >= 0 || limits.maxOpenPositions !== undefined || !Number.isNaN(stops.atrMultiple))
      return true;
    return changed.some(({ weight }) => weight < 0);
  }

  /** Entries that no size would make right: losses, pause, shorts, too many positions, a stop that is not defined. */
  #refuseForbidden(changed: readonly Draft[], row: number): void {
    const { limits } = this.#input.settings;
    const equity = this.#account.equity[row]!;
    let opened = 0;
    for (const draft of changed) {
      const { symbol: s, weight } = draft;
      const lots = this.#clamp.entryLots(s, this.#tape.lastClose(s));
      if (lots === 0) continue;
      const turn = this.#portfolio.lots[s]! * weight < 0;
      const position = turn ? 0 : this.#portfolio.quantity(s);
      const intent = this.#intent(s, { side: weight > 0 ? 1 : -1, lots, reducing: false, row });
      const view = this.#gateView(s, row, { position, price: this.#tape.lastClose(s), equity });
      const verdict = checkOrder(intent, { ...view, otherOpen: view.otherOpen + opened }, limits, 0);
      const breaches: readonly Refusal[] = verdict.kind === 'refused' ? verdict.breaches : [];
      const breach = this.#unprotected(s, row) ? NO_STOP : breaches.find(({ reason }) => FORBIDDING.has(reason));
      if (breach !== undefined) {
        draft.refusal = breach;
        this.#clamp.withdraw(s);
      } else if (position === 0) opened += 1;
    }
  }

  #isTooSmall(symbol: number, lots: number): boolean {
    const perLot = this.#portfolio.lotGrid[symbol]!.value(1) * this.#portfolio.multiplier[symbol]!;
    return lots * perLot * Math.abs(this.#tape.lastClose(symbol)) < this.#input.settings.sizing.minOrderValue;
  }

  #reduce(draft: Draft, row: number): void {
    const { symbol: s } = draft;
    const held = this.#portfolio.lots[s]!;
    const lots = draft.legs.reduce;
    if (lots === 0) return;
    if (lots !== Math.abs(held) && this.#isTooSmall(s, lots)) {
      draft.rules.push('MIN_ORDER_VALUE');
      return;
    }
    const intent = this.#intent(s, { side: held > 0 ? -1 : 1, lots, reducing: true, row });
    this.#send(intent, row, { lots, position: this.#portfolio.quantity(s), weightAtFill: Number.NaN });
  }

  #enter(draft: Draft, row: number): void {
    const { symbol: s, weight } = draft;
    const before = this.#issued[s]!;
    const lots = draft.legs.enlarge;
    this.#issued[s] = weight;
    if (draft.refusal !== undefined) {
      this.#refuseEntry(draft, row, before, draft.refusal);
      return;
    }
    if (lots === 0) {
      if (weight !== 0 && this.#portfolio.lots[s] === 0) draft.rules.push('BELOW_ONE_LOT');
      return;
    }
    if (this.#isTooSmall(s, lots)) {
      draft.rules.push('MIN_ORDER_VALUE');
      return;
    }
    const { sizing, execution } = this.#input.settings;
    const turn = draft.legs.reduce > 0;
    const atFill = sizing.price === 'fill' && sizing.mode === 'target_weight' && execution.orderType === 'market';
    const intent = this.#intent(s, { side: weight > 0 ? 1 : -1, lots, reducing: false, row });
    const refused = this.#send(intent, row, {
      lots,
      position: turn ? 0 : this.#portfolio.quantity(s),
      weightAtFill: atFill ? this.#finalWeight(draft, row) : Number.NaN,
    });
    if (refused === undefined) this.#refusedReason[s] = undefined;
    else this.#refuseEntry(draft, row, before, refused);
  }

  /** Not issued: it is tried again at the next close, while the target stands. */
  #refuseEntry(draft: Draft, row: number, before: number, refusal: Refusal): void {
    const { symbol: s, weight } = draft;
    const lots = Math.max(draft.legs.enlarge, this.#clamp.withdrawnLots(s, this.#tape.lastClose(s)));
    const intent = this.#intent(s, { side: weight > 0 ? 1 : -1, lots, reducing: false, row });
    this.#issued[s] = draft.legs.reduce > 0 ? 0 : before;
    this.#refuse(draft, row, refusal, intent);
  }

  /** A volatility stop is set and its feature is not defined here. */
  #unprotected(symbol: number, row: number): boolean {
    return !Number.isNaN(this.#input.settings.stops.atrMultiple) && Number.isNaN(this.#sizer.atr(symbol, row));
  }

  #intent(symbol: number, order: SizedOrder): OrderIntent {
    return orderIntent(symbol, order, {
      execution: this.#input.settings.execution,
      close: this.#tape.lastClose(symbol),
      tick: this.#tape.tick[symbol]!,
      lots: this.#portfolio.lotGrid[symbol]!,
    });
  }

  /** Through the gate to the broker. @returns the refusal; undefined when the order is working */
  #send(
    intent: OrderIntent,
    row: number,
    how: { readonly lots: number; readonly position: number; readonly weightAtFill: number; readonly atClose?: boolean },
  ): Refusal | undefined {
    const { execution, limits } = this.#input.settings;
    const { symbol } = intent;
    const price = this.#tape.lastClose(symbol);
    const view = this.#gateView(symbol, row, { position: how.position, price, equity: this.#account.equity[row]! });
    const verdict = checkOrder(intent, view, limits, this.#broker.nextOrderId());
    if (!intent.reducing) this.#clamp.settled(symbol);
    if (verdict.kind === 'refused') return verdict;
    const entry = !intent.reducing;
    const { stopPrice, takeProfitPrice } = this.#view.out;
    this.approved.push(verdict.order);
    this.#broker.submit(verdict.order, row, {
      lots: how.lots,
      stopPrice: entry ? stopPrice[symbol]! : Number.NaN,
      takeProfitPrice: entry ? takeProfitPrice[symbol]! : Number.NaN,
      atrDistance: entry ? this.#sizer.atr(symbol, row) : Number.NaN,
      weightAtFill: how.weightAtFill,
      atClose: how.atClose ?? (intent.type === 'market' && execution.fill !== 'next_open'),
      eligibleAt: execution.latencyMs > 0 ? this.#tape.dataset.time[row]! + execution.latencyMs : Number.NaN,
    });
    return undefined;
  }

  #gateView(
    symbol: number,
    row: number,
    at: { readonly position: number; readonly price: number; readonly equity: number },
  ): GateView {
    const others = this.#clamp.others(symbol);
    return {
      equity: at.equity,
      price: at.price,
      multiplier: this.#portfolio.multiplier[symbol]!,
      position: at.position,
      otherGross: others.gross,
      otherNet: others.net,
      otherOpen: others.open,
      dailyLoss: this.#account.dailyLoss(row),
      drawdown: this.#account.drawdown(row),
      entriesClosed: this.#account.entriesClosed,
      paused: this.#account.pausedAtRow >= 0,
      shortable: this.#tape.dataset.symbols[symbol]!.instrument.shortable,
    };
  }

  /** Records a refusal; the same one of the same target is written down once. */
  #refuse(draft: Draft, row: number, why: Refusal, intent?: OrderIntent): void {
    const { symbol: s } = draft;
    this.#stay(draft, why.reason);
    if (this.#refusedReason[s] === why.reason && Object.is(this.#refusedTarget[s], draft.proposed)) return;
    this.#refusedReason[s] = why.reason;
    this.#refusedTarget[s] = draft.proposed;
    const side: Side = draft.proposed < 0 ? -1 : 1;
    const { reason, limit, would } = why;
    this.#broker.refuse({ symbol: s, side, quantity: intent?.quantity ?? Number.NaN, row, reason, limit, would });
  }
}
