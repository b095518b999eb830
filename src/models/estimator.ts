import { z } from 'zod';
import { invariant, type Json, momentsOf } from '../base/index.ts';
import { COMPOSITES, familyOf } from './composite.ts';
import type { FittedModel, Matrix, ModelFamily } from './contract.ts';
import { ModelArtifactError } from './errors.ts';
import { FittedPipeline, rowsWithGaps } from './pipeline.ts';
import { readState } from './read-state.ts';

/** One family with its own preparation; several fits where seeds are averaged. */
export interface EstimatorPart {
  readonly family: string;
  readonly pipeline: FittedPipeline;
  readonly fits: readonly FittedModel[];
}

/** Preparation and model as they stand in a member of a model file. */
export interface EstimatorJson {
  readonly pipeline: Json;
  readonly model: Json;
}

/**
 * Prepared columns and the model over them as one thing: what a fold, a trial and a member of a model file are. Made by `fitEstimator`
 * of the research floor, or by {@link loadEstimator}.
 */
export class FittedEstimator {
  /** `voting`, or the one family; `auto` is the family that it chose. */
  readonly family: string;
  readonly parts: readonly EstimatorPart[];

  constructor(family: string, parts: readonly EstimatorPart[]) {
    invariant(parts.length > 0 && parts.every(({ fits }) => fits.length > 0), 'an estimator has at least one fit');
    this.family = family;
    this.parts = parts;
  }

  /**
   * One column per class, summing to 1 in each row, or one column of predictions: the mean over fits, then over parts. NaN in rows of
   * which a column is missing that a part needs.
   */
  predict(matrix: Matrix): Float64Array[] {
    return meanOfColumns(this.parts.map((part) => meanOfColumns(fitsOf(part, matrix))));
  }

  /**
   * How far the fits of a part that averages seeds are from each other: mean over rows of the standard deviation (n − 1) over fits of
   * the last column, the highest class or the prediction. Undefined where every part is one fit, or no row has a value.
   */
  seedSpread(matrix: Matrix): number | undefined {
    const part = this.parts.find(({ fits }) => fits.length > 1);
    if (part === undefined) return undefined;
    const columns = fitsOf(part, matrix).map((columns) => columns.at(-1)!);
    let sum = 0;
    let rows = 0;
    for (let row = 0; row < matrix.rows; row += 1) {
      const values = Float64Array.from(columns, (column) => column[row]!);
      if (Number.isNaN(values[0])) continue;
      sum += Math.sqrt(momentsOf(values)!.squares / (values.length - 1));
      rows += 1;
    }
    return rows === 0 ? undefined : sum / rows;
  }

  toJSON(): EstimatorJson {
    if (this.family !== 'voting') return jsonOfPart(this.parts[0]!);
    const parts = this.parts.map((part) => [part.family, jsonOfPart(part)] as const);
    return {
      pipeline: Object.fromEntries(parts.map(([name, { pipeline }]) => [name, pipeline])),
      model: { family: this.family, parts: Object.fromEntries(parts.map(([name, { model }]) => [name, model])) },
    };
  }
}

function jsonOfPart({ family, pipeline, fits }: EstimatorPart): EstimatorJson {
  return { pipeline: pipeline.toJSON(), model: { family, fits: fits.map((fit) => fit.toJSON()) } };
}

/** What each fit of a part says; rows with a gap that its pipeline drops say nothing. */
function fitsOf({ pipeline, fits }: EstimatorPart, matrix: Matrix): (readonly Float64Array[])[] {
  const prepared = pipeline.transform(matrix);
  const answers = fits.map((fit) => fit.predict(prepared));
  if (pipeline.state.missing !== 'drop') return answers;
  const gaps = rowsWithGaps(prepared);
  return answers.map((columns) => columns.map((column) => column.map((value, row) => (gaps[row] === 1 ? Number.NaN : value))));
}

/** The plain mean of the same columns from several sources, added in their order. */
function meanOfColumns(sources: readonly (readonly Float64Array[])[]): Float64Array[] {
  const [first, ...others] = sources;
  const sums = first!.map((column) => column.slice());
  for (const columns of others) {
    columns.forEach((column, k) => {
      const sum = sums[k]!;
      for (let row = 0; row < sum.length; row += 1) sum[row]! += column[row]!;
    });
  }
  if (sources.length > 1) for (const sum of sums) for (let row = 0; row < sum.length; row += 1) sum[row]! /= sources.length;
  return sums;
}

const partSchema = z.strictObject({ family: z.string(), fits: z.array(z.json()).min(1) });
const votingSchema = z.strictObject({ family: z.literal('voting'), parts: z.record(z.string(), partSchema) });

/**
 * Reads back what {@link FittedEstimator.toJSON} gave; it predicts the same bits.
 * @param families families of the project's own modules, for files that were fitted with one
 * @throws ModelArtifactError naming the place, UnknownModelError
 */
export function loadEstimator(
  { pipeline, model }: { readonly pipeline: unknown; readonly model: unknown },
  { where = '', families = [] }: { readonly where?: string; readonly families?: readonly ModelFamily[] } = {},
): FittedEstimator {
  const at = where === '' ? '' : `${where}.`;
  if (typeof model === 'object' && model !== null && 'family' in model && model.family === 'voting') {
    const { parts } = readState(votingSchema, model, `${at}model`);
    const pipelines = readState(z.record(z.string(), z.unknown()), pipeline, `${at}pipeline`);
    const names = Object.keys(parts).sort();
    if (![COMPOSITES.voting('classifier'), COMPOSITES.voting('regressor')].some((list) => list.join() === names.join())) {
      throw new ModelArtifactError(`${at}model.parts`, `voting is not made of ${names.join(', ') || 'nothing'}`);
    }
    return new FittedEstimator(
      'voting',
      names.map((name) =>
        loadPart(
          parts[name]!,
          FittedPipeline.fromJson(pipelines[name], `${at}pipeline.${name}`),
          `${at}model.parts.${name}`,
          families,
        ),
      ),
    );
  }
  const part = readState(partSchema, model, `${at}model`);
  const fitted = FittedPipeline.fromJson(pipeline, `${at}pipeline`);
  return new FittedEstimator(part.family, [loadPart(part, fitted, `${at}model`, families)]);
}

function loadPart(
  { family, fits }: z.infer<typeof partSchema>,
  pipeline: FittedPipeline,
  where: string,
  families: readonly ModelFamily[],
): EstimatorPart {
  const member = familyOf(family, families);
  return {
    family,
    pipeline,
    fits: fits.map((json, k) => {
      try {
        return member.load(json, pipeline.names);
      } catch (error) {
        if (!(error instanceof ModelArtifactError)) throw error;
        const inside = error.where === '' ? '' : `.${error.where}`;
        throw new ModelArtifactError(`${where}.fits[${k}]${inside}`, error.problem, { cause: error });
      }
    }),
  };
}
