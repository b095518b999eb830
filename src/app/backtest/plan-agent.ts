import { type PlannedAgent, planModelAgent, planRuleAgent } from '../../agents/index.ts';
import type { Agent, Project } from '../project/index.ts';
import type { AgentModel } from './agent-models.ts';
import { NotActiveHereError } from './errors.ts';
import { engineSettings } from './settings.ts';

/** What an agent reads and how it decides. @throws NotActiveHereError for a kind that this version cannot run */
export function planAgent(project: Project, agent: Agent, models: readonly AgentModel[]): PlannedAgent {
  if (agent.kind === 'rule' && agent.rule !== undefined) {
    return planRuleAgent(
      agent.rule,
      models.map(({ source }) => source),
    );
  }
  const [model] = models;
  if (agent.kind === 'model' && agent.model !== undefined && model !== undefined) {
    refuseMeta(model);
    const { limits } = engineSettings(project, agent);
    return planModelAgent({
      model: model.source,
      sizing: agent.model.sizing,
      hold: agent.model.hold,
      allowShort: limits.allowShort,
      largestWeight: Math.min(limits.maxPosition.value, limits.maxSymbol.value),
    });
  }
  throw new NotActiveHereError(`agents of kind ${agent.kind} are not active in this version`);
}

/** What such a model says is about the trades of another agent. */
function refuseMeta({ artifact: { document } }: AgentModel): void {
  if (document.label.type !== 'meta') return;
  throw new NotActiveHereError(
    `model "${document.name}" says whether the trades of another agent gain, and has no side of its own`,
    {
      hint: `let the rule of that agent read signal.${document.name}.p_up > 0.5`,
    },
  );
}
