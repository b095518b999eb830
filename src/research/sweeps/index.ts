export { overfittingDocument, type SweepOverfitting, sweepOverfittingSchema } from './document.ts';
export { selectionFacts } from './facts.ts';
export { halvingRungs, type Rung, rankPlaces, survivorsOf } from './halving.ts';
export { judgeSweep } from './judge.ts';
export type {
  JudgedAxis,
  Neighbourhood,
  ParameterCell,
  ParameterMap,
  SweepInput,
  SweepJudgement,
  WinnerEvidence,
} from './judgement.ts';
