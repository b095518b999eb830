import type { Agent, Project } from './project.ts';

/** The largest weight of one symbol that the limits let an agent reach: the smallest of its and the account's caps, at most 1. */
export function largestWeight(agent: Agent, project: Project): number {
  const { limits } = project.risk;
  const { risk } = agent;
  const caps = [
    limits.max_order_pct,
    limits.max_position_pct,
    limits.max_symbol_pct,
    limits.max_gross_leverage,
    limits.max_net_leverage,
    risk.max_order_pct,
    risk.max_position_pct,
    risk.max_symbol_pct,
    risk.max_gross_leverage,
    risk.max_net_leverage,
    1,
  ];
  return Math.min(...caps.filter((cap) => cap !== undefined));
}
