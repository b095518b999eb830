import { type ModelArtifact, type ModelDocument, type ModelFamily, modelText, parseModel } from '../../models/index.ts';
import { evaluation, type training } from '../../research/index.ts';
import type { Learned, LearnedUnit } from './learn.ts';
import { modelDocument } from './model-document.ts';
import type { PreparedResearch } from './prepare.ts';

/** A model of a run as its file holds it. */
export interface RunModel {
  /** Name of the promotion target. */
  readonly target: string;
  readonly symbol: string | null;
  readonly unit: LearnedUnit;
  readonly document: ModelDocument;
  readonly text: string;
  readonly artifact: ModelArtifact;
}

export interface ModelOptions {
  readonly codeVersion: string;
  readonly families: readonly ModelFamily[];
}

/** One model file per promotion target, and one per unit that no target names: baselines and research backtests speak through them. */
export function runModels(prepared: PreparedResearch, learned: Learned, options: ModelOptions): readonly RunModel[] {
  const { targets } = prepared.research.promotion;
  return learned.units.flatMap((unit) => {
    const own = targets.filter(({ symbol }) => symbol === unit.symbol);
    const names = own.length === 0 ? [unit.name] : own.map(({ name }) => name);
    return names.map((name) => modelOf(prepared, learned, unit, { ...options, name }));
  });
}

function modelOf(
  prepared: PreparedResearch,
  { horizon }: Learned,
  unit: LearnedUnit,
  { name, codeVersion, families }: ModelOptions & { readonly name: string },
): RunModel {
  const { research, loaded, features, project } = prepared;
  const { predictions } = evaluation.outOfSample([unit], 'own', 'folds');
  const scores = evaluation.scoresOf(predictions, horizon);
  const document = modelDocument({
    name,
    unit: unit.result,
    table: unit.table,
    bars: loaded.dataset.time,
    research,
    horizon,
    symbols: unit.table.symbols,
    interval: loaded.dataset.timeframe,
    features,
    oos: { rank_ic: scores.rank_ic, log_loss: scores.log_loss },
    seed: research.seed ?? project.project.seed,
    dataFingerprint: loaded.dataset.fingerprint,
    codeVersion,
  });
  const text = modelText(document, { families });
  return { target: name, symbol: unit.symbol ?? null, unit, document, text, artifact: parseModel(document, { families }) };
}

/** The same unit with a baseline in place of its model: what it would have said. */
export function baselineArtifact(
  prepared: PreparedResearch,
  learned: Learned,
  unit: LearnedUnit,
  speaker: 'constant' | 'linear',
): ModelArtifact {
  const spoken = (one: training.Scored): training.Scored => ({
    ...one,
    calibration: { method: 'none', reason: 'a baseline' },
    trained: { ...one.trained, estimator: one.trained.baselines[speaker], params: {} },
  });
  const result = { ...unit.result, folds: unit.result.folds.map(spoken), final: spoken(unit.result.final) };
  const { text: _, artifact } = modelOf(prepared, learned, { ...unit, result }, { name: speaker, codeVersion: '', families: [] });
  return artifact;
}
