import type { z } from 'zod';
import type { Json } from '../base/index.ts';

export type ModelKind = 'classifier' | 'regressor';

/** A matrix by columns: `columns[feature][row]`; NaN is a missing cell. */
export interface Matrix {
  readonly rows: number;
  /** Names of the columns, in their order. */
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** Rows to train on, sorted by (time, symbol). */
export interface TrainingRows extends Matrix {
  /** Classifier: index into `classes`; regressor: the value. */
  readonly target: Float64Array;
  /** Labels of the classes, ascending (−1, 0, 1 or 0, 1); empty for a regressor. */
  readonly classes: readonly number[];
  /** Sample weights with mean 1. */
  readonly weight: Float64Array;
  /** Close time of each row's bar (t0) and of the last bar its label reads (t1): what early stopping splits and purges by. */
  readonly time: Float64Array;
  readonly end: Float64Array;
  /** Mean uniqueness of the labels, 1 where they do not overlap: the share of rows a bootstrap draws. */
  readonly uniqueness: number;
}

/**
 * What a fitted family says about rows: classifiers one column per class that sum to 1 in each row, regressors one column.
 * Same input, same bits, on every platform.
 */
export interface FittedModel {
  predict(matrix: Matrix): readonly Float64Array[];
  /** Plain JSON; {@link ModelFamily.load} of it predicts the same bits. */
  toJSON(): Json;
}

export interface FitContext {
  readonly kind: ModelKind;
  readonly seed: number;
  /** Name of the random stream of this fit: the fold, trial or member it belongs to. */
  readonly stream: string;
}

/** One range of a tuned parameter. */
export type SpaceEntry =
  | { readonly kind: 'real'; readonly low: number; readonly high: number; readonly log: boolean }
  | { readonly kind: 'integer'; readonly low: number; readonly high: number; readonly log: boolean }
  | { readonly kind: 'choice'; readonly values: readonly (number | string | boolean)[] };

/** What tuning varies, by parameter name, in the order of sampling. */
export type Space = ReadonlyMap<string, SpaceEntry>;

/** One model family: a file of its own, listed in the registry. */
export interface ModelFamily<Params = Readonly<Record<string, unknown>>> {
  readonly family: string;
  readonly summary: string;
  readonly source: string;
  readonly kinds: readonly ModelKind[];
  /** Strict: an unknown parameter is an error. */
  readonly params: z.ZodType<Params>;
  /** True: takes missing cells (NaN) as they are; false: they are filled or dropped before. */
  readonly takesMissing: boolean;
  /** Columns that a model from elsewhere reads as they are, in this order; absent: all columns, prepared. */
  readonly reads?: readonly string[];
  readonly space: Space;
  fit(rows: TrainingRows, params: Params, context: FitContext): FittedModel;
  /** @throws ModelArtifactError for JSON that is not of this family */
  load(json: Json, names: readonly string[]): FittedModel;
}
