import type { Path } from '../../../config/index.ts';
import type { Agent } from '../project.ts';
import type { Check, CheckContext } from './context.ts';
import { symbolOrigins } from './data.ts';

/** Execution and stages: brokers, replay, same-close fills, what live trading needs. */
export const checkStages: Check = (context) => {
  checkFills(context);
  for (const { agent, path } of context.agents()) {
    if (!agent.enabled) continue;
    checkBroker(context, agent, path);
    if (agent.mode === 'live') checkLive(context, agent, path);
  }
};

function checkFills(context: CheckContext): void {
  for (const { agent, path } of context.agents()) {
    if (agent.execution.fill !== 'same_close') continue;
    const message = `agent "${agent.name}" fills orders at the close they are decided on`;
    context.report('FILL_SAME_CLOSE', [...path, 'execution', 'fill'], message, {
      hint: 'every report is stamped SAME-CLOSE FILLS; next_open is what a market allows',
    });
  }
}

function checkBroker(context: CheckContext, agent: Agent, path: Path): void {
  if (agent.execution.backend !== 'alpaca') return;
  const at: Path = [...path, 'execution', 'backend'];
  const { streaming } = context.project.data;
  if (agent.mode === 'backtest' || streaming.provider !== 'alpaca') {
    context.report('BROKER_BACKEND', at, 'backend alpaca needs mode paper or live and streaming.provider alpaca', {
      hint:
        agent.mode === 'backtest'
          ? `agent "${agent.name}" has mode backtest`
          : `streaming.provider is ${streaming.provider ?? 'not set'}`,
    });
  }
  if (streaming.replay.enabled && agent.mode === 'paper') {
    context.report('REPLAY_WITH_BROKER', at, 'backend alpaca and streaming.replay cannot both be on', {
      hint: 'data.streaming.replay: { enabled: false }',
    });
  }
  if (agent.mode === 'paper') unpromoted(context, agent, path);
}

/** Nothing has written a promotion yet in this version, so the log holds no stage above backtest. */
function unpromoted(context: CheckContext, agent: Agent, path: Path): void {
  const at: Path = context.written([...path, 'mode']) ? [...path, 'mode'] : [...path, 'name'];
  context.report('STAGE_UNPROMOTED', at, `mode is ${agent.mode} and the audit log says backtest`, {
    hint: `quanttradeai promote --run <id> --to ${agent.mode}`,
  });
}

function checkLive(context: CheckContext, agent: Agent, path: Path): void {
  const at: Path = context.written([...path, 'mode']) ? [...path, 'mode'] : [...path, 'name'];
  const { project } = context;
  const world = project.worlds.find((candidate) => candidate.members.includes(agent.name));
  const needs: readonly (readonly [boolean, string])[] = [
    [project.data.streaming.provider !== undefined, 'data.streaming.provider'],
    [(project.data.streaming.channels ?? []).length > 0, 'data.streaming.channels'],
    [context.written(['risk', 'drawdown_protection']), 'risk.drawdown_protection written in the file'],
    [context.written(['position_manager']), 'position_manager written in the file'],
    [world?.allow_live === true, `worlds: allow_live of the world of "${agent.name}"`],
    [
      agent.execution.backend === 'simulated' || project.operations.operators.some((operator) => operator.role === 'owner'),
      'an owner in operations.operators',
    ],
  ];
  for (const [met, what] of needs) if (!met) context.report('LIVE_PREREQUISITE', at, `live needs ${what}`);
  const synthetic = symbolOrigins(project, context.exists).filter(
    (origin) => origin.kind === 'synthetic' && agent.symbols.includes(origin.symbol),
  );
  if (synthetic.length > 0) {
    const names = synthetic.map((origin) => origin.symbol).join(', ');
    context.report('LIVE_SYNTHETIC_DATA', at, `${names} is made up and can never go live`, {
      hint: 'data.source: csv, parquet, yahoo, alpaca or ccxt',
    });
  }
  unpromoted(context, agent, path);
}
