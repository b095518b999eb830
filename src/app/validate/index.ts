export type { AgentSummary, LimitInForce, ValidateSummary } from './summary.ts';
export { loadProjectFile, type ValidateDocument, type ValidateInput, type ValidateResult, validateProject } from './validate.ts';
