export { isProblemCode, PROBLEM_CODES, type ProblemCode } from './codes.ts';
export { type Environment, resolveEnvironment } from './environment.ts';
export { mapLegacy } from './legacy.ts';
export { type LoadFileInput, loadFile, type ReadBytes } from './load-file.ts';
export { type MergeOptions, mergeNodes } from './merge.ts';
export {
  type ConfigNode,
  childOf,
  type Layer,
  type MapNode,
  nodeAt,
  nodeFrom,
  originText,
  type Path,
  type PathPart,
  parsePath,
  pathText,
  textAt,
  withoutValue,
  withValue,
  writtenPath,
} from './node.ts';
export { observeReads, type ReadPaths } from './observe.ts';
export {
  type Aim,
  compareText,
  type PlacedProblem,
  type Problem,
  type ProblemInput,
  Problems,
  problemJson,
  type Severity,
  spanAt,
  textSpan,
} from './problem.ts';
export { applyProfile, chosenProfile, otherProfiles, withoutProfileSections } from './profile.ts';
export { projectPath } from './project-path.ts';
export { type ResolvedSetting, readResolved } from './read-resolved.ts';
export { readYaml, YAML_MAX_ALIASES, YAML_MAX_BYTES } from './read-yaml.ts';
export { renderProblems, SHOWN_PROBLEMS } from './render.ts';
export { leaves, type OriginOf, resolvedYaml } from './resolved-yaml.ts';
export { schemaInput } from './schema-input.ts';
export { schemaAt, schemaProblems, valueAt } from './schema-problems.ts';
export { defaultAt, fieldOf, inSchemaOrder, isKnown, isRecord, optionsOf, type Schema, shapeOf, unwrap } from './schema-tools.ts';
export { editorSchema, type SchemaField, schemaFields, schemaPath } from './schema-walk.ts';
export { createSource, lineOf, placeOf, type Source, type Span } from './source.ts';
