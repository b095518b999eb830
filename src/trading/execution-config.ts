import { z } from 'zod';
import { fields } from '../base/index.ts';

/**
 * How orders are made and simulated: `position_manager.execution`, and laid over it field by field, while the file is read, an agent's
 * `execution` and `research.backtest` (CONFIG 1.9 and the settled points after it).
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
  path: z.enum(['stop_first', 'take_first', 'by_order', 'ohlc', 'worst_price', 'finer']).default('stop_first'),
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
  /** Buys that the prices of their fill make too dear: made smaller by one factor, refused whole, or filled on borrowed money. */
  unaffordable: z.enum(['reduce', 'reject', 'borrow']).default('reduce'),
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
