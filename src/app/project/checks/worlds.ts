import { didYouMean, parseDate } from '../../../base/index.ts';
import type { Path } from '../../../config/index.ts';
import { isMetric, metricNames } from '../metric-names.ts';
import type { World } from '../project.ts';
import type { Check, CheckContext } from './context.ts';

const MAX_TERM_DAYS = 366;

export const checkWorlds: Check = (context) => {
  const { worlds } = context.project;
  const agents = context.declaredNames(['agents']);
  const home = new Map<string, string>();
  for (const [index, world] of worlds.entries()) {
    const path: Path = ['worlds', index];
    for (const [at, member] of world.members.entries()) {
      const place = [...path, 'members', at];
      if (!agents.includes(member)) {
        context.report('WORLD_MEMBER_UNKNOWN', place, `no agent is named "${member}"`, { hint: didYouMean(member, agents) });
      }
      const other = home.get(member);
      if (other !== undefined) {
        context.report(
          'WORLD_MEMBER_TWICE',
          place,
          `"${member}" is in ${other === world.name ? `world "${other}" twice` : `the worlds "${other}" and "${world.name}"`}`,
        );
      } else home.set(member, world.name);
    }
    checkSandbox(context, world, path);
    checkMetrics(context, world, path);
    checkAuthorisation(context, world, path);
  }
  for (const { agent, path } of context.agents()) {
    if (home.has(agent.name)) continue;
    context.report('AGENT_WITHOUT_WORLD', [...path, 'name'], `agent "${agent.name}" is in no world and cannot be promoted`);
  }
};

function checkSandbox(context: CheckContext, world: World, path: Path): void {
  if (world.policy.preset !== 'sandbox' || !world.allow_live) return;
  const broker = context.project.agents.find(
    (agent) => world.members.includes(agent.name) && agent.execution.backend !== 'simulated',
  );
  if (broker === undefined) return;
  context.report(
    'WORLD_SANDBOX_LIVE',
    [...path, 'allow_live'],
    `policy sandbox with allow_live and a broker backend (agent "${broker.name}")`,
    {
      hint: 'policy: { preset: default }, or allow_live: false',
    },
  );
}

function checkMetrics(context: CheckContext, world: World, path: Path): void {
  const check = (metric: string, at: Path, aim: 'key' | 'value'): void => {
    if (isMetric(metric)) return;
    context.report('POLICY_METRIC_UNKNOWN', at, `no metric is named "${metric}"`, {
      hint: didYouMean(metric, metricNames()),
      aim,
    });
  };
  for (const step of ['to_paper', 'to_live', 'keep'] as const) {
    for (const metric of Object.keys(world.policy[step])) check(metric, [...path, 'policy', step, metric], 'key');
  }
  if (world.policy.top_k !== undefined) check(world.policy.top_k.metric, [...path, 'policy', 'top_k', 'metric'], 'value');
  if (world.policy.hysteresis !== undefined)
    check(world.policy.hysteresis.metric, [...path, 'policy', 'hysteresis', 'metric'], 'value');
}

function checkAuthorisation(context: CheckContext, world: World, path: Path): void {
  const standing = world.standing_authorisation;
  if (standing === undefined) return;
  const at = [...path, 'standing_authorisation'];
  const owners = context.project.operations.operators
    .filter((operator) => operator.role === 'owner')
    .map((operator) => operator.name);
  for (const [index, approver] of standing.approvers.entries()) {
    if (owners.includes(approver)) continue;
    context.report('OPERATOR_UNKNOWN', [...at, 'approvers', index], `no owner is named "${approver}"`, {
      hint: didYouMean(approver, owners) ?? 'declare approvers in operations.operators with role owner',
    });
  }
  for (const [index, name] of (standing.agents ?? []).entries()) {
    if (world.members.includes(name)) continue;
    context.report('AGENT_UNKNOWN', [...at, 'agents', index], `world "${world.name}" has no member "${name}"`, {
      hint: didYouMean(name, world.members),
    });
  }
  const [expires, today] = [parseDate(standing.expires), context.today === undefined ? undefined : parseDate(context.today)];
  if (expires === undefined || today === undefined) return;
  if (expires < today)
    context.report('AUTHORISATION_EXPIRED', [...at, 'expires'], `the authorisation ended on ${standing.expires}`);
  if (expires - today > MAX_TERM_DAYS) {
    context.report(
      'AUTHORISATION_TERM',
      [...at, 'expires'],
      `expires ${standing.expires} is more than ${MAX_TERM_DAYS} days ahead`,
    );
  }
}
