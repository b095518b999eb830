export { PBO_CONFIGURATIONS, SPA_CONFIGURATIONS } from './evidence-gates.ts';
export {
  type EvidenceFacts,
  evidenceFactsSchema,
  type FactName,
  type RunEvidence,
  runEvidenceSchema,
  unknownFacts,
} from './facts.ts';
export { type GateName, PROMOTION_STEPS, type PromotionStep } from './gate.ts';
export { type GateInput, type GateOverride, type GateReport, type GateResult, judgeGates } from './judge.ts';
export { GATES } from './table.ts';
