export { prepareResearch } from './prepare.ts';
export { repeatResearch } from './stored.ts';
export { type ResearchRun, type ResearchRunOptions, runResearch } from './run.ts';
