import type { EngineSettings } from '../../engine/index.ts';
import { calendarOf, type Dataset } from '../../market/index.ts';
import { resolveExecution, resolveLimits, resolveSizing, resolveStops } from '../../trading/index.ts';
import type { Agent, Project, World } from '../project/index.ts';
import { NotActiveHereError } from './errors.ts';

/** The world an agent belongs to. @throws NotActiveHereError for an agent in none */
export function worldOf(project: Project, agent: Agent): World {
  const world = project.worlds.find(({ members }) => members.includes(agent.name)) ?? project.worlds[0];
  if (world === undefined)
    throw new NotActiveHereError(`agent "${agent.name}" belongs to no world`, { code: 'AGENT_WITHOUT_WORLD' });
  return world;
}

/** Everything the step needs, in numbers. */
export function engineSettings(project: Project, agent: Agent): EngineSettings {
  return {
    capital: Number(worldOf(project, agent).capital),
    execution: resolveExecution(agent.execution),
    sizing: resolveSizing(project.position_manager.sizing),
    stops: resolveStops(agent.stops),
    limits: resolveLimits(project.risk.limits, agent.risk),
  };
}

/** Returns a year: per session for bars up to a day, per bar above. */
export function returnsPerYear(dataset: Dataset): number {
  if (dataset.timeframe === '1w') return dataset.periodsPerYear;
  if (dataset.timeframe === '1d') return dataset.periodsPerYear;
  const calendars = new Set(dataset.symbols.map(({ calendar }) => calendar));
  const [only] = calendars;
  if (calendars.size === 1 && only !== undefined) return calendarOf(only).periodsPerYear('1d');
  const { time, session } = dataset;
  const years = (time.at(-1)! - time[0]!) / (365.25 * 86_400_000);
  return Math.max(1, Math.round((session.at(-1)! + 1) / years));
}
