import { didYouMean, durationMs } from '../../../base/index.ts';
import type { Path } from '../../../config/index.ts';
import { CALENDAR_EVENTS } from '../operations-config.ts';
import type { Project } from '../project.ts';
import type { Check, CheckContext } from './context.ts';
import { fileMissing, missing } from './research.ts';

type Channel = Project['operations']['alerts']['channels'][number];

const CHANNEL_NEEDS: Readonly<Record<Channel['type'], readonly (keyof Channel)[]>> = {
  discord: ['url_env'],
  webhook: ['url_env'],
  email: ['host', 'from', 'to'],
  file: ['path'],
  stdout: [],
};

export const checkOperations: Check = (context) => {
  const { operations, risk } = context.project;
  const names = operations.alerts.channels.map((channel) => channel.name);
  for (const [index, channel] of operations.alerts.channels.entries())
    checkChannel(context, channel, ['operations', 'alerts', 'channels', index]);
  for (const [event, channels] of Object.entries(operations.alerts.routes)) {
    for (const [index, name] of (channels ?? []).entries())
      knownChannel(context, name, names, ['operations', 'alerts', 'routes', event, index]);
  }
  for (const [index, name] of (operations.digest.channels ?? []).entries())
    knownChannel(context, name, names, ['operations', 'digest', 'channels', index]);
  checkHeartbeat(context);
  const { overrides } = operations.calendar;
  if (overrides !== undefined && !context.exists(overrides))
    fileMissing(context, ['operations', 'calendar', 'overrides'], overrides);
  for (const [index, blackout] of risk.blackouts.entries()) checkBlackout(context, blackout, ['risk', 'blackouts', index]);
};

function checkChannel(context: CheckContext, channel: Channel, path: Path): void {
  for (const key of CHANNEL_NEEDS[channel.type]) if (channel[key] === undefined) missing(context, path, key);
  for (const key of ['url_env', 'user_env', 'password_env'] as const) {
    const name = channel[key];
    if (name === undefined || context.env[name]) continue;
    context.report('CHANNEL_NOT_CONFIGURED', [...path, key], `channel "${channel.name}" is not configured: ${name} is not set`, {
      hint: `set ${name} in the environment`,
    });
  }
}

function knownChannel(context: CheckContext, name: string, names: readonly string[], path: Path): void {
  if (names.includes(name)) return;
  context.report('CONFIG_VALUE_UNKNOWN', path, `no channel is named "${name}"`, { hint: didYouMean(name, names) });
}

function checkHeartbeat(context: CheckContext): void {
  const { interval, warn_after: warn, fail_after: fail } = context.project.operations.heartbeat;
  const steps = [
    ['warn_after', warn, 'interval', interval],
    ['fail_after', fail, 'warn_after', warn],
  ] as const;
  for (const [key, value, below, bound] of steps) {
    if (durationMs(value) > durationMs(bound)) continue;
    context.report('CONFIG_RANGE', ['operations', 'heartbeat', key], `${key} ${value} must be above ${below} ${bound}`);
  }
}

function checkBlackout(context: CheckContext, blackout: Project['risk']['blackouts'][number], path: Path): void {
  if (blackout.event === undefined && blackout.name === undefined) missing(context, path, 'event');
  if (blackout.event !== undefined && !CALENDAR_EVENTS.some((event) => event === blackout.event)) {
    context.report('CONFIG_VALUE_UNKNOWN', [...path, 'event'], `no event is named "${blackout.event}"`, {
      hint: didYouMean(blackout.event, CALENDAR_EVENTS),
    });
  }
  const agents = context.declaredNames(['agents']);
  for (const [index, name] of (blackout.agents ?? []).entries()) {
    if (agents.includes(name)) continue;
    context.report('AGENT_UNKNOWN', [...path, 'agents', index], `no agent is named "${name}"`, {
      hint: didYouMean(name, agents),
    });
  }
}
