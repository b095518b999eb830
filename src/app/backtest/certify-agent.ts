import type { leaks } from '../../research/index.ts';
import { certify } from '../certificate/index.ts';
import type { Agent, Project } from '../project/index.ts';
import type { PreparedAgent } from './prepare.ts';
import { engineSettings } from './settings.ts';

/** The certificate of no look-ahead of a prepared agent. */
export function certifyAgent(options: {
  readonly project: Project;
  readonly agent: Agent;
  readonly prepared: PreparedAgent;
  readonly configHash: string;
  /** Rows at which orders were decided, rising: samples go there. */
  readonly busy: readonly number[];
  /** Replay every decision, whatever it costs. */
  readonly deep: boolean;
}): leaks.Certificate {
  const { project, agent, prepared, configHash, busy, deep } = options;
  return certify({
    ...prepared.again,
    settings: engineSettings(project, agent),
    evaluateFrom: prepared.evaluateFrom,
    finer: prepared.finer,
    busy,
    seed: project.project.seed,
    configHash,
    deep,
  });
}
