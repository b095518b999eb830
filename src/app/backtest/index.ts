export { buyAndHold } from './buy-and-hold.ts';
export { certifyAgent } from './certify-agent.ts';
export { codeVersion } from './code-version.ts';
export { FeatureInvalidError, NotActiveHereError, WarmUpTooLongError } from './errors.ts';
export { type PreparedAgent, prepareAgent } from './prepare.ts';
export { type AgentBacktest, type AgentBacktestOptions, runAgentBacktest, SanityImpossibleError } from './run-agent.ts';
export { repeatRun, runReportHtml, type StoredRunContext, storedProject, storedReading } from './stored.ts';
export { MODEL_WARNINGS } from './warning-codes.ts';
