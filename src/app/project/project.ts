import type { AgentConfig, Stage } from '../../agents/index.ts';
import type { WorldConfig } from '../../worlds/index.ts';
import type { ParsedProject } from './schema.ts';

/** An agent with the defaults that other settings decide filled in. */
export interface Agent extends Omit<AgentConfig, 'mode' | 'symbols'> {
  /** The stage the file claims. */
  readonly mode: Stage;
  /** What it may trade, in the order of `data.symbols` unless the agent names its own. */
  readonly symbols: readonly string[];
}

/** A world with its members and currency. */
export interface World extends Omit<WorldConfig, 'members' | 'currency'> {
  readonly members: readonly string[];
  readonly currency: string;
}

export type DeploymentMode = 'paper' | 'live';

/** `config/project.yaml` as it holds: every default filled in, every profile and include merged. */
export interface Project extends Omit<ParsedProject, 'agents' | 'worlds' | 'deployment'> {
  readonly agents: readonly Agent[];
  readonly worlds: readonly World[];
  readonly deployment: Omit<ParsedProject['deployment'], 'mode'> & { readonly mode: DeploymentMode };
}

/** Names of `data.symbols`, in the order written. */
export function projectSymbols(project: Pick<ParsedProject, 'data'>): readonly string[] {
  return project.data.symbols.map((entry) => (typeof entry === 'string' ? entry : entry.ticker));
}
