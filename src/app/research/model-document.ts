import { isoTime, type Json, type Timeframe } from '../../base/index.ts';
import type { ModelDocument, ModelFeature } from '../../models/index.ts';
import { training } from '../../research/index.ts';
import type { Project } from '../project/index.ts';

export interface ModelFacts {
  /** Name of the promotion target. */
  readonly name: string;
  readonly unit: training.UnitResult;
  readonly table: training.TrainingTable;
  /** Close times of all bars, rising. */
  readonly bars: Float64Array;
  readonly research: NonNullable<Project['research']>;
  readonly horizon: number;
  readonly symbols: readonly string[];
  readonly interval: Timeframe;
  readonly features: readonly ModelFeature[];
  readonly oos: { readonly rank_ic: number | null; readonly log_loss: number | null };
  readonly seed: number;
  readonly dataFingerprint: string;
  readonly codeVersion: string;
}

/**
 * The model file of one trained unit: a member for each fold, valid in its test block, and the final one, valid from the bar after the
 * last one that its training labels read. So whoever asks about the past is answered by a member that had not seen it.
 */
export function modelDocument(facts: ModelFacts): ModelDocument {
  const { unit, table, research, features, oos } = facts;
  const finalFrom = firstBarAfter(facts.bars, lastEnd(table, unit.final.fold.train));
  const starts = [...unit.folds.map(({ fold }) => fold.tested.from), finalFrom];
  const scored = [...unit.folds, unit.final];
  const members = scored.map((one, at) =>
    memberOf(facts, one, { from: starts[at]!, to: at + 1 < starts.length ? starts[at + 1]! : undefined }),
  );
  const last = members.at(-1)!;
  return {
    schema: 'model/1',
    name: facts.name,
    kind: research.model.kind,
    family: research.model.family,
    classes: [...table.classes],
    horizon_bars: facts.horizon,
    label: JSON.parse(JSON.stringify(research.labels)),
    symbols: [...facts.symbols],
    interval: facts.interval,
    features: [...features],
    members,
    class_mean_returns: last.class_mean_returns,
    oos: { rank_ic: oos.rank_ic, log_loss: oos.log_loss, folds: unit.folds.length },
    seed: facts.seed,
    data_fingerprint: facts.dataFingerprint,
    code_version: facts.codeVersion,
    author: { kind: 'person', model: null },
  };
}

type Member = ModelDocument['members'][number];

function memberOf(
  { table, bars }: ModelFacts,
  { fold, trained, calibration }: training.Scored,
  valid: { readonly from: number; readonly to: number | undefined },
): Member {
  const { pipeline, model } = trained.estimator;
  return {
    valid_from: isoTime(valid.from),
    valid_to: valid.to === undefined ? null : isoTime(valid.to),
    trained_from: isoTime(bars[table.bar[fold.train[0]!]!]!),
    trained_to: isoTime(lastEnd(table, fold.train)),
    rows: fold.train.length,
    pipeline,
    params: { ...trained.params, ...(trained.family === 'auto' ? {} : { family: trained.family }) } as Record<string, Json>,
    model,
    calibration,
    class_mean_returns: classMeanReturns(table, fold.train),
  };
}

/** Mean return of each class in training rows; 0 where a class does not occur. */
function classMeanReturns(table: training.TrainingTable, rows: Int32Array): number[] {
  const targets = training.targetsOf(table, rows);
  return table.classes.map((_, k) => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < rows.length; i += 1) {
      if (targets[i] !== k) continue;
      sum += table.labelReturn[rows[i]!]!;
      count += 1;
    }
    return count === 0 ? 0 : sum / count;
  });
}

function lastEnd(table: training.TrainingTable, rows: Int32Array): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) last = Math.max(last, table.end[row]!);
  return last;
}

/** The first bar after a time; the time itself where the data ends before. */
function firstBarAfter(bars: Float64Array, time: number): number {
  return bars.find((bar) => bar > time) ?? time + 1;
}
