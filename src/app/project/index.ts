export { type SymbolOrigin, symbolOrigins } from './checks/data.ts';
export type { Deciding } from './deciding.ts';
export { type FeatureUse, featureUses } from './feature-uses.ts';
export { INACTIVE, type InactiveSetting, inactiveCapability } from './inactive.ts';
export { largestWeight } from './largest-weight.ts';
export {
  AgentUnknownError,
  ConfigError,
  type LoadedProject,
  type LoadProjectInput,
  loadProject,
  type Override,
  type ProjectFiles,
  projectFolder,
  projectText,
  type ResolvedValue,
  requireAgent,
  requireProject,
} from './load-project.ts';
export { metricNames } from './metric-names.ts';
export { modelPath, promotedFile } from './model-paths.ts';
export { type Agent, type Project, projectSymbols, type World } from './project.ts';
export { projectDefinitions, seedOfDialect } from './project-features.ts';
export { projectSchema } from './schema.ts';
export { type FileWatch, loadStoredProject } from './stored-project.ts';
export { type Patch, type ProjectVariant, ProjectVariants } from './variants.ts';
