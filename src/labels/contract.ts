import type { z } from 'zod';
import type { UnixMs } from '../base/index.ts';

/** Bars of one symbol on the adjusted price basis, oldest first; only bars that exist. Labels read nothing else. */
export interface LabelBars {
  readonly symbol: string;
  /** Close time of each bar. */
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** What a label touched first: nothing (no barriers), the profit side, the loss side, or the end of its time. */
export const TOUCHED = { none: 0, take_profit: 1, stop_loss: 2, vertical: 3 } as const;

/**
 * Why a bar has no label, in place of t1. `incomplete`: its end lies beyond the data. `none`: none is defined here, such as before the
 * volatility is known, or for a meta label on a bar without a change of side.
 */
export const NO_LABEL = { incomplete: -1, none: -2 } as const;

/** The labels of one symbol, one slot per bar of {@link LabelBars}. */
export interface LabelColumns {
  /** Index of the last bar that the label reads; below 0: a code of {@link NO_LABEL}. */
  readonly t1: Int32Array;
  /** The class (−1, 0, 1; meta: 0, 1) or the number to be predicted; NaN where there is no label. */
  readonly value: Float64Array;
  /** Return of what the label describes, as a fraction; NaN where there is no label. */
  readonly labelReturn: Float64Array;
  /** Code of {@link TOUCHED}. */
  readonly touched: Uint8Array;
  /** 1 where both barriers lie inside one bar. */
  readonly ambiguous: Uint8Array;
}

/** Close time of the last bar a label reads. */
export const endOf = (bars: LabelBars, labels: LabelColumns, bar: number): UnixMs => bars.time[labels.t1[bar]!]!;

/** What is predicted: a class or a number. */
export type LabelKind = 'classifier' | 'regressor';

/** Where a label begins: at the close of its bar, or at the next open. */
export type LabelEntry = 'close' | 'next_open';

/** Costs of a trade that a label describes, as fractions of the notional bought or sold. */
export interface LabelCosts {
  readonly entry: number;
  readonly exit: number;
}

/** What labels are made of. Nothing depends on the order of the symbols. */
export interface LabelInput {
  readonly symbols: readonly LabelBars[];
  readonly kind: LabelKind;
  /** Side of the primary strategy after each bar, −1, 0 or 1, by symbol in the order of `symbols`: for meta labels. */
  readonly primary?: readonly Int8Array[] | undefined;
  /** For meta labels; absent: none. */
  readonly costs?: LabelCosts | undefined;
  /** The label of the user's module: for type custom. */
  readonly custom?: CustomLabel | undefined;
}

/** A label type as the registry sees it: a file of its own, listed in the registry. */
export interface Label<Type extends string = string> {
  readonly type: Type;
  readonly summary: string;
  readonly source: string;
  /** What the number means exactly where definitions differ. */
  readonly convention: string;
  /** Which models can learn it. */
  readonly kinds: readonly LabelKind[];
  /** Its part of the section, with the defaults; other keys are none of its business. */
  readonly settings: z.ZodType;
  /** The keys of the section that it reads. */
  readonly keys: readonly string[];
  /** Classes that it can give, ascending; undefined where only the labels themselves tell. */
  classes(settings: object): readonly number[] | undefined;
  /** Where it begins; undefined where only a user's module knows. */
  entry(settings: object): LabelEntry | undefined;
  /** Bars that it holds at most; undefined where only the labels themselves tell. */
  horizon(settings: object): number | undefined;
  /** The labels of each symbol, in the order of the input. @throws AppError where the input does not suffice */
  make(settings: object, input: LabelInput): readonly LabelColumns[];
}

/** One label of a user's own: `t1` is the last bar it reads, `label_return` the return it describes as a fraction. */
export interface CustomValue {
  readonly t1: number;
  readonly value: number;
  readonly label_return: number;
}

/** A user's own label type, made with `defineLabel`. */
export interface CustomLabel {
  readonly summary: string;
  readonly params: z.ZodType;
  /** @throws z.ZodError when the parameters do not fit */
  bind(params: unknown): (bars: LabelBars, t: number) => CustomValue | undefined;
}
