export { EVIDENCE_GATES, LABEL_TYPES, MODEL_FAMILIES, researchSection } from './config.ts';
export * as leaks from './leaks/index.ts';
