import { DAY_MS, parseDate } from '../../base/index.ts';
import { type ModelFamily, ofPart, tunedSpace } from '../../models/index.ts';
import { splits, type training } from '../../research/index.ts';
import type { Project } from '../project/index.ts';
import { costBps, tableOf } from './table.ts';

type Research = NonNullable<Project['research']>;

/** A model to be trained: of one symbol, or of all of them together. */
export interface Unit {
  /** The symbol, or `pooled`. */
  readonly name: string;
  readonly symbol: string | undefined;
  readonly table: training.TrainingTable;
  readonly segments: splits.Segments;
  readonly folds: readonly splits.Fold[];
  /** Development rows against the test window. */
  readonly final: splits.Fold;
}

export const POOLED = 'pooled';

/**
 * The models that a project asks for: one per symbol that a promotion target names, and a pooled one where a target names none or some
 * symbol would have no model.
 */
export function unitsOf(project: Project, research: Research, table: training.TrainingTable): readonly Unit[] {
  const named = new Set(research.promotion.targets.flatMap(({ symbol }) => symbol ?? []));
  const pooled =
    research.promotion.targets.some(({ symbol }) => symbol === undefined) || table.symbols.some((symbol) => !named.has(symbol));
  const scopes = [...table.symbols.filter((symbol) => named.has(symbol)), ...(pooled ? [undefined] : [])];
  return scopes.map((symbol) => unitOf(project, research, { symbol, table: tableOf(table, symbol) }));
}

function unitOf(
  { data }: Project,
  { evaluation }: Research,
  { symbol, table }: { readonly symbol: string | undefined; readonly table: training.TrainingTable },
): Unit {
  const segments = splits.cutSegments(table, testWindow(data, evaluation));
  const folds = splits.walkForward({
    spans: table,
    rows: segments.development,
    folds: evaluation.folds,
    scheme: evaluation.scheme,
    trainBars: evaluation.train_bars,
  });
  return { name: symbol ?? POOLED, symbol, table, segments, folds, final: finalFold(segments, table) };
}

/** The configured window, both days included, or the last fifth of the dates. A bar that closes at midnight belongs to the day before. */
export function testWindow(
  { test_start, test_end, end_date }: Project['data'],
  { use_configured_test_window }: Research['evaluation'],
): Parameters<typeof splits.cutSegments>[1] {
  if (!use_configured_test_window || test_start === undefined) return 'last_fifth';
  const last = test_end ?? end_date;
  const to = last === undefined ? Number.POSITIVE_INFINITY : (parseDate(last)! + 1) * DAY_MS;
  return { from: parseDate(test_start)! * DAY_MS + 1, to };
}

/** Settings of training as the project has them. */
export function trainingSettings(project: Project, horizon: number): training.TrainingSettings {
  const research = project.research!;
  const { labels, model, backtest, weights } = research;
  const kind =
    labels.type === 'rank_return' ? 'rank' : labels.type === 'meta' ? 'meta' : model.kind === 'classifier' ? 'classes' : 'number';
  return {
    seed: research.seed ?? project.project.seed,
    kind: model.kind,
    horizon,
    weights,
    side: { kind, costBps: costBps(research), allowShort: backtest.allow_short },
    tuning: model.tuning,
  };
}

/** What tuning varies of each family: of the project's own one, or of one that `auto` tries. */
export function tunedSpaces(
  { family, kind, tuning }: Research['model'],
  families: readonly ModelFamily[],
): training.TrainSetup['spaceOf'] {
  const space = tunedSpace({ family, kind, families }, tuning.space);
  return (part) => (family === 'auto' ? ofPart({ family, part }, space) : space);
}

/** What every fit of a project has in common. */
export function trainSetup(
  project: Project,
  unit: Pick<Unit, 'name' | 'table'>,
  options: { readonly horizon: number; readonly families: readonly ModelFamily[] },
): training.TrainSetup {
  const { model, preprocess } = project.research!;
  const settings = trainingSettings(project, options.horizon);
  return {
    table: unit.table,
    settings,
    estimator: {
      kind: model.kind,
      family: model.family,
      // Those of `auto` belong to one family each: `paramsOf`.
      params: model.family === 'auto' ? {} : model.params,
      preprocess,
      ensembleSeeds: model.ensemble_seeds,
      seed: settings.seed,
      stream: unit.name,
      families: options.families,
    },
    paramsOf: (part) =>
      model.family === 'auto' ? Object.fromEntries(ofPart({ family: 'auto', part }, Object.entries(model.params))) : {},
    spaceOf: tunedSpaces(project.research!.model, options.families),
  };
}

/** The split into development and test window as a fold of its own. */
function finalFold({ development, test, proof }: splits.Segments, { time }: training.TrainingTable): splits.Fold {
  const datesOf = (rows: Int32Array) => ({ from: time[rows[0]!]!, to: time[rows.at(-1)!]! });
  const { purged, embargoed } = { purged: new Int32Array(0), embargoed: new Int32Array(0) };
  return { index: 0, train: development, test, purged, embargoed, trained: datesOf(development), tested: datesOf(test), proof };
}
