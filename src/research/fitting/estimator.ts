import { invariant } from '../../base/index.ts';
import {
  type EstimatorPart,
  FittedEstimator,
  type FittedPipeline,
  familyOf,
  type ModelFamily,
  type ModelKind,
  partsOf,
  readParams,
  rowsWithGaps,
  type TrainingRows,
} from '../../models/index.ts';
import { columnsAsTheyAre, fitPipeline, keep, type PreprocessSettings } from './pipeline.ts';

export interface EstimatorSettings {
  readonly kind: ModelKind;
  /** Any family but `auto`, which is chosen before (`simplestWithin`). */
  readonly family: string;
  /** As in `research.model.params`; those of `voting` are prefixed by part. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly preprocess: PreprocessSettings;
  /** Fits of gbdt whose mean is taken. */
  readonly ensembleSeeds: number;
  readonly seed: number;
  /** Name of the random stream: the fold, trial or member. */
  readonly stream: string;
  /** Families of the project's own modules. */
  readonly families?: readonly ModelFamily[];
}

/** Families whose fits are averaged over seeds. */
const AVERAGED = new Set(['gbdt']);

/**
 * Fits preparation and model on training rows and on nothing else: what folds, trials and the final fit call. The same rows and settings
 * give the same bits.
 * @throws ModelParamsError, UnknownModelError
 */
export function fitEstimator(rows: TrainingRows, settings: EstimatorSettings): FittedEstimator {
  const { family, kind, families } = settings;
  invariant(family !== 'auto', 'auto is settled before a fit');
  const params = readParams({ family, kind, families }, settings.params);
  const parts = partsOf(family, kind).map((part) => fitPart(rows, familyOf(part, families), params.get(part)!, settings));
  return new FittedEstimator(family, parts);
}

function fitPart(
  rows: TrainingRows,
  family: ModelFamily,
  params: Readonly<Record<string, unknown>>,
  { kind, preprocess, ensembleSeeds, seed, stream }: EstimatorSettings,
): EstimatorPart {
  invariant(family.kinds.includes(kind), `${family.family} is no ${kind}`);
  const pipeline = family.reads === undefined ? fitPipeline(rows, preprocess, family) : columnsAsTheyAre(rows, family.reads);
  const train = preparedRows(rows, pipeline);
  const seeds = AVERAGED.has(family.family) ? ensembleSeeds : 1;
  const fits = Array.from({ length: seeds }, (_, k) =>
    family.fit(train, params, { kind, seed, stream: `${stream}/${family.family}/${k}` }),
  );
  return { family: family.family, pipeline, fits };
}

/** The rows as a model sees them: prepared, and without those that `missing: drop` leaves out; weights have mean 1 again. */
function preparedRows(rows: TrainingRows, pipeline: FittedPipeline): TrainingRows {
  const prepared = pipeline.transform(rows);
  if (pipeline.state.missing !== 'drop') return { ...rows, ...prepared };
  const gaps = rowsWithGaps(rows);
  if (!gaps.includes(1)) return { ...rows, ...prepared };
  const weight = keep(rows.weight, gaps);
  let sum = 0;
  for (let row = 0; row < weight.length; row += 1) sum += weight[row]!;
  return {
    ...rows,
    rows: weight.length,
    names: prepared.names,
    columns: prepared.columns.map((column) => keep(column, gaps)),
    target: keep(rows.target, gaps),
    weight: weight.map((value) => (value * weight.length) / sum),
    time: keep(rows.time, gaps),
    end: keep(rows.end, gaps),
  };
}
