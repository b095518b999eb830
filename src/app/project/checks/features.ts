import { didYouMean, type Timeframe } from '../../../base/index.ts';
import type { Path } from '../../../config/index.ts';
import { type FeatureDefinition, isStartDependent, resolveFeatures } from '../../../features/index.ts';
import { setDefinitions } from '../project-features.ts';
import type { Check, CheckContext } from './context.ts';

/** References to features; what a definition itself may be is the business of the features folder. */
export const checkFeatures: Check = (context) => {
  const { definitions } = context.project.features;
  const ofSet = setDefinitions(context.project).map(({ name }) => name);
  const known = [...context.declaredNames(['features', 'definitions']), ...ofSet];
  const check = (name: string, path: Path): void => {
    if (known.includes(name.split('.')[0] ?? name)) return;
    context.report('FEATURE_UNKNOWN', path, `no feature is named "${name}"`, { hint: didYouMean(name, known) });
  };
  for (const [index, definition] of definitions.entries()) {
    const path: Path = ['features', 'definitions', index];
    if (definition.module !== undefined && !context.exists(definition.module)) {
      context.report('FILE_MISSING', [...path, 'module'], `there is no file ${definition.module}`);
    }
  }
  checkStart(context);
  const { research } = context.project;
  if (context.written(['research', 'features'])) {
    for (const [index, name] of (research?.features ?? []).entries()) check(name, ['research', 'features', index]);
  }
  for (const { agent, path } of context.agents()) {
    for (const [index, name] of (agent.context?.features ?? []).entries()) check(name, [...path, 'context', 'features', index]);
    if (agent.stops.stop_atr !== undefined) check(agent.stops.stop_atr.feature, [...path, 'stops', 'stop_atr', 'feature']);
  }
};

/** FEATURE_START_DEPENDENT: a model that reads a sum which never forgets learns the first date of its data. */
function checkStart(context: CheckContext): void {
  const { research, features, data } = context.project;
  if (research?.enabled !== true) return;
  const dependent = new Set(startDependent(features.definitions, data.timeframe));
  for (const [index, name] of (research.features ?? []).entries()) {
    if (!dependent.has(name.split('.')[0] ?? name)) continue;
    const path: Path = context.written(['research', 'features']) ? ['research', 'features', index] : ['research'];
    const message = `research reads the level of ${name}, which depends on the first bar ever seen`;
    context.report('FEATURE_START_DEPENDENT', path, message, { hint: `read a change of it: type delta or ratio, input ${name}` });
  }
}

function startDependent(definitions: readonly FeatureDefinition[], timeframe: Timeframe): readonly string[] {
  const { features } = resolveFeatures(definitions, { timeframe });
  return features.filter(isStartDependent).map(({ name }) => name);
}
