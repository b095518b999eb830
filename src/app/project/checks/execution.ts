import { timeframeMs } from '../../../base/index.ts';
import type { Path } from '../../../config/index.ts';
import type { Agent } from '../project.ts';
import type { Check, CheckContext } from './context.ts';
import { missing } from './research.ts';

/** What one key of execution and sizing asks of another. */
export const checkExecution: Check = (context) => {
  checkSizing(context);
  for (const { agent, path } of context.agents()) {
    checkIntrabar(context, agent, path);
    checkRiskSizing(context, agent, path);
  }
};

function checkSizing(context: CheckContext): void {
  const { sizing } = context.project.position_manager;
  const path: Path = ['position_manager', 'sizing'];
  const needsValue = sizing.mode !== 'target_weight' && sizing.mode !== 'stake';
  if (needsValue && sizing.value === undefined && !context.written([...path, 'value'])) {
    missing(context, path, 'value');
  }
  const isShare = sizing.mode === 'fraction' || sizing.mode === 'risk';
  if (isShare && sizing.value !== undefined && sizing.value > 1) {
    context.report('CONFIG_FRACTION', [...path, 'value'], `value is a fraction from 0 to 1 in mode ${sizing.mode}`);
  }
  if (sizing.mode === 'target_weight' && sizing.value !== undefined) {
    context.report(
      'SETTING_UNUSED',
      [...path, 'value'],
      `nothing uses ${context.label([...path, 'value'])} because mode is target_weight`,
      {
        aim: 'key',
      },
    );
  }
}

function checkIntrabar(context: CheckContext, agent: Agent, path: Path): void {
  const { path: order, drill_timeframe: drill } = agent.execution.intrabar;
  const at: Path = [...path, 'execution', 'intrabar'];
  if (order === 'finer' && drill === undefined && !context.written([...at, 'drill_timeframe'])) {
    missing(context, at, 'drill_timeframe');
  }
  if (drill === undefined) return;
  const base = context.project.data.timeframe;
  if (order !== 'finer') {
    const name = context.label([...at, 'drill_timeframe']);
    context.report('SETTING_UNUSED', [...at, 'drill_timeframe'], `nothing uses ${name} because intrabar.path is ${order}`, {
      aim: 'key',
    });
  } else if (timeframeMs(drill) >= timeframeMs(base) || timeframeMs(base) % timeframeMs(drill) !== 0) {
    context.report(
      'CONFIG_RANGE',
      [...at, 'drill_timeframe'],
      `drill_timeframe must divide the base timeframe ${base}, not ${drill}`,
    );
  }
}

/** A share of equity lost at the stop means nothing without a stop. Rules give none of their own. */
function checkRiskSizing(context: CheckContext, agent: Agent, path: Path): void {
  if (context.project.position_manager.sizing.mode !== 'risk' || agent.kind !== 'rule') return;
  const { stop_loss_pct: stop, trailing_stop_pct: trailing, stop_atr: atr } = agent.stops;
  if (stop !== undefined || trailing !== undefined || atr !== undefined || context.written([...path, 'stops'])) return;
  context.report(
    'CONFIG_KEY_MISSING',
    path,
    `${context.label(path)} needs "stops": sizing.mode risk measures the distance to the stop`,
    {
      aim: 'key',
    },
  );
}
