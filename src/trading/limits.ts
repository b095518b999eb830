import type { AgentRiskConfig, LimitsConfig } from './config.ts';

/** A limit in force and the key that set it. */
export interface Limit {
  readonly value: number;
  /** `risk.limits.max_order_pct` or `risk.max_order_pct` of the agent. */
  readonly origin: string;
}

/** The limits of one agent in a backtest: of each pair the tightest, with the name of the one that binds. */
export interface ResolvedLimits {
  /** Fraction of equity of one order. */
  readonly maxOrder: Limit;
  readonly maxOrderValue: Limit | undefined;
  /** Fraction of equity of one position of the agent; what buy and sell without a weight map to. */
  readonly maxPosition: Limit;
  readonly maxSymbol: Limit;
  readonly maxGross: Limit;
  readonly maxNet: Limit;
  readonly maxOpenPositions: Limit | undefined;
  /** The agent's own: entries are refused until the next session. */
  readonly dailyLoss: Limit | undefined;
  /** The agent's own: paused, latched. */
  readonly drawdown: Limit | undefined;
  readonly allowShort: boolean;
}

/** Lays an agent's limits over the account's; with one agent its capital is the account's equity, so fractions compare directly. */
export function resolveLimits(account: LimitsConfig, agent: AgentRiskConfig | undefined): ResolvedLimits {
  const money = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
  const own = (key: keyof AgentRiskConfig, value: number | undefined): Limit | undefined =>
    value === undefined ? undefined : { value, origin: `agent.risk.${key}` };
  const tightest = (key: keyof LimitsConfig, of: number, agents: number | undefined): Limit =>
    agents !== undefined && agents < of
      ? { value: agents, origin: `agent.risk.${key}` }
      : { value: of, origin: `risk.limits.${key}` };
  const optional = (key: keyof LimitsConfig, of: number | undefined, agents: number | undefined): Limit | undefined => {
    if (of === undefined) return agents === undefined ? undefined : { value: agents, origin: `agent.risk.${key}` };
    return tightest(key, of, agents);
  };
  return {
    maxOrder: tightest('max_order_pct', account.max_order_pct, agent?.max_order_pct),
    maxOrderValue: optional('max_order_value', money(account.max_order_value), money(agent?.max_order_value)),
    maxPosition: tightest('max_position_pct', account.max_position_pct, agent?.max_position_pct),
    maxSymbol: tightest('max_symbol_pct', account.max_symbol_pct, agent?.max_symbol_pct),
    maxGross: tightest('max_gross_leverage', account.max_gross_leverage, agent?.max_gross_leverage),
    maxNet: tightest('max_net_leverage', account.max_net_leverage, agent?.max_net_leverage),
    maxOpenPositions: optional('max_open_positions', account.max_open_positions, agent?.max_open_positions),
    dailyLoss: own('max_daily_loss_pct', agent?.max_daily_loss_pct),
    drawdown: own('max_drawdown_pct', agent?.max_drawdown_pct),
    allowShort: agent?.allow_short ?? false,
  };
}

/** The largest weight that one position can have. */
export function largestWeight(limits: ResolvedLimits): Limit {
  const { maxPosition, maxSymbol, maxGross, maxNet } = limits;
  return [maxSymbol, maxGross, maxNet].reduce((least, next) => (next.value < least.value ? next : least), maxPosition);
}
