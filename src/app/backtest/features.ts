import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sha256 } from '../../adapters/fs/index.ts';
import { loadUserModule, PluginInvalidError } from '../../adapters/user-modules.ts';
import {
  definitionText,
  type Feature,
  isFeature,
  type PlanOptions,
  planFeatures,
  type ResolvedFeature,
  resolveFeatures,
} from '../../features/index.ts';
import { type Project, projectDefinitions, seedOfDialect } from '../project/index.ts';
import { FeatureInvalidError } from './errors.ts';

/** The SDK that a user's module means by `quanttradeai`: the one of the running program, beside its bundle or in the checkout. */
export const SDK_URL = new URL(import.meta.url.endsWith('.ts') ? '../sdk.ts' : './sdk.mjs', import.meta.url).href;

export interface ProjectFeatures {
  readonly features: readonly ResolvedFeature[];
  /** Absolute paths of the project's own modules that were loaded: they enter the code version. */
  readonly files: readonly string[];
  /** Own module, as the project writes its path → `sha256:…` of its code. */
  readonly code: ReadonlyMap<string, string>;
}

/**
 * Settles the project's feature definitions, with the features of its own modules.
 * @throws PluginInvalidError, ModuleMissingError, FeatureInvalidError
 */
export async function projectFeatures(project: Project, projectDir: string): Promise<ProjectFeatures> {
  const modules = new Map<string, Feature>();
  const files = new Set<string>();
  const code = new Map<string, string>();
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
    code.set(module, codeHash(projectDir, loaded.files));
  }
  const seed = seedOfDialect(project);
  const resolved = resolveFeatures(projectDefinitions(project), {
    timeframe: project.data.timeframe,
    modules,
    ...(seed === undefined ? {} : { seed }),
  });
  const problem = resolved.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new FeatureInvalidError(problem.code, problem.message, problem.hint);
  return { features: resolved.features, files: [...files], code };
}

function codeHash(projectDir: string, files: readonly string[]): string {
  const parts = [...files].sort().map((file) => [relative(projectDir, file).replaceAll('\\', '/'), sha256(readFileSync(file))]);
  return sha256(JSON.stringify(parts));
}

/** What a column that a model reads is: the same text and hash in every project that defines it the same way. */
export interface FeatureIdentity {
  readonly name: string;
  /** Type, version, parameters and inputs, down to the bars: `@1d rsi/1{"period":14}(@1d close#0)#0`. */
  readonly definition: string;
  /** `sha256:…` of the definition. */
  readonly hash: string;
}

/**
 * The identity of columns of a project, for a model to remember what it was trained on; code of own modules is part of it.
 * @throws UnknownFeatureError for a name that the project does not declare
 */
export function featureIdentities(
  own: Pick<ProjectFeatures, 'features' | 'code'>,
  names: readonly string[],
  options: PlanOptions,
): readonly FeatureIdentity[] {
  const { reads } = planFeatures(own.features, { names }, options);
  return names.map((name) => {
    const text = definitionText(reads.get(name)!);
    const modules = [...own.code].filter(([module]) => text.includes(`${module}:`)).map(([module, hash]) => ` ${module} ${hash}`);
    const definition = text + modules.join('');
    return { name, definition, hash: sha256(definition) };
  });
}
