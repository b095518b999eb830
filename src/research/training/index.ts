export { INNER_FOLDS } from './inner-folds.ts';
export { foldObjective } from './objective.ts';
export type { TrainingSettings } from './settings.ts';
export { type SideSettings, sideOfScores } from './sides.ts';
export { gather, matrixOf, type TrainingTable, targetsOf, trainingRows } from './table.ts';
export { modelsOf, type Trained, type TrainSetup } from './task.ts';
export { type TrialSeries, trialSeries } from './trial-series.ts';
export type { Trial } from './tune.ts';
export { type Checkpoints, type Scored, trainUnit, type UnitInput, type UnitResult } from './unit.ts';
