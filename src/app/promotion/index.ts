export { EvidenceBrokenError, PersonUnknownError, PromotionTargetError } from './errors.ts';
export { EVIDENCE } from './evidence.ts';
export type { ResearchInputs } from './pins.ts';
export { type PromotedTarget, type PromoteOptions, type PromotionAnswer, promoteRun } from './promote-run.ts';
export { researchInputs } from './research-inputs.ts';
