export {
  type CombinatorialFold,
  type CombinatorialOptions,
  combinations,
  combinatorialFolds,
  combinatorialPaths,
  embargoOf,
} from './combinatorial.ts';
export { SPLIT_REFERENCES } from './conformance.ts';
export type { Fold, PurgeProof } from './contract.ts';
export { FoldTooSmallError, TestWindowEmptyError } from './errors.ts';
export { MIN_TRAIN_ROWS } from './fold.ts';
export { cutSegments, type Segments } from './segments.ts';
export { type WalkForwardOptions, walkForward } from './walk-forward.ts';
