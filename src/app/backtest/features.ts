import { join } from 'node:path';
import { loadUserModule, PluginInvalidError } from '../../adapters/user-modules.ts';
import { type Feature, isFeature, type ResolvedFeature, resolveFeatures } from '../../features/index.ts';
import { type Project, projectDefinitions, seedOfDialect } from '../project/index.ts';
import { FeatureInvalidError } from './errors.ts';

/** The SDK that a user's module means by `quanttradeai`: the one of the running program, beside its bundle or in the checkout. */
const SDK_URL = new URL(import.meta.url.endsWith('.ts') ? '../sdk.ts' : './sdk.mjs', import.meta.url).href;

export interface ProjectFeatures {
  readonly features: readonly ResolvedFeature[];
  /** Absolute paths of the project's own modules that were loaded: they enter the code version. */
  readonly files: readonly string[];
}

/**
 * Settles the project's feature definitions, with the features of its own modules.
 * @throws PluginInvalidError, ModuleMissingError, FeatureInvalidError
 */
export async function projectFeatures(project: Project, projectDir: string): Promise<ProjectFeatures> {
  const modules = new Map<string, Feature>();
  const files = new Set<string>();
  for (const { module } of project.features.definitions) {
    if (module === undefined || modules.has(module)) continue;
    const loaded = await loadUserModule({ file: join(projectDir, module), shown: module, sdkUrl: SDK_URL });
    if (!isFeature(loaded.exported)) {
      throw new PluginInvalidError(`${module} exports nothing made with defineFeature`, {
        hint: 'write: export default defineFeature({ … })',
      });
    }
    modules.set(module, loaded.exported);
    for (const file of loaded.files) files.add(file);
  }
  const seed = seedOfDialect(project);
  const resolved = resolveFeatures(projectDefinitions(project), {
    timeframe: project.data.timeframe,
    modules,
    ...(seed === undefined ? {} : { seed }),
  });
  const problem = resolved.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new FeatureInvalidError(problem.code, problem.message, problem.hint);
  return { features: resolved.features, files: [...files] };
}
