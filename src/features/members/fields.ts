import { z } from 'zod';
import { expressions } from '../../base/index.ts';
import type { InputRef } from '../contract.ts';
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
export const SOURCE: readonly InputRef[] = [{ kind: 'source', field: 'close' }];
export const CLOSE: InputRef = { kind: 'bar', field: 'close' };
export const HIGH: InputRef = { kind: 'bar', field: 'high' };
export const LOW: InputRef = { kind: 'bar', field: 'low' };
export const VOLUME: InputRef = { kind: 'bar', field: 'volume' };

/** Settle of an exponential mean over n. */
export const settleOfEma = (n: number): number => expressions.settleBars(2 / (n + 1));
/** Settle of Wilder's mean over n. */
export const settleOfWilder = (n: number): number => expressions.settleBars(1 / n);
