import { agentSchema, isGrid, SweptRange, sweepSize, sweptPlace } from '../../../agents/index.ts';
import { canonicalJson, didYouMean } from '../../../base/index.ts';
import { type Path, parsePath, schemaAt } from '../../../config/index.ts';
import { isMetric, metricNames } from '../metric-names.ts';
import type { Project } from '../project.ts';
import type { Check, CheckContext } from './context.ts';
import { missing } from './research.ts';
import { unused } from './unused.ts';

type Sweep = Project['sweeps'][number];
/** `execution.like` decides what other settings default to, and a variant has all of them written. */
const FORBIDDEN: ReadonlySet<string> = new Set(['name', 'kind', 'mode', 'execution.like']);

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
    const seen = new Set<string>();
    let known = true;
    for (const [at, parameter] of sweep.parameters.entries()) {
      const place = [...path, 'parameters', at];
      checkSweptPath(context, sweep, parameter.path, [...place, 'path']);
      if (seen.has(parameter.path)) {
        context.report('SWEEP_REPEATS', [...place, 'path'], `sweep "${sweep.name}" has the path ${parameter.path} twice`);
      }
      seen.add(parameter.path);
      if (!checkValues(context, sweep, parameter, place)) known = false;
    }
    if (known) checkSize(context, sweep, path);
    checkMethodKeys(context, sweep, path);
  }
};

function checkSweptPath(context: CheckContext, sweep: Sweep, swept: string, place: Path): void {
  if (FORBIDDEN.has(swept)) {
    context.report('SWEEP_PATH_FORBIDDEN', place, `${swept} may not be swept`);
    return;
  }
  const unknown = (hint?: string): void =>
    context.report('SWEEP_PATH_UNKNOWN', place, `agent "${sweep.agent}" has no path "${swept}"`, { hint });
  const what = sweptPlace(swept);
  if (what === undefined || what.in === 'feature') {
    const name = what?.feature ?? swept.split('.')[1];
    const names = context.project.features.definitions.map((definition) => definition.name);
    if (name === undefined || !names.includes(name)) unknown(name === undefined ? undefined : didYouMean(name, names));
    else if (what === undefined) unknown(`features.${name}.params.<key>`);
    return;
  }
  const agent = context.project.agents.find((candidate) => candidate.name === sweep.agent);
  if (agent === undefined) return;
  if (schemaAt(agentSchema, parsePath(swept), agent) === undefined) unknown();
}

/** Keys that the method leaves alone, and a first rung of nothing. */
function checkMethodKeys(context: CheckContext, sweep: Sweep, path: Path): void {
  const { method, halving } = sweep;
  if (isGrid(sweep)) unused(context, [...path, 'trials'], 'its variants are a grid');
  if (method !== 'successive_halving') unused(context, [...path, 'halving'], `method is ${method}`);
  else if (halving.first_fraction === 0) {
    context.report('CONFIG_RANGE', [...path, 'halving', 'first_fraction'], 'first_fraction must be above 0');
  }
}

/** True: it is known what the parameter can be. */
function checkValues(context: CheckContext, sweep: Sweep, parameter: Sweep['parameters'][number], place: Path): boolean {
  const { values, min, max } = parameter;
  if (values !== undefined) return checkWritten(context, sweep, parameter, place);
  const ranged = min !== undefined || max !== undefined;
  if (sweep.method === 'grid' || !ranged) missing(context, place, 'values');
  else if (min === undefined) missing(context, place, 'min');
  else if (max === undefined) missing(context, place, 'max');
  else return checkRange(context, parameter, place);
  return false;
}

const RANGE_KEYS = ['min', 'max', 'scale', 'integer', 'step'] as const;

function checkWritten(
  context: CheckContext,
  sweep: Sweep,
  { path, values = [] }: Sweep['parameters'][number],
  place: Path,
): boolean {
  for (const key of RANGE_KEYS) unused(context, [...place, key], 'values are written');
  const keys = values.map((value) => canonicalJson(value));
  const again = keys.findIndex((key, at) => keys.indexOf(key) < at);
  if (again === -1) return true;
  const message = `sweep "${sweep.name}" has the value ${keys[again]} of ${path} twice`;
  context.report('SWEEP_REPEATS', [...place, 'values', again], message);
  return false;
}

function checkRange(context: CheckContext, parameter: Sweep['parameters'][number], place: Path): boolean {
  const { min, max, scale, integer, step } = parameter;
  const wrong = (key: string, message: string): boolean => {
    context.report('CONFIG_RANGE', [...place, key], message);
    return false;
  };
  if (min! >= max!) return wrong('min', `min must be below max ${max}`);
  if (scale === 'log' && min! <= 0) return wrong('min', 'min must be above 0 for scale log');
  if (integer && step !== undefined && !Number.isInteger(step))
    return wrong('step', 'step must be a whole number for integer: true');
  if (new SweptRange(parameter).members === 0) return wrong('min', `no whole number lies between ${min} and ${max}`);
  return true;
}

function checkSize(context: CheckContext, sweep: Sweep, path: Path): void {
  const variants = sweepSize(sweep);
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
