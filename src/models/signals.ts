import { DAY_MS, invariant } from '../base/index.ts';
import { type ModelArtifact, type ModelMember, memberAt } from './artifact.ts';
import { calibrateClasses, shareOfGains } from './calibration.ts';
import type { Matrix } from './contract.ts';
import { takeRows } from './take-rows.ts';

/** What a model says at each row. NaN is missing: no member speaks, or a feature is missing. */
export interface SignalColumns {
  /** −1, 0 or 1. Classifier: the class of highest probability, 0 where two share it; regressor: see {@link signalsOf}. */
  readonly signal: Float64Array;
  /** Probability of class 1 and of class −1. Label meta: that the trade gains, and that it does not. */
  readonly p_up: Float64Array;
  readonly p_down: Float64Array;
  /** As a fraction over the label's horizon. */
  readonly expected_return: Float64Array;
  /** p_up − p_down. */
  readonly score: Float64Array;
  /** Days since the last bar that the speaking member was trained on; 0 inside its training. */
  readonly model_age_days: Float64Array;
  /** 1 where the row lies inside the training span of the member that speaks. */
  readonly in_sample: Uint8Array;
  /** Index of the member that speaks; −1 for none. */
  readonly member: Int32Array;
  /** Calibrated class probabilities in the order of the classes, or the one column of predictions. */
  readonly outputs: readonly Float64Array[];
}

export interface SignalRequest {
  /** Columns of the model's features, in its order. */
  readonly matrix: Matrix;
  /** Close time of each row's bar. */
  readonly time: Float64Array;
  /** Costs of one round trip as a fraction: a regressor's prediction has to be larger to be a signal. */
  readonly roundTripCost: number;
  /** What a member says about rows; absent: its own estimator. A model that runs outside, such as ONNX, hands in what it said. */
  readonly scoresOf?: (member: ModelMember, matrix: Matrix, rows: Int32Array) => readonly Float64Array[];
}

/**
 * What a model says at each row, spoken by the member of the row's time, so that over the past every row is out of sample
 * (docs/reference: models).
 *
 * - Classifier: expected return = Σ p · mean return of the class in the member's training rows.
 * - Regressor: expected return = prediction, signal = its sign where its size is more than one round trip of costs, else 0; p_up = the
 *   isotonic share of positive returns, missing without a calibration, p_down = 1 − p_up.
 * - Label rank_return: the prediction is a rank among symbols, so expected return and signal are missing; `outputs` has it.
 */
export function signalsOf(artifact: ModelArtifact, request: SignalRequest): SignalColumns {
  const { matrix, time } = request;
  invariant(time.length === matrix.rows, 'a row has one time');
  const { document } = artifact;
  const width = document.kind === 'classifier' ? document.classes.length : 1;
  const result = emptySignals(matrix.rows, width);
  const rowsOf = new Map<ModelMember, number[]>();
  for (let row = 0; row < matrix.rows; row += 1) {
    const member = memberAt(artifact, time[row]!);
    if (member === undefined) continue;
    const rows = rowsOf.get(member);
    if (rows === undefined) rowsOf.set(member, [row]);
    else rows.push(row);
    result.member[row] = member.index;
    result.in_sample[row] = time[row]! >= member.trainedFrom && time[row]! <= member.trainedTo ? 1 : 0;
    result.model_age_days[row] = Math.max(0, time[row]! - member.trainedTo) / DAY_MS;
  }
  for (const [member, list] of rowsOf) {
    const rows = Int32Array.from(list);
    const own = takeRows(matrix, rows);
    const raw = request.scoresOf?.(member, own, rows) ?? member.estimator.predict(own);
    if (document.kind === 'classifier') sayClasses(artifact, member, rows, raw, result);
    else sayPrediction(artifact, member, rows, raw[0]!, request.roundTripCost, result);
  }
  return result;
}

function emptySignals(rows: number, width: number): SignalColumns {
  const missing = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  return {
    signal: missing(),
    p_up: missing(),
    p_down: missing(),
    expected_return: missing(),
    score: missing(),
    model_age_days: missing(),
    in_sample: new Uint8Array(rows),
    member: new Int32Array(rows).fill(-1),
    outputs: Array.from({ length: width }, missing),
  };
}

function sayClasses(
  { document }: ModelArtifact,
  member: ModelMember,
  rows: Int32Array,
  raw: readonly Float64Array[],
  result: SignalColumns,
): void {
  const { classes } = document;
  const shares = calibrateClasses(raw, member.calibration);
  const up = classes.indexOf(1);
  const down = classes.indexOf(document.label.type === 'meta' ? 0 : -1);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    if (Number.isNaN(shares[0]![i]!)) continue;
    let expected = 0;
    for (let k = 0; k < classes.length; k += 1) {
      result.outputs[k]![row] = shares[k]![i]!;
      expected += shares[k]![i]! * member.classMeanReturns[k]!;
    }
    const gains = up === -1 ? 0 : shares[up]![i]!;
    const losses = down === -1 ? 0 : shares[down]![i]!;
    result.signal[row] = mostLikely(shares, i, classes);
    result.p_up[row] = gains;
    result.p_down[row] = losses;
    result.expected_return[row] = expected;
    result.score[row] = gains - losses;
  }
}

/** Sign of the class of highest probability; 0 where two share it. */
function mostLikely(shares: readonly Float64Array[], row: number, classes: readonly number[]): number {
  let best = 0;
  let shared = false;
  for (let k = 1; k < classes.length; k += 1) {
    const difference = shares[k]![row]! - shares[best]![row]!;
    if (difference > 0) {
      best = k;
      shared = false;
    } else if (difference === 0) shared = true;
  }
  return shared ? 0 : Math.sign(classes[best]!);
}

function sayPrediction(
  { document }: ModelArtifact,
  member: ModelMember,
  rows: Int32Array,
  prediction: Float64Array,
  roundTripCost: number,
  result: SignalColumns,
): void {
  const isReturn = document.label.type !== 'rank_return';
  const gains = shareOfGains(prediction, member.calibration);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    const value = prediction[i]!;
    result.outputs[0]![row] = value;
    result.p_up[row] = gains[i]!;
    result.p_down[row] = 1 - gains[i]!;
    result.score[row] = gains[i]! - (1 - gains[i]!);
    if (!isReturn || Number.isNaN(value)) continue;
    result.expected_return[row] = value;
    result.signal[row] = Math.abs(value) > roundTripCost ? Math.sign(value) : 0;
  }
}
