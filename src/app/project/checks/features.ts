import { didYouMean, timeframeMs } from '../../../base/index.ts';
import type { Path } from '../../../config/index.ts';
import type { Check, CheckContext } from './context.ts';

/** References to features, their inputs and their timeframes. */
export const checkFeatures: Check = (context) => {
  const { definitions } = context.project.features;
  const known = context.declaredNames(['features', 'definitions']);
  const check = (name: string, path: Path): void => {
    if (known.includes(name.split('.')[0] ?? name)) return;
    context.report('FEATURE_UNKNOWN', path, `no feature is named "${name}"`, { hint: didYouMean(name, known) });
  };
  for (const [index, definition] of definitions.entries()) {
    const path: Path = ['features', 'definitions', index];
    if (definition.input !== undefined) check(definition.input, [...path, 'input']);
    if (definition.module !== undefined && !context.exists(definition.module)) {
      context.report('FILE_MISSING', [...path, 'module'], `there is no file ${definition.module}`);
    }
    checkTimeframe(context, definition.timeframe, [...path, 'timeframe']);
  }
  checkCycles(context);
  const { research } = context.project;
  if (context.written(['research', 'features'])) {
    for (const [index, name] of (research?.features ?? []).entries()) check(name, ['research', 'features', index]);
  }
  for (const { agent, path } of context.agents()) {
    for (const [index, name] of (agent.context?.features ?? []).entries()) check(name, [...path, 'context', 'features', index]);
    if (agent.stops.stop_atr !== undefined) check(agent.stops.stop_atr.feature, [...path, 'stops', 'stop_atr', 'feature']);
  }
};

function checkTimeframe(
  context: CheckContext,
  timeframe: CheckContext['project']['data']['timeframe'] | undefined,
  path: Path,
): void {
  const base = context.project.data.timeframe;
  if (timeframe === undefined || timeframeMs(timeframe) % timeframeMs(base) === 0) return;
  context.report('FEATURE_TIMEFRAME', path, `${timeframe} is no multiple of the base timeframe ${base}`);
}

function checkCycles(context: CheckContext): void {
  const inputs = new Map(
    context.project.features.definitions.map((definition) => [definition.name, definition.input?.split('.')[0]]),
  );
  for (const [index, definition] of context.project.features.definitions.entries()) {
    const through: string[] = [];
    let at = inputs.get(definition.name);
    while (at !== undefined && at !== definition.name && !through.includes(at)) {
      through.push(at);
      at = inputs.get(at);
    }
    if (at !== definition.name) continue;
    const chain = through.length === 0 ? 'itself' : through.join(', ');
    context.report(
      'FEATURE_CYCLE',
      ['features', 'definitions', index, 'input'],
      `"${definition.name}" needs itself through ${chain}`,
    );
  }
}
