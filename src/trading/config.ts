import { z } from 'zod';
import { fields } from '../base/index.ts';
import { executionSchema } from './execution-config.ts';

/** Sections `risk` and `position_manager`, and an agent's `risk` and `stops` (CONFIG 1.5, 1.8, 1.9 and the settled points). */

const limit = {
  max_order_pct: fields.fraction(),
  max_order_value: fields.money(),
  max_position_pct: fields.fraction(),
  max_symbol_pct: fields.fraction(),
  max_sector_pct: fields.fraction(),
  max_gross_leverage: fields.ratio(),
  max_net_leverage: fields.ratio(),
  max_open_positions: z.int().min(1),
  max_orders_per_day: z.int().min(1),
  max_adv_pct: fields.fraction(),
  max_daily_loss_pct: fields.fraction(),
  max_weekly_loss_pct: fields.fraction(),
  max_weekly_drawdown_pct: fields.fraction(),
};

/** `risk.limits`: shares of account equity. */
export const limitsSchema = z.strictObject({
  max_order_pct: limit.max_order_pct.default(0.25),
  max_order_value: limit.max_order_value.optional(),
  max_position_pct: limit.max_position_pct.default(0.25),
  max_symbol_pct: limit.max_symbol_pct.default(0.25),
  max_sector_pct: limit.max_sector_pct.default(0.4),
  max_gross_leverage: limit.max_gross_leverage.default(1),
  max_net_leverage: limit.max_net_leverage.default(1),
  max_open_positions: limit.max_open_positions.optional(),
  max_orders_per_day: limit.max_orders_per_day.default(200),
  max_adv_pct: limit.max_adv_pct.default(0.01),
  max_daily_loss_pct: limit.max_daily_loss_pct.default(0.02),
  max_weekly_loss_pct: limit.max_weekly_loss_pct.default(0.03),
  max_weekly_drawdown_pct: limit.max_weekly_drawdown_pct.default(0.03),
});
export type LimitsConfig = z.output<typeof limitsSchema>;

const partialLimits = z.strictObject(limit).partial().shape;

/** `agents[].risk`: any limit, as a share of the strategy's capital, only tighter than `risk.limits`. */
export const agentRiskSchema = z.strictObject({
  ...partialLimits,
  max_drawdown_pct: fields.fraction().optional(),
  allow_short: z.boolean().default(false),
});
export type AgentRiskConfig = z.output<typeof agentRiskSchema>;

/** `agents[].stops`: enforced by the engine in every mode, measured from the average entry price. */
export const stopsSchema = z.strictObject({
  stop_loss_pct: fields.fraction().optional(),
  take_profit_pct: fields.fraction().optional(),
  trailing_stop_pct: fields.fraction().optional(),
  stop_atr: z.strictObject({ feature: z.string().min(1), multiple: z.number().positive() }).optional(),
  max_holding_bars: z.int().min(1).optional(),
});
export type StopsConfig = z.output<typeof stopsSchema>;

export const riskSection = fields.section({
  limits: limitsSchema.prefault({}),
  drawdown_protection: fields.section({
    enabled: z.boolean().default(true),
    max_drawdown_pct: fields.fraction().default(0.15),
    max_drawdown_absolute: fields.money().optional(),
    lookback_periods: z.array(z.int().min(1)).default([1, 7, 30]),
    in_backtest: z.enum(['report', 'enforce']).default('report'),
  }),
  escalation: fields.section({
    warn: fields.ratio().default(0.8),
    throttle: fields.ratio().default(0.9),
    no_new: fields.ratio().default(1),
    flatten: fields.ratio().default(1.1),
  }),
  turnover_limits: fields.section({
    daily_max: fields.ratio().default(2),
    weekly_max: fields.ratio().default(5),
    monthly_max: fields.ratio().default(15),
  }),
  pre_trade: fields.section({
    price_collar_pct: fields.fraction().default(0.05),
    max_spread_bps: fields.bps().default(25),
    fat_finger_multiple: fields.ratio().default(10),
    duplicate_window: fields.duration().default('5s'),
    stale_after_bars: z.int().min(1).default(2),
    stale_quote_after: fields.duration().default('5s'),
    rate: fields.section({
      global_per_minute: z.int().min(1).default(60),
      strategy_per_minute: z.int().min(1).default(20),
      symbol_per_minute: z.int().min(1).default(6),
      flatten_reserve: z.int().min(1).default(20),
    }),
    repeated_executions: fields.section({
      per_hour: z.int().min(1).default(20),
      per_day: z.int().min(1).default(60),
      rejects_in_row: z.int().min(1).default(3),
    }),
    self_trade: z.enum(['net', 'deny']).default('net'),
    deny: z.array(fields.symbol()).default([]),
    allow: z.array(fields.symbol()).optional(),
  }),
  blackouts: z
    .array(
      z.strictObject({
        event: z.string().min(1).optional(),
        name: z.string().min(1).optional(),
        before: fields.duration().default('5m'),
        after: fields.duration().default('30m'),
        agents: z.array(fields.name()).optional(),
      }),
    )
    .default([
      { event: 'fomc_statement', before: '5m', after: '30m' },
      { event: 'fomc_minutes', before: '5m', after: '30m' },
    ]),
  kill_switch: fields.section({
    throttle_size: fields.fraction().default(0.5),
    throttle_rate: fields.fraction().default(0.25),
    reset_approvers: z.int().min(2).default(2),
    reset_expires: fields.duration().default('15m'),
    reset_cooldown: fields.duration().default('5m'),
    dead_man: fields.duration().optional(),
  }),
  live: z.strictObject(partialLimits).optional(),
});
export type RiskConfig = z.output<typeof riskSection>;

export const sizingSchema = z.strictObject({
  mode: z.enum(['target_weight', 'fraction', 'quantity', 'stake', 'risk', 'volatility']).default('target_weight'),
  /** Fraction of equity; units; money of a stake; equity fraction lost at the stop; annual volatility: as `mode` says. */
  value: z.number().positive().optional(),
  price: z.enum(['close', 'fill']).default('close'),
  /** What a weight is a share of; `margin`: equity less what open positions are worth, added to the position. */
  equity: z.enum(['equity', 'cash', 'margin']).default('equity'),
  reserve: fields.fraction().default(0),
  /** Sized at the close, a share is taken of what the fee of the order leaves. */
  fee_aware: z.boolean().default(false),
  rebalance: z.enum(['on_change', 'every_bar']).default('on_change'),
  min_order_value: fields.money().default('1'),
  no_trade_band: fields.fraction().default(0),
  cash_buffer: fields.fraction().default(0.0025),
  fractional: z.enum(['auto', 'never']).default('auto'),
});
export type SizingConfig = z.output<typeof sizingSchema>;

export const positionManagerSection = fields.section({
  execution: executionSchema.prefault({}),
  sizing: sizingSchema.prefault({}),
  netting: z.boolean().default(true),
  cancel_on_stop: z.boolean().default(true),
  order_ttl: fields.duration().default('60s'),
  reconciliation: fields.section({
    intraday: fields.duration().default('1m'),
    daily: fields.duration().default('1d'),
    cash_tolerance: fields.money().default('1.00'),
  }),
});
export type PositionManagerConfig = z.output<typeof positionManagerSection>;
