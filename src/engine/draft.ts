import { ACTION, type ActionCode } from '../ports/index.ts';
import type { ReasonCode } from '../trading/index.ts';
import type { Target } from './targets.ts';

export interface Refusal {
  readonly reason: ReasonCode;
  readonly limit: number;
  readonly would: number;
}

/** What is being made of one symbol's decision. Each symbol has one, begun anew at every close at which something is said. */
export class Draft {
  readonly symbol: number;
  /** Something is said for the symbol at this close. */
  says = false;
  action: ActionCode = ACTION.hold;
  /** Target as asked for, and inside the limits of one position. */
  proposed = Number.NaN;
  weight = Number.NaN;
  /** A new position is asked for: old orders go, new ones may come. */
  changed = false;
  /** A rule keeps the position as it is: a refusal, the no-trade band, a target that must change first. */
  stays = false;
  /** Whole lots of the order that reduces and of the one that enlarges or opens. */
  reduce = 0;
  enlarge = 0;
  /** Why its entry may not be made at all. */
  refusal: Refusal | undefined;
  /** Rules that touched it, in the order met. */
  rules: string[] = [];

  constructor(symbol: number) {
    this.symbol = symbol;
  }

  /** Nothing is said. */
  rest(): void {
    this.says = false;
    this.changed = false;
  }

  begin(action: ActionCode, target: Target): void {
    this.says = true;
    this.action = action;
    this.proposed = target.proposed;
    this.weight = target.weight;
    this.stays = false;
    this.reduce = 0;
    this.enlarge = 0;
    this.refusal = undefined;
    // The log keeps what was written.
    if (this.rules.length > 0) this.rules = [];
    if (target.rule !== undefined && Number.isFinite(target.proposed)) this.rules.push(target.rule);
  }

  /** A rule keeps the position as it is. */
  stay(rule: string): void {
    this.rules.push(rule);
    this.changed = false;
    this.stays = true;
  }
}
