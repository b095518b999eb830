/** Codes of `Decisions.action`. */
export const ACTION = { hold: 0, buy: 1, sell: 2, close: 3, abstain: 4 } as const;
export type ActionCode = (typeof ACTION)[keyof typeof ACTION];

/** An agent's own positions at a close, one slot per symbol of the agent; adjusted price basis. The engine owns and reuses it. */
export interface PositionView {
  /** Signed fraction of equity; 0 when flat. */
  readonly weight: Float64Array;
  /** Bars since the position was opened, 0 when flat. */
  readonly barsHeld: Float64Array;
  /** Gain as a fraction of the entry value; NaN when flat. */
  readonly unrealised: Float64Array;
  /** Average entry price, adjusted basis; NaN when flat. */
  readonly entryPrice: Float64Array;
}

/** What a decider says at one close, one slot per symbol. Reset to hold and NaN before every call. */
export interface Decisions {
  readonly action: Uint8Array;
  /** Target weight in [-1, 1] after the trade; NaN: the action's own maximum (buy: +max, sell: -max or flat). */
  readonly weight: Float64Array;
  /** Raw price levels that the engine enforces; NaN: none. */
  readonly stopPrice: Float64Array;
  readonly takeProfitPrice: Float64Array;
}

/** Facts of one decision, for the record. */
export interface DecisionFacts {
  readonly reason: string;
  /** Values read, null where missing. */
  readonly inputs: Readonly<Record<string, number | null>>;
  /** JSON pointers to what decided. */
  readonly evidence: readonly string[];
}

/** A strategy as the engine sees it: what it knows at a close → targets. Reads only rows ≤ bar of columns handed to it before. */
export interface Decider {
  /** `symbol` slots without a bar at this row are ignored by the engine. */
  decide(bar: number, position: PositionView, out: Decisions): void;
  /** False: it says the same whatever its positions are, so that a block of rows may be asked before it is traded. Absent: it may look at them. */
  readonly readsPosition?: boolean;
  /**
   * Writes the action codes of the rows `from` ≤ row < `to` of a symbol to the beginning of `codes`, for deciders that do not read their
   * positions and have looked their decisions up already. False, and nothing is written, when a weight or a level is said on any row.
   */
  writeCodes?(symbol: number, from: number, to: number, codes: Uint8Array): boolean;
  /**
   * Called only for decisions that are written down, with the position that `decide` saw in the slot of `symbol`; up to a block of rows
   * after `decide`, so the answer comes from its arguments and from columns alone.
   */
  explain(bar: number, symbol: number, position: PositionView): DecisionFacts;
}
