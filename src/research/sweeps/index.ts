export { type Better, halvingRungs, type Rung, rankPlaces, survivorsOf } from './halving.ts';
export type {
  JudgedAxis,
  Neighbourhood,
  ParameterCell,
  ParameterMap,
  SweepInput,
  SweepJudgement,
  TrialCounts,
  WinnerEvidence,
} from './judgement.ts';
