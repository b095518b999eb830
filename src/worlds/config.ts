import { z } from 'zod';
import { fields } from '../base/index.ts';

const gates = () => z.record(z.string(), fields.gate()).default({});

const policySchema = fields.section({
  preset: z.enum(['default', 'sandbox', 'conservative', 'moderate', 'aggressive']).default('default'),
  to_paper: gates(),
  to_live: gates(),
  keep: gates(),
  max_strategies: z.int().min(1).max(10_000).optional(),
  top_k: z.strictObject({ metric: z.string().min(1), k: z.int().min(1).max(10_000) }).optional(),
  hysteresis: z.strictObject({ metric: z.string().min(1), enter: z.number(), exit: z.number() }).optional(),
  decay: fields.section({ ratio: fields.ratio().default(0.5), window: z.int().min(2).max(10_000).default(126) }),
});

const stagesSchema = fields.section({
  auto_paper: z.boolean().default(true),
  promote_after: z.int().min(1).max(1000).default(1),
  demote_after: z.int().min(1).max(1000).default(2),
  min_dwell: fields.duration().default('1d'),
  cooldown: fields.duration().default('7d'),
  max_live: z.int().min(0).max(1000).default(5),
  canary_fraction: fields.fraction().default(0.1),
  canary_sessions: z.int().min(0).max(1000).default(10),
});

const allocationSchema = fields.section({
  method: z.enum(['erc', 'equal', 'sharpe', 'inverse_vol']).default('erc'),
  lookback_days: z.int().min(2).max(10_000).default(126),
  max_weight: fields.fraction().default(0.4),
  min_weight: fields.fraction().default(0),
  no_trade_band: fields.fraction().default(0.02),
  cash_reserve: fields.fraction().default(0),
  rebalance: z.enum(['day', 'week', 'month']).default('week'),
  vol_target: fields.ratio().optional(),
});

/** One entry of `worlds[]`: a named portfolio of strategies. */
export const worldSchema = z.strictObject({
  name: fields.name(),
  description: z.string().default(''),
  capital: fields.money().default('100000'),
  currency: fields.currency().optional(),
  members: z.array(fields.name()).optional(),
  allow_live: z.boolean().default(false),
  policy: policySchema,
  stages: stagesSchema,
  allocation: allocationSchema,
  benchmark: z.string().min(1).default('cash'),
  standing_authorisation: z
    .strictObject({
      approvers: z.array(fields.name()).min(1),
      expires: fields.date(),
      capital_cap: fields.money(),
      agents: z.array(fields.name()).optional(),
    })
    .optional(),
});
export const worldsSection = z.array(worldSchema);
export type WorldConfig = z.output<typeof worldSchema>;
