import { z } from 'zod';
import { invariant } from '../base/index.ts';
import { numbers } from './read-state.ts';

/** A line that never falls, through points of ascending x: straight between them, flat outside. */
const curveSchema = z
  .strictObject({ x: numbers().min(1), y: numbers().min(1) })
  .refine(({ x, y }) => x.length === y.length, 'x and y have different lengths')
  .refine(({ x }) => x.every((value, i) => i === 0 || value > x[i - 1]!), 'x does not ascend');
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export const calibrationSchema = z.discriminatedUnion('method', [
  /** One curve per class; a regressor has one, from its prediction to the share of positive returns. */
  z.strictObject({ method: z.literal('isotonic'), curves: z.array(curveSchema).min(1) }),
  /** Scores stay as they are, and why. */
  z.strictObject({ method: z.literal('none'), reason: z.string() }),
]);
export type Calibration =
  | { readonly method: 'isotonic'; readonly curves: readonly Curve[] }
  | { readonly method: 'none'; readonly reason: string };

/** The line's value at x. NaN for NaN. */
export function curveAt({ x, y }: Curve, at: number): number {
  if (Number.isNaN(at)) return Number.NaN;
  const last = x.length - 1;
  if (at <= x[0]!) return y[0]!;
  if (at >= x[last]!) return y[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  const share = (at - x[low]!) / (x[high]! - x[low]!);
  return y[low]! + share * (y[high]! - y[low]!);
}

/**
 * Class probabilities after calibration, per class and then scaled to sum to 1; a row where all curves say 0 keeps its raw ones.
 * @param raw one column per class
 */
export function calibrateClasses(raw: readonly Float64Array[], calibration: Calibration): readonly Float64Array[] {
  if (calibration.method === 'none') return raw;
  const { curves } = calibration;
  invariant(curves.length === raw.length, 'a calibration has one curve per class');
  const result = raw.map((column, k) => column.map((value) => curveAt(curves[k]!, value)));
  for (let row = 0; row < raw[0]!.length; row += 1) {
    let sum = 0;
    for (const column of result) sum += column[row]!;
    for (let k = 0; k < result.length; k += 1) result[k]![row] = sum === 0 ? raw[k]![row]! : result[k]![row]! / sum;
  }
  return result;
}

/** Chance of a positive return for each prediction of a regressor; all NaN without a calibration. */
export function shareOfGains(prediction: Float64Array, calibration: Calibration): Float64Array {
  if (calibration.method === 'none') return new Float64Array(prediction.length).fill(Number.NaN);
  const [curve] = calibration.curves;
  return prediction.map((value) => curveAt(curve!, value));
}
