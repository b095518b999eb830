import type { Calibration, Curve, ModelKind } from '../../models/index.ts';
import { type IsotonicFit, isotonic } from './isotonic.ts';
import { keep } from './pipeline.ts';

/** Fewest out-of-fold rows, and rows of each class, that a calibration is fitted on. */
export const MIN_CALIBRATION_ROWS = 200;
export const MIN_CALIBRATION_CLASS = 30;

/** What a model said about rows it was not trained on. */
export interface OutOfFold {
  /** One column per class, or the one of predictions; NaN where it said nothing. */
  readonly raw: readonly Float64Array[];
  /** Classifier: index of the class; regressor: 1 where the return was above 0, else 0. */
  readonly outcome: Float64Array;
  readonly weight: Float64Array;
}

export interface CalibrationSettings {
  readonly kind: ModelKind;
  /** Labels of the classes; empty for a regressor. */
  readonly classes: readonly number[];
  readonly method: Calibration['method'];
}

/**
 * Isotonic calibration on out-of-fold scores, per class; of a regressor from its prediction to the share of positive returns. With fewer
 * than 200 rows, or 30 of a class, scores stay as they are and the reason is stated. Each level counts one row of the whole's share, so that no
 * class is ever called impossible.
 */
export function fitCalibration(folds: readonly OutOfFold[], { kind, classes, method }: CalibrationSettings): Calibration {
  if (method === 'none') return { method: 'none', reason: 'switched off' };
  const { raw, outcome, weight } = joined(folds, kind === 'classifier' ? classes.length : 1);
  if (outcome.length < MIN_CALIBRATION_ROWS) return tooFew(`${outcome.length} out-of-fold rows`, MIN_CALIBRATION_ROWS);
  const groups = kind === 'classifier' ? classes.map((label) => `class ${label}`) : ['returns not above 0', 'returns above 0'];
  for (let k = 0; k < groups.length; k += 1) {
    const rows = outcome.reduce((count, value) => count + (value === k ? 1 : 0), 0);
    if (rows < MIN_CALIBRATION_CLASS) return tooFew(`${groups[k]} has ${rows} out-of-fold rows`, MIN_CALIBRATION_CLASS);
  }
  return {
    method: 'isotonic',
    curves: raw.map((x, k) => {
      const y = kind === 'classifier' ? outcome.map((value) => (value === k ? 1 : 0)) : outcome;
      return withPrior(isotonic({ x, y, weight }), shareOf(y, weight));
    }),
  };
}

/** Rows that the share of the whole counts for in each level. */
const PRIOR_ROWS = 1;

/**
 * The curve with one more row in each level that happened as often as in the whole. A level of a few rows in which something never happened
 * does not say that it cannot happen: a probability of 0 would cost a log-loss of 34 when it does. Levels that change places are pooled again.
 */
function withPrior({ curve, weights }: IsotonicFit, share: number): Curve {
  const y = Float64Array.from(curve.y, (level, k) => (level * weights[k]! + share * PRIOR_ROWS) / (weights[k]! + PRIOR_ROWS));
  return isotonic({ x: Float64Array.from(curve.x), y, weight: weights.map((weight) => weight + PRIOR_ROWS) }).curve;
}

function shareOf(y: Float64Array, weight: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < y.length; row += 1) {
    sum += y[row]! * weight[row]!;
    total += weight[row]!;
  }
  return sum / total;
}

const tooFew = (what: string, needed: number): Calibration => ({ method: 'none', reason: `${what}, ${needed} are needed` });

/**
 * The calibration of each fold, made of the folds before it alone, and last the one of the final model, made of all.
 * @param folds in their order in time
 */
export function calibrationsOf(folds: readonly OutOfFold[], settings: CalibrationSettings): Calibration[] {
  return Array.from({ length: folds.length + 1 }, (_, k) => fitCalibration(folds.slice(0, k), settings));
}

function joined(folds: readonly OutOfFold[], width: number): OutOfFold {
  const said = folds.map(({ raw, outcome, weight }) => {
    const gaps = Uint8Array.from(raw[0]!, (value) => (Number.isNaN(value) ? 1 : 0));
    return { raw: raw.map((column) => keep(column, gaps)), outcome: keep(outcome, gaps), weight: keep(weight, gaps) };
  });
  return {
    raw: Array.from({ length: width }, (_, k) => concat(said.map(({ raw }) => raw[k]!))),
    outcome: concat(said.map(({ outcome }) => outcome)),
    weight: concat(said.map(({ weight }) => weight)),
  };
}

function concat(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
