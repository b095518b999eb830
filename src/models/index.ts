export type {
  FitContext,
  FittedModel,
  Matrix,
  ModelFamily,
  ModelKind,
  Space,
  SpaceEntry,
  TrainingRows,
} from './contract.ts';
