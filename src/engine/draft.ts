import type { ActionCode } from '../ports/index.ts';
import type { ReasonCode } from '../trading/index.ts';

/** What is being made of one symbol's decision. */
export interface Draft {
  readonly symbol: number;
  readonly action: ActionCode;
  readonly proposed: number;
  readonly rules: string[];
  /** Target weight inside the limits of one position. */
  weight: number;
  /** A new position is asked for: old orders go, new ones may come. */
  changed: boolean;
  /** A rule keeps the position as it is: a refusal, the no-trade band, a target that must change first. */
  stays: boolean;
  legs: { readonly reduce: number; readonly enlarge: number };
  /** Why its entry may not be made at all. */
  refusal: Refusal | undefined;
}

export interface Refusal {
  readonly reason: ReasonCode;
  readonly limit: number;
  readonly would: number;
}
