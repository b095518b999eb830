import { AppError } from '../../base/index.ts';
import { leaks } from '../../research/index.ts';
import { certifyAgent, prepareAgent } from '../backtest/index.ts';
import type { LoadedProject, Project } from '../project/index.ts';

/** The certificate of one agent, or why it has none. */
export type AgentCertificate =
  | { readonly agent: string; readonly certificate: leaks.Certificate }
  | { readonly agent: string; readonly certificate: null; readonly reason: string };

/** `certificate.json` of `validate --deep`. */
export interface DeepReport {
  readonly verdict: 'PASS' | 'FAIL' | 'NOT APPLICABLE';
  readonly agents: readonly AgentCertificate[];
}

/**
 * Replays every decision of every agent that this version can run, each over its whole window.
 * @throws what data and modules of an active agent throw
 */
export async function deepCheck(loaded: LoadedProject, project: Project): Promise<DeepReport> {
  const agents: AgentCertificate[] = [];
  for (const agent of project.agents) {
    try {
      const prepared = await prepareAgent({ project, projectDir: loaded.projectDir, agent });
      const certificate = certifyAgent({ project, agent, prepared, configHash: loaded.configHash, busy: [], deep: true });
      agents.push({ agent: agent.name, certificate });
    } catch (error) {
      if (!(error instanceof AppError) || !LATER.has(error.code)) throw error;
      agents.push({ agent: agent.name, certificate: null, reason: error.message });
    }
  }
  const verdicts = agents.map(({ certificate }) => certificate?.verdict);
  const verdict = verdicts.includes('FAIL') ? 'FAIL' : verdicts.includes('PASS') ? 'PASS' : 'NOT APPLICABLE';
  return { verdict, agents };
}

/** Codes of agents that a later version runs. */
const LATER = new Set(['NOT_ACTIVE', 'MODEL_NOT_PROMOTED']);

/** One line per agent, and each leak with its facts and fix. */
export function deepText({ agents }: DeepReport): string {
  return agents
    .map((entry) => {
      if (entry.certificate === null) return `Leak tests ${entry.agent}   not run: ${entry.reason}\n`;
      const { certificate } = entry;
      const findings = certificate.findings.map(({ code, fact, fix }) => `  ${code} ${fact}\n    hint: ${fix}\n`);
      return `Leak tests ${entry.agent}   ${leaks.certificateLine(certificate)}\n${findings.join('')}`;
    })
    .join('');
}
