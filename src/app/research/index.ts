export { prepareResearch } from './prepare.ts';
export { type ResearchRun, type ResearchRunOptions, runResearch } from './run.ts';
export { repeatResearch } from './stored.ts';
