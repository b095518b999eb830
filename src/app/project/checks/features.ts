import { didYouMean } from '../../../base/index.ts';
import type { Path } from '../../../config/index.ts';
import { setDefinitions } from '../project-features.ts';
import type { Check } from './context.ts';

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
  const { research } = context.project;
  if (context.written(['research', 'features'])) {
    for (const [index, name] of (research?.features ?? []).entries()) check(name, ['research', 'features', index]);
  }
  for (const { agent, path } of context.agents()) {
    for (const [index, name] of (agent.context?.features ?? []).entries()) check(name, [...path, 'context', 'features', index]);
    if (agent.stops.stop_atr !== undefined) check(agent.stops.stop_atr.feature, [...path, 'stops', 'stop_atr', 'feature']);
  }
};
