import { PRESETS } from '../../agents/index.ts';
import { compareText, isRecord } from '../../config/index.ts';
import type { Project } from './project.ts';

/** A setting that is accepted and checked, and does nothing before its capability is there. */
export interface InactiveSetting {
  readonly path: string;
  readonly capability: string;
}

const PAPER = 'paper and live trading';
const LLM = 'language model agents';
const SDK = 'code strategies and the SDK';
const WORLDS = 'worlds and promotion';
const OPERATIONS = 'operations';
const DEPLOY = 'deployment';
const SERIES = 'catalogue of other series';
const NEWS = 'news';
const PRESETS_LATER = 'momentum and macro presets';

/**
 * Path prefix → the capability that will activate it. The test of the schema fails for a field that is neither read nor listed, and for
 * a listed field that is read; later work only removes lines.
 */
export const INACTIVE: Readonly<Record<string, string>> = {
  'project.plugins': 'plug-ins',
  'data.tags': SDK,
  'data.streaming': PAPER,
  'research.backtest.at_open': PAPER,
  'agents[].tags': WORLDS,
  'agents[].schedule.decide_at': PAPER,
  'agents[].schedule.deadline_ms': LLM,
  'agents[].schedule.on_change': LLM,
  'agents[].hybrid': LLM,
  'agents[].code': SDK,
  'agents[].llm': LLM,
  'agents[].context': LLM,
  'agents[].tools': LLM,
  'agents[].promotion': WORLDS,
  'agents[].execution.backend': PAPER,
  'agents[].execution.at_open': PAPER,
  'agents[].risk.max_adv_pct': PAPER,
  'agents[].risk.max_orders_per_day': PAPER,
  'agents[].risk.max_sector_pct': PAPER,
  'agents[].risk.max_weekly_drawdown_pct': PAPER,
  'agents[].risk.max_weekly_loss_pct': PAPER,
  'agents[].rule.series': PRESETS_LATER,
  'agents[].rule.window_weeks': PRESETS_LATER,
  'agents[].rule.low': PRESETS_LATER,
  'agents[].rule.high': PRESETS_LATER,
  'agents[].rule.gold': PRESETS_LATER,
  'agents[].rule.silver': PRESETS_LATER,
  'agents[].rule.window': PRESETS_LATER,
  'agents[].rule.beta': PRESETS_LATER,
  'agents[].rule.entry_z': PRESETS_LATER,
  'agents[].rule.exit_z': PRESETS_LATER,
  'agents[].rule.stop_z': PRESETS_LATER,
  'agents[].rule.max_bars': PRESETS_LATER,
  'agents[].rule.symbol': PRESETS_LATER,
  'agents[].rule.years': PRESETS_LATER,
  'agents[].rule.releases': PRESETS_LATER,
  'agents[].rule.threshold': PRESETS_LATER,
  'agents[].rule.hold_sessions': PRESETS_LATER,
  'agents[].rule.change_bars': PRESETS_LATER,
  'agents[].rule.lookback_bars': PRESETS_LATER,
  'agents[].rule.skip_bars': PRESETS_LATER,
  'agents[].rule.target_vol': PRESETS_LATER,
  'agents[].rule.rebalance': PRESETS_LATER,
  'agents[].rule.method': PRESETS_LATER,
  'agents[].rule.min_symbols': PRESETS_LATER,
  'worlds[].policy': WORLDS,
  'worlds[].stages': WORLDS,
  'worlds[].allocation': WORLDS,
  'worlds[].allow_live': WORLDS,
  'worlds[].standing_authorisation': WORLDS,
  'worlds[].description': WORLDS,
  'worlds[].currency': WORLDS,
  'risk.limits.max_orders_per_day': PAPER,
  'risk.limits.max_adv_pct': PAPER,
  'risk.limits.max_sector_pct': PAPER,
  'risk.limits.max_daily_loss_pct': PAPER,
  'risk.limits.max_weekly_loss_pct': PAPER,
  'risk.limits.max_weekly_drawdown_pct': PAPER,
  'risk.drawdown_protection': PAPER,
  'risk.escalation': PAPER,
  'risk.turnover_limits': PAPER,
  'risk.pre_trade': PAPER,
  'risk.blackouts': PAPER,
  'risk.kill_switch': PAPER,
  'risk.live': PAPER,
  'position_manager.netting': PAPER,
  'position_manager.cancel_on_stop': PAPER,
  'position_manager.order_ttl': PAPER,
  'position_manager.reconciliation': PAPER,
  'position_manager.execution.at_open': PAPER,
  news: NEWS,
  'operations.operators': OPERATIONS,
  'operations.heartbeat': OPERATIONS,
  'operations.alerts': OPERATIONS,
  'operations.digest': OPERATIONS,
  'operations.calendar': OPERATIONS,
  'operations.readiness': OPERATIONS,
  'operations.audit': OPERATIONS,
  'operations.storage.s3.object_lock': OPERATIONS,
  'operations.connections.alpaca.live_key_id_env': PAPER,
  'operations.connections.alpaca.live_secret_key_env': PAPER,
  'operations.connections.alpaca.paper_url': PAPER,
  'operations.connections.alpaca.live_url': PAPER,
  'operations.connections.fred': SERIES,
  'operations.connections.eia': SERIES,
  'operations.connections.openbb': SERIES,
  'operations.server': OPERATIONS,
  'operations.tracing': OPERATIONS,
  'operations.mcp': OPERATIONS,
  deployment: DEPLOY,
};

/** The capability that a path waits for, or undefined when the path is active. */
export function inactiveCapability(path: string): string | undefined {
  return INACTIVE[inactivePrefix(path) ?? ''];
}

function inactivePrefix(path: string): string | undefined {
  const general = path.replaceAll(/\[\d*\]/g, '[]');
  for (let at = general; at !== ''; at = parentOf(at)) if (Object.hasOwn(INACTIVE, at)) return at;
  return undefined;
}

function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** The inactive parts among written paths, one line per prefix. */
export function inactiveSettings(written: readonly string[]): readonly InactiveSetting[] {
  const found = new Map<string, InactiveSetting>();
  for (const path of written) {
    const prefix = inactivePrefix(path);
    if (prefix !== undefined) found.set(prefix, { path: prefix, capability: INACTIVE[prefix]! });
  }
  return [...found.values()].sort((a, b) => compareText(a.path, b.path));
}

/** What is inactive because of its value: presets of later versions. */
export function inactiveParts(project: Project): readonly InactiveSetting[] {
  return project.agents.flatMap((agent, index) => {
    const rule: unknown = agent.rule;
    const name = isRecord(rule) ? rule['preset'] : undefined;
    const isLater = PRESETS.some((preset) => preset.name === name && !preset.active);
    return isLater ? [{ path: `agents[${index}].rule`, capability: `preset ${String(name)}` }] : [];
  });
}
