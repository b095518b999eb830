import { z } from 'zod';
import { fields } from '../base/index.ts';

/**
 * How orders are made and simulated: `position_manager.execution`, an agent's `execution` (field by field over it) and
 * `research.backtest` (CONFIG 1.9 and the settled points after it). Every field has a default here, so that an agent's override is
 * `executionOverrideSchema`, where nothing has one.
 */
const costsShape = {
  enabled: z.boolean().default(true),
  /** Of traded notional. */
  bps: fields.bps().default(5),
  per_share: fields.money().default('0'),
  per_order: fields.money().default('0'),
  minimum: fields.money().default('0'),
  /** Both sides, or opening trades only. */
  apply: z.enum(['both', 'entry']).default('both'),
  /** Each fee is rounded to so many decimals; absent: not rounded. */
  round_decimals: z.int().min(0).max(12).optional(),
};
const slippageShape = {
  model: z.enum(['bps', 'half_spread', 'volatility', 'none']).default('bps'),
  bps: fields.bps().default(5),
  spread_bps: fields.bps().default(2),
  volatility_fraction: fields.ratio().default(0.05),
};
const liquidityShape = {
  enabled: z.boolean().default(true),
  max_participation: fields.fraction().default(0.1),
  volume_source: z.enum(['bar', 'adv20']).default('bar'),
  on_excess: z.enum(['partial', 'refuse']).default('partial'),
};
const impactShape = {
  enabled: z.boolean().default(false),
  model: z.enum(['linear', 'square_root', 'almgren_chriss']).default('square_root'),
  alpha: fields.ratio().default(0.1),
  beta: fields.ratio().default(0.1),
  gamma: fields.ratio().default(0.1),
};
const borrowShape = { enabled: z.boolean().default(true), rate_bps: fields.bps().default(50) };
const intrabarShape = {
  path: z.enum(['stop_first', 'take_first', 'ohlc', 'worst_price', 'finer']).default('stop_first'),
  drill_timeframe: fields.timeframe().optional(),
};
const executionShape = {
  like: z.enum(['none', 'lean', 'backtesting_py', 'backtrader', 'nautilus', 'freqtrade']).default('none'),
  fill: z.enum(['next_open', 'same_close', 'next_close']).default('next_open'),
  order_type: z.enum(['market', 'limit', 'stop', 'stop_limit']).default('market'),
  limit_offset_bps: fields.bps().default(0),
  stop_offset_bps: fields.bps().default(0),
  time_in_force: z.enum(['day', 'gtc', 'ioc']).default('day'),
  at_open: z.enum(['hold', 'opg']).default('hold'),
  costs: fields.section(costsShape),
  slippage: fields.section(slippageShape),
  liquidity: fields.section(liquidityShape),
  impact: fields.section(impactShape),
  borrow: fields.section(borrowShape),
  cash_interest_bps: fields.bps().default(0),
  latency: z
    .string()
    .regex(/^(0|[1-9][0-9]*)(ms|s|m)$/, 'must be a duration such as 0ms or 250ms')
    .default('0ms')
    .meta({ field: 'duration' }),
  intrabar: fields.section(intrabarShape),
  close_at_end: z.enum(['no', 'last_open', 'last_close']).default('no'),
};

export const executionSchema = z.strictObject(executionShape);
export type ExecutionConfig = z.output<typeof executionSchema>;

/** The same keys without defaults: what an agent or a research backtest writes over `position_manager.execution`. */
export const executionOverrideShape = overrides(executionShape);
export const executionOverrideSchema = z.strictObject(executionOverrideShape);
export type ExecutionOverride = z.output<typeof executionOverrideSchema>;

type Overrides<Shape> = {
  [Key in keyof Shape]: Shape[Key] extends z.ZodPrefault<z.ZodObject<infer Inner, z.core.$strict>>
    ? z.ZodOptional<z.ZodObject<Overrides<Inner>, z.core.$strict>>
    : Shape[Key] extends z.ZodDefault<infer Inner>
      ? z.ZodOptional<Inner>
      : Shape[Key];
};

/** Takes the defaults of a shape away, at every depth. */
function overrides<Shape extends Readonly<Record<string, z.core.$ZodType>>>(shape: Shape): Overrides<Shape> {
  const entries = Object.entries(shape).map(([key, field]) => [key, withoutDefault(field)]);
  return Object.fromEntries(entries) as Overrides<Shape>;
}

function withoutDefault(field: z.core.$ZodType): z.core.$ZodType {
  if (field instanceof z.ZodPrefault && field.def.innerType instanceof z.ZodObject) {
    return z.strictObject(overrides(field.def.innerType.shape)).optional();
  }
  return field instanceof z.ZodDefault ? z.optional(field.def.innerType) : field;
}

/** Lays an override over a whole execution: maps field by field, the rest replaced. */
export function mergeExecution(base: ExecutionConfig, override: ExecutionOverride | undefined): ExecutionConfig {
  if (override === undefined) return base;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(override)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = typeof value === 'object' && typeof below === 'object' ? { ...below, ...value } : value;
  }
  return merged as ExecutionConfig;
}
