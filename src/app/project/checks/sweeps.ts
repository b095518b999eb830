import { agentSchema } from '../../../agents/index.ts';
import { didYouMean } from '../../../base/index.ts';
import { type Path, parsePath, schemaAt } from '../../../config/index.ts';
import { isMetric, metricNames } from '../metric-names.ts';
import type { Project } from '../project.ts';
import type { Check, CheckContext } from './context.ts';
import { missing } from './research.ts';

type Sweep = Project['sweeps'][number];
const FORBIDDEN: ReadonlySet<string> = new Set(['name', 'kind', 'mode']);

export const checkSweeps: Check = (context) => {
  const agents = context.declaredNames(['agents']);
  for (const [index, sweep] of context.project.sweeps.entries()) {
    const path: Path = ['sweeps', index];
    if (!agents.includes(sweep.agent)) {
      context.report('SWEEP_AGENT_UNKNOWN', [...path, 'agent'], `no agent is named "${sweep.agent}"`, {
        hint: didYouMean(sweep.agent, agents),
      });
    }
    if (!isMetric(sweep.objective)) {
      context.report('POLICY_METRIC_UNKNOWN', [...path, 'objective'], `no metric is named "${sweep.objective}"`, {
        hint: didYouMean(sweep.objective, metricNames()),
      });
    }
    for (const [at, parameter] of sweep.parameters.entries()) {
      const place = [...path, 'parameters', at];
      checkSweptPath(context, sweep, parameter.path, [...place, 'path']);
      checkValues(context, sweep, parameter, place);
    }
    checkSize(context, sweep, path);
  }
};

function checkSweptPath(context: CheckContext, sweep: Sweep, swept: string, place: Path): void {
  if (FORBIDDEN.has(swept)) {
    context.report('SWEEP_PATH_FORBIDDEN', place, `${swept} may not be swept`);
    return;
  }
  const unknown = (hint?: string): void =>
    context.report('SWEEP_PATH_UNKNOWN', place, `agent "${sweep.agent}" has no path "${swept}"`, { hint });
  if (swept.startsWith('features.')) {
    const [, name, part, key] = swept.split('.');
    const names = context.project.features.definitions.map((definition) => definition.name);
    if (name === undefined || !names.includes(name)) unknown(name === undefined ? undefined : didYouMean(name, names));
    else if (part !== 'params' || key === undefined) unknown(`features.${name}.params.<key>`);
    return;
  }
  const agent = context.project.agents.find((candidate) => candidate.name === sweep.agent);
  if (agent === undefined) return;
  if (schemaAt(agentSchema, parsePath(swept), agent) === undefined) unknown();
}

function checkValues(context: CheckContext, sweep: Sweep, parameter: Sweep['parameters'][number], place: Path): void {
  const { values, min, max, scale } = parameter;
  if (values !== undefined) return;
  const ranged = min !== undefined || max !== undefined;
  if (sweep.method === 'grid' || !ranged) missing(context, place, 'values');
  else if (min === undefined) missing(context, place, 'min');
  else if (max === undefined) missing(context, place, 'max');
  else if (min >= max) context.report('CONFIG_RANGE', [...place, 'min'], `min must be below max ${max}`);
  else if (scale === 'log' && min <= 0) context.report('CONFIG_RANGE', [...place, 'min'], 'min must be above 0 for scale log');
}

function checkSize(context: CheckContext, sweep: Sweep, path: Path): void {
  const grid = sweep.parameters.reduce((product, parameter) => product * (parameter.values?.length ?? 1), 1);
  const variants =
    sweep.method === 'grid' ||
    sweep.parameters.every((parameter) => parameter.values !== undefined && sweep.method === 'successive_halving')
      ? grid
      : sweep.trials;
  if (variants <= sweep.max_variants) return;
  context.report(
    'SWEEP_TOO_LARGE',
    [...path, 'parameters'],
    `sweep "${sweep.name}" has ${variants} variants, at most ${sweep.max_variants}`,
    {
      hint: 'fewer values, method: random, or a higher max_variants',
      aim: 'key',
    },
  );
}
