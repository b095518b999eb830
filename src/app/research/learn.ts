import type { Warning } from '../../base/index.ts';
import { classShares, labelWarnings, requireClassRows } from '../../labels/index.ts';
import { training } from '../../research/index.ts';
import type { PreparedResearch } from './prepare.ts';
import { type ResearchTable, researchTable } from './table.ts';
import { trainSetup, type Unit, unitsOf } from './units.ts';

/** A unit with what it learned. */
export interface LearnedUnit extends Unit {
  readonly setup: training.TrainSetup;
  readonly result: training.UnitResult;
}

/** What a research run learned. */
export interface Learned extends ResearchTable {
  readonly units: readonly LearnedUnit[];
}

export interface LearnOptions {
  readonly checkpoints?: training.Checkpoints;
  readonly knownTrials?: (task: string) => readonly training.Trial[];
  readonly beginTuning?: training.TrainSetup['beginTuning'];
  readonly onTrial?: (task: string, trial: training.Trial) => void;
  readonly onUnit?: (unit: Unit, result: training.UnitResult) => void;
  /** A fit of a fold or the final one is done, or was before. */
  readonly onTask?: (task: string) => void;
}

/** Rows, splits and classes of a research run: everything before the first fit. @throws LabelClassTooSmallError, FoldTooSmallError, TestWindowEmptyError */
export function planLearning(prepared: PreparedResearch): ResearchTable & { readonly units: readonly Unit[] } {
  const made = researchTable(prepared);
  const units = unitsOf(prepared.project, prepared.research, made.table);
  const { research } = prepared;
  const { classes } = made.table;
  if (classes.length > 0) {
    for (const { name, table, folds, final } of units) {
      const parts = [...folds.map(({ index, train }) => ({ name: `${name} fold ${index}`, rows: train }))];
      requireClassRows(table, [...parts, { name: `the final fit of ${name}`, rows: final.train }], {
        settings: research.labels,
        classes,
      });
    }
  }
  return { ...made, units, warnings: [...made.warnings, ...warningsOf(prepared, made)] };
}

/** The units of a run with what their fits have in common. */
export function plannedSetups(
  prepared: PreparedResearch,
  { units, horizon }: ResearchTable & { readonly units: readonly Unit[] },
): readonly (Unit & { readonly setup: training.TrainSetup })[] {
  const options = { horizon, families: prepared.families };
  return units.map((unit) => ({ ...unit, setup: trainSetup(prepared.project, unit, options) }));
}

/** Trains every unit. Yields between fits. */
export function* learn(
  prepared: PreparedResearch,
  planned: ResearchTable & { readonly units: readonly Unit[] },
  options: LearnOptions = {},
): Generator<void, Learned> {
  const { onUnit, onTask, onTrial, knownTrials, beginTuning, checkpoints } = options;
  const units: LearnedUnit[] = [];
  for (const unit of plannedSetups(prepared, planned)) {
    const setup = {
      ...unit.setup,
      ...(onTrial === undefined ? {} : { onTrial }),
      ...(knownTrials === undefined ? {} : { knownTrials }),
      ...(beginTuning === undefined ? {} : { beginTuning }),
    };
    const result = yield* training.trainUnit({
      ...setup,
      name: unit.name,
      folds: unit.folds,
      final: unit.final,
      calibration: prepared.research.model.calibration,
      ...(checkpoints === undefined ? {} : { checkpoints }),
      ...(onTask === undefined ? {} : { onTask }),
    });
    onUnit?.(unit, result);
    units.push({ ...unit, setup, result });
  }
  return { ...planned, units };
}

function warningsOf({ research }: PreparedResearch, { table, labels, horizon }: ResearchTable): readonly Warning[] {
  const all = labels.reduce((sum, { t1 }) => sum + t1.reduce((count, end) => count + (end >= 0 ? 1 : 0), 0), 0);
  const ambiguous = labels.reduce((sum, one) => sum + one.ambiguous.reduce((count, flag) => count + flag, 0), 0);
  return labelWarnings({
    settings: research.labels,
    shares: table.classes.length === 0 ? [] : classShares(table.value, table.classes),
    ambiguous,
    labels: all,
    horizon,
    hold: research.backtest.hold,
    fill: research.backtest.fill,
  });
}
