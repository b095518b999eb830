import { ACTION, type ActionCode } from '../ports/index.ts';
import type { SimulatedBroker, Tape } from '../sim/index.ts';
import {
  type ApprovedOrder,
  checkOrder,
  type ExitReason,
  type OrderIntent,
  type Portfolio,
  type ReasonCode,
  type Side,
} from '../trading/index.ts';
import type { Account } from './account.ts';
import type { Ahead } from './ahead.ts';
import { CodedRows } from './coded-rows.ts';
import type { EngineInput } from './contract.ts';
import type { DecisionLog } from './decision-log.ts';
import type { DecisionView } from './decision-view.ts';
import { Draft, type Refusal } from './draft.ts';
import { EntrySize } from './entry-size.ts';
import { ExposureClamp } from './exposure-clamp.ts';
import { IssuedTargets } from './issued-targets.ts';
import { OrderDesk } from './order-desk.ts';
import type { OrderParts } from './order-parts.ts';
import { PlainTrades } from './plain-trades.ts';
import type { QuietParts } from './quiet-rows.ts';
import { isPlain, ShortWay } from './short-way.ts';
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
const AWAITING: readonly string[] = ['AWAITS_NEW_TARGET'];
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
  readonly #onChange: boolean;
  readonly #shortWay: ShortWay | undefined;
  readonly #plain: PlainTrades | undefined;
  readonly #clamp: ExposureClamp;
  readonly #sizer: Sizer;
  readonly #targets: IssuedTargets;
  readonly #issued: Float64Array;
  readonly #blocked: Float64Array;
  /** Last refusal by symbol, so that the same one is written once. */
  readonly #refusedTarget: Float64Array;
  readonly #refusedReason: (ReasonCode | undefined)[];
  /** Of all symbols, by name. */
  readonly #drafts: readonly Draft[];
  readonly #desk: OrderDesk;

  constructor(parts: OrderParts) {
    this.#input = parts.input;
    this.#tape = parts.tape;
    this.#portfolio = parts.portfolio;
    this.#broker = parts.broker;
    this.#account = parts.account;
    this.#view = parts.view;
    this.#log = parts.log;
    const { limits, sizing, execution } = parts.input.settings;
    this.#onChange = sizing.rebalance === 'on_change';
    this.#clamp = new ExposureClamp(parts.tape, parts.portfolio, parts.broker.book, execution.orderType === 'market');
    this.#sizer = new Sizer(parts.input, parts.tape, parts.portfolio);
    const { tape } = parts;
    this.#drafts = Array.from(tape.byName, (symbol) => new Draft(symbol));
    this.#desk = new OrderDesk({ ...parts, clamp: this.#clamp, sizer: this.#sizer });
    this.#targets = new IssuedTargets(tape.count, parts.view, parts.broker.book, limits);
    this.#issued = this.#targets.issued;
    this.#blocked = this.#targets.blocked;
    if (isPlain(parts.input, tape)) {
      const size = new EntrySize({ ...parts, sizer: this.#sizer });
      this.#shortWay = new ShortWay({ ...parts, targets: this.#targets, desk: this.#desk, size });
      this.#plain = new PlainTrades({ ...parts, targets: this.#targets, size });
    }
    this.#refusedTarget = new Float64Array(parts.tape.count).fill(Number.NaN);
    this.#refusedReason = new Array<ReasonCode | undefined>(parts.tape.count).fill(undefined);
  }

  /** Approved in this step. */
  get approved(): ApprovedOrder[] {
    return this.#desk.approved;
  }

  /** Turns the decisions of a close into orders and notes what was said. */
  decide(row: number): void {
    if (this.#shortWay === undefined ? this.#repeats(row) : this.#takesShortWay(this.#shortWay, row)) return;
    const drafts = this.#drafts;
    let changed = 0;
    for (let c = 0; c < drafts.length; c += 1) {
      const draft = drafts[c]!;
      const action = this.#saidOf(draft.symbol);
      draft.rest();
      if (action === ACTION.hold) continue;
      this.#draft(draft, action, row);
      if (draft.changed) changed += 1;
    }
    const first = this.#desk.approved.length;
    if (changed > 0) this.#order(changed, row);
    if (this.#input.keepDecisions === false) return;
    for (const draft of drafts) {
      if (!draft.says) continue;
      this.#log.note(row, draft.symbol, draft.proposed, this.#finalWeight(draft, row));
      this.#log.addRules(draft.rules);
    }
    this.#log.addOrders(row, this.#desk.approved, first);
  }

  /** Rows whose decisions are codes, where {@link PlainTrades} may trade and no record of decisions is kept. */
  codedRows(parts: QuietParts, ahead: Ahead): CodedRows | undefined {
    const isUsable = this.#plain !== undefined && this.#input.keepDecisions === false;
    return isUsable && this.#plain !== undefined ? new CodedRows(parts, ahead, this.#plain, this.#targets) : undefined;
  }

  /** Whether {@link trade} may be asked. */
  get tradesWhole(): boolean {
    return this.#plain !== undefined;
  }

  /** A decision, its order and its fill at the next open in one go; false when the decision needs {@link decide}: {@link PlainTrades.trade}. */
  trade(row: number): boolean {
    if (this.#plain?.trade(row) !== true) return false;
    if (this.#issued[0] !== 0) this.#refusedReason[0] = undefined;
    return true;
  }

  /** A decision to be flat of an account that is: {@link PlainTrades.rest}. */
  rest(row: number): boolean {
    return this.#plain?.rest(row) === true;
  }

  /** False, and nothing is done, when the decision needs the long way. */
  #takesShortWay(way: ShortWay, row: number): boolean {
    const before = this.#issued[0]!;
    const taken = way.decide(row);
    if (!taken) return false;
    if (way.refusal === undefined) {
      if (way.entered) this.#refusedReason[0] = undefined;
      return true;
    }
    const draft = this.#drafts[0]!;
    draft.begin(ACTION.buy, { proposed: way.target, weight: way.target, rule: undefined });
    draft.enlarge = way.lots;
    this.#refuseEntry(draft, row, before, way.refusal);
    this.#log.note(row, 0, way.target, 0);
    this.#log.addRules(draft.rules);
    return true;
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
      if (action !== ACTION.hold && !this.#targets.isIssued(s, action)) return false;
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
    const action = actionCode(this.#view.out.action[0]!);
    if (this.#onChange && this.#targets.isIssued(0, action)) {
      this.#blocked[0] = Number.NaN;
      this.#log.note(row, 0, this.#issued[0]!, this.#issued[0]!);
      return true;
    }
    if (!this.#targets.isAwaiting(0, action)) return false;
    this.#log.note(row, 0, this.#blocked[0]!, this.#portfolio.exposure[0] === 0 ? 0 : this.#view.position.weight[0]!);
    this.#log.addRules(AWAITING);
    return true;
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
    this.#desk.send(intent, row, Math.abs(lots), this.#portfolio.quantity(symbol), Number.NaN, atClose);
  }

  /** Withdraws orders that would open or enlarge positions. */
  cancelEntries(row: number): void {
    for (let c = 0; c < this.#tape.count; c += 1) this.#broker.cancel(2 * this.#tape.byName[c]! + 1, row);
  }

  /**
   * Lots of an order that is sized at its fill, through the gate again.
   *
   * @param moment the account at that part of the bar: equity, and what all positions are worth
   */
  sizeAtFill(
    symbol: number,
    weight: number,
    price: number,
    moment: { readonly equity: number; readonly used: number },
    row: number,
  ): number {
    const { limits } = this.#input.settings;
    this.#clamp.others(symbol);
    const others = { gross: this.#clamp.otherGross, net: this.#clamp.otherNet };
    const { equity } = moment;
    const lots = this.#sizer.lotsAtFill(symbol, weight, { ...moment, price, others });
    if (lots <= 0) return 0;
    const intent = this.#desk.intent(symbol, weight > 0 ? 1 : -1, lots, false, row);
    const view = this.#desk.gateView(symbol, row - 1, this.#portfolio.quantity(symbol), price, equity);
    const verdict = checkOrder({ ...intent, type: 'market' }, view, limits, 0);
    if (verdict.kind === 'approved') return lots;
    const { reason, limit, would } = verdict;
    this.#broker.refuse({ symbol, side: intent.side, quantity: intent.quantity, row, reason, limit, would });
    return 0;
  }

  #draft(draft: Draft, action: ActionCode, row: number): void {
    const { settings } = this.#input;
    const s = draft.symbol;
    draft.begin(action, targetOf(action, this.#view.out.weight[s]!, settings.limits));
    if (!Number.isFinite(draft.proposed)) {
      this.#refuse(draft, row, { reason: 'MALFORMED', limit: 1, would: draft.proposed });
      return;
    }
    // Nothing replaces the rest of a protective exit.
    if (this.#broker.book.isForced(2 * s)) return;
    if (this.#blocked[s] === draft.weight) {
      if (draft.weight !== 0) draft.stay(AWAITING[0]!);
      return;
    }
    this.#blocked[s] = Number.NaN;
    this.#adoptLevels(draft, row);
    if (settings.sizing.rebalance === 'on_change' && draft.weight === this.#issued[s]) return;
    this.#want(draft, row);
  }

  /** New protective prices of a decision that keeps the side of the position. */
  #adoptLevels({ symbol: s, weight }: Draft, row: number): void {
    if (this.#portfolio.lots[s]! * weight <= 0) return;
    const { stopPrice, takeProfitPrice } = this.#view.out;
    const { protection } = this.#broker;
    if (Number.isNaN(stopPrice[s]!) && Number.isNaN(takeProfitPrice[s]!)) return;
    if (!Number.isNaN(stopPrice[s]!)) protection.decidedStop[s] = stopPrice[s]!;
    if (!Number.isNaN(takeProfitPrice[s]!)) protection.decidedTake[s] = takeProfitPrice[s]!;
    protection.issued(s, row, stopPrice[s]!, takeProfitPrice[s]!);
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
    const wanted = this.#sizer.value(s, weight, row, equity, price, stopPrice);
    if (typeof wanted !== 'number') {
      this.#refuse(draft, row, wanted);
      return;
    }
    const value = this.#insidePosition(draft, wanted, equity);
    const { sizing } = this.#input.settings;
    const held = this.#portfolio.exposure[s]! * price;
    if (weight !== 0 && sizing.noTradeBand > 0 && Math.abs(value - held) <= sizing.noTradeBand * equity) {
      draft.stay('NO_TRADE_BAND');
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

  /** Weight that is aimed at after all rules. A refused turn is flat: its first order leaves all the same. */
  #finalWeight({ symbol: s, changed, stays, weight, reduce }: Draft, row: number): number {
    const equity = this.#account.equity[row]!;
    if (stays) return reduce > 0 || this.#portfolio.exposure[s] === 0 ? 0 : this.#view.position.weight[s]!;
    const { mode } = this.#input.settings.sizing;
    const ofEquity = mode === 'target_weight' || (mode === 'stake' && !this.#sizer.hasFixedStake);
    const plain = ofEquity && !this.#clamp.isLimited(s);
    return changed && !plain ? this.#clamp.finalWeight(s, equity) : weight;
  }

  /**
   * Old orders go; what the state of the account forbids is refused; limits are applied to all that is left together; then the orders
   * that reduce are sent before those that enlarge.
   */
  #order(changed: number, row: number): void {
    const { limits, sizing, execution } = this.#input.settings;
    const drafts = this.#drafts;
    const equity = this.#account.equity[row]!;
    for (let c = 0; c < drafts.length; c += 1) {
      const draft = drafts[c]!;
      if (!draft.changed) continue;
      this.#broker.cancel(2 * draft.symbol, row);
      this.#broker.cancel(2 * draft.symbol + 1, row);
    }
    if (this.#mayForbid()) this.#refuseForbidden(row);
    const cash = this.#portfolio.cash - sizing.cashBuffer * Math.max(equity, 0);
    // What is refused at the fill, or borrowed there, is not made smaller here.
    const spendable = execution.unaffordable === 'reduce' ? cash : Number.POSITIVE_INFINITY;
    this.#clamp.apply(drafts, equity, limits.maxGross.value, limits.maxNet.value, this.#sizer.orderRoom(equity), spendable);
    for (let c = 0; c < drafts.length; c += 1) {
      const draft = drafts[c]!;
      if (draft.changed) this.#clamp.setLegs(draft, this.#tape.lastClose(draft.symbol));
    }
    // One order, or none that sells short, is only made smaller by rounding.
    if (changed > 1) this.#clamp.fitNet(drafts, limits.maxNet.value * equity);
    for (let c = 0; c < drafts.length; c += 1) if (drafts[c]!.changed) this.#reduce(drafts[c]!, row);
    for (let c = 0; c < drafts.length; c += 1) if (drafts[c]!.changed) this.#enter(drafts[c]!, row);
  }

  /** Whether {@link #refuseForbidden} could refuse anything. */
  #mayForbid(): boolean {
    const { limits, stops } = this.#input.settings;
    const { entriesClosed, pausedAtRow } = this.#account;
    if (entriesClosed || pausedAtRow >= 0 || limits.maxOpenPositions !== undefined || !Number.isNaN(stops.atrMultiple))
      return true;
    return this.#drafts.some(({ changed, weight }) => changed && weight < 0);
  }

  /** Entries that no size would make right: losses, pause, shorts, too many positions, a stop that is not defined. */
  #refuseForbidden(row: number): void {
    const { limits } = this.#input.settings;
    const equity = this.#account.equity[row]!;
    let opened = 0;
    for (const draft of this.#drafts) {
      const { symbol: s, weight } = draft;
      if (!draft.changed) continue;
      const lots = this.#clamp.entryLots(s, this.#tape.lastClose(s));
      if (lots === 0) continue;
      const turn = this.#portfolio.lots[s]! * weight < 0;
      const position = turn ? 0 : this.#portfolio.quantity(s);
      const intent = this.#desk.intent(s, weight > 0 ? 1 : -1, lots, false, row);
      const view = this.#desk.gateView(s, row, position, this.#tape.lastClose(s), equity);
      view.otherOpen += opened;
      const verdict = checkOrder(intent, view, limits, 0);
      const breaches: readonly Refusal[] = verdict.kind === 'refused' ? verdict.breaches : [];
      const breach = this.#unprotected(s, row) ? NO_STOP : breaches.find(({ reason }) => FORBIDDING.has(reason));
      if (breach !== undefined) {
        draft.refusal = breach;
        this.#clamp.withdraw(s);
      } else if (position === 0) opened += 1;
    }
  }

  #reduce(draft: Draft, row: number): void {
    const { symbol: s } = draft;
    const held = this.#portfolio.lots[s]!;
    const lots = draft.reduce;
    if (lots === 0) return;
    if (lots !== Math.abs(held) && this.#desk.isTooSmall(s, lots)) {
      draft.rules.push('MIN_ORDER_VALUE');
      return;
    }
    const intent = this.#desk.intent(s, held > 0 ? -1 : 1, lots, true, row);
    this.#desk.send(intent, row, lots, this.#portfolio.quantity(s), Number.NaN, this.#closesAtClose(intent));
  }

  #enter(draft: Draft, row: number): void {
    const { symbol: s, weight } = draft;
    const before = this.#issued[s]!;
    const lots = draft.enlarge;
    this.#issued[s] = weight;
    if (draft.refusal !== undefined) {
      this.#refuseEntry(draft, row, before, draft.refusal);
      return;
    }
    if (lots === 0) {
      if (weight !== 0 && this.#portfolio.lots[s] === 0) draft.rules.push('BELOW_ONE_LOT');
      return;
    }
    if (this.#desk.isTooSmall(s, lots)) {
      draft.rules.push('MIN_ORDER_VALUE');
      return;
    }
    const turn = draft.reduce > 0;
    const intent = this.#desk.intent(s, weight > 0 ? 1 : -1, lots, false, row);
    const position = turn ? 0 : this.#portfolio.quantity(s);
    const weightAtFill = this.#isSizedAtFill() ? this.#weightAtFill(draft, row) : Number.NaN;
    const refused = this.#desk.send(intent, row, lots, position, weightAtFill, this.#closesAtClose(intent));
    if (refused === undefined) this.#refusedReason[s] = undefined;
    else this.#refuseEntry(draft, row, before, refused);
  }

  #isSizedAtFill(): boolean {
    const { sizing, execution } = this.#input.settings;
    const { price, mode } = sizing;
    return price === 'fill' && (mode === 'target_weight' || mode === 'stake') && execution.orderType === 'market';
  }

  /** What the quantity follows at the fill: the target inside the limits; of a fixed stake the money. */
  #weightAtFill(draft: Draft, row: number): number {
    const { symbol: s, weight } = draft;
    if (this.#sizer.hasFixedStake) return this.#clamp.finalWeight(s, 1);
    // A share of the free margin adds to the position, so the limits count for what is added.
    if (this.#input.settings.sizing.equity === 'margin') return weight * this.#clamp.addedShare(s);
    return this.#finalWeight(draft, row);
  }

  /** Not issued: it is tried again at the next close, while the target stands. */
  #refuseEntry(draft: Draft, row: number, before: number, refusal: Refusal): void {
    const { symbol: s, weight } = draft;
    const lots = Math.max(draft.enlarge, this.#clamp.withdrawnLots(s, this.#tape.lastClose(s)));
    const intent = this.#desk.intent(s, weight > 0 ? 1 : -1, lots, false, row);
    this.#issued[s] = draft.reduce > 0 ? 0 : before;
    this.#refuse(draft, row, refusal, intent);
  }

  /** A volatility stop is set and its feature is not defined here. */
  #unprotected(symbol: number, row: number): boolean {
    return !Number.isNaN(this.#input.settings.stops.atrMultiple) && Number.isNaN(this.#sizer.atr(symbol, row));
  }

  #closesAtClose({ type }: OrderIntent): boolean {
    return type === 'market' && this.#input.settings.execution.fill !== 'next_open';
  }

  /** Records a refusal; the same one of the same target is written down once. */
  #refuse(draft: Draft, row: number, why: Refusal, intent?: OrderIntent): void {
    const { symbol: s } = draft;
    draft.stay(why.reason);
    if (this.#refusedReason[s] === why.reason && Object.is(this.#refusedTarget[s], draft.proposed)) return;
    this.#refusedReason[s] = why.reason;
    this.#refusedTarget[s] = draft.proposed;
    const side: Side = draft.proposed < 0 ? -1 : 1;
    const { reason, limit, would } = why;
    this.#broker.refuse({ symbol: s, side, quantity: intent?.quantity ?? Number.NaN, row, reason, limit, would });
  }
}
