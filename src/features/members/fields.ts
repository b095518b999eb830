import { z } from 'zod';
import { expressions } from '../../base/index.ts';
import type { Feature, InputRef } from '../contract.ts';
import { featureName } from '../feature-name.ts';
import { MAX_PERIOD } from '../kernels/scratch.ts';

/** A window in bars. */
export const window = (standard: number, least = 1): z.ZodDefault<z.ZodInt> =>
  z.int().min(least).max(MAX_PERIOD).default(standard);

/** How a recursive mean begins: with the mean of its first n inputs, or with the first input itself (then it has no warm-up). */
export const seed = () => z.enum(['mean', 'first']).default('mean');
export type Seed = z.infer<ReturnType<typeof seed>>;

/** A number above 0 that multiplies a width. */
export const multiplier = (standard: number) => z.number().positive().max(1000).default(standard);

/** The close, or the feature that the definition's `input` names. */
export const SOURCE_REF: InputRef = { kind: 'source', field: 'close' };
export const SOURCE: readonly InputRef[] = [SOURCE_REF];
export const OPEN: InputRef = { kind: 'bar', field: 'open' };
export const CLOSE: InputRef = { kind: 'bar', field: 'close' };
export const HIGH: InputRef = { kind: 'bar', field: 'high' };
export const LOW: InputRef = { kind: 'bar', field: 'low' };
export const VOLUME: InputRef = { kind: 'bar', field: 'volume' };

/** Another type as input, its first output; `of`: what it reads instead of the source. */
export const inner = (feature: Feature, params: object, of?: InputRef): InputRef =>
  of === undefined ? { kind: 'feature', feature, params } : { kind: 'feature', feature, params, of };

/** Settle of an exponential mean over n. */
export const settleOfEma = (n: number): number => expressions.settleBars(2 / (n + 1));
/** Settle of Wilder's mean over n. */
export const settleOfWilder = (n: number): number => expressions.settleBars(1 / n);

/** A second feature that an operator reads. */
export const otherFeature = () => featureName().optional();

/** Parameters of the operators on one feature at two times, or on two features. */
export const against = () =>
  z
    .strictObject({ period: z.int().min(0).max(MAX_PERIOD).optional(), against: otherFeature() })
    .refine((p) => p.against !== undefined || p.period !== 0, {
      message: 'a value is not compared with itself',
      path: ['period'],
    });
type Operator = { readonly period?: number | undefined; readonly against?: string | undefined };

/** How many bars back the second value is: 1 for the same feature, 0 for another one, unless `period` says it. */
export const barsBack = (p: Operator): number => p.period ?? (p.against === undefined ? 1 : 0);

export const operands = (p: Operator): readonly InputRef[] =>
  p.against === undefined ? SOURCE : [SOURCE_REF, { kind: 'name', name: p.against }];

/** Symbols that must have a value before they are compared; whole numbers in a name such as cs_rank_rsi_14 mean something else. */
export const minSymbols = () => z.int().min(2).max(5000).default(5).meta({ fromName: false });
