import { z } from 'zod';
import { fields } from '../base/index.ts';

const swept = () => z.union([z.number(), z.string(), z.boolean(), z.array(z.union([z.number(), z.string()])).max(100)]);

/** One swept parameter: its values, or (not for grid) a range to draw from. */
const sweepParameterSchema = () =>
  z.strictObject({
    path: z.string().min(1).max(200),
    values: z.array(swept()).min(1).max(100).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    scale: z.enum(['linear', 'log']).default('linear'),
    integer: z.boolean().default(false),
    step: z.number().positive().optional(),
  });

/** One entry of `sweeps[]`: many backtests of one agent. Made when a project has sweeps. */
export const sweepSchema = z.lazy(() =>
  z.strictObject({
    name: fields.name(),
    kind: z.enum(['agent_backtest']).default('agent_backtest'),
    agent: fields.name(),
    method: z.enum(['grid', 'random', 'successive_halving']).default('grid'),
    parameters: z.array(sweepParameterSchema()).min(1).max(8),
    objective: z.string().min(1).default('sharpe'),
    max_variants: z.int().min(1).max(1_000_000).default(1000),
    trials: z.int().min(1).max(1_000_000).default(50),
    halving: fields.section({
      factor: z.int().min(2).max(100).default(3),
      first_fraction: fields.fraction().default(0.25),
    }),
    keep: z.enum(['all', 'top_k', 'none']).optional(),
    top_k: z.int().min(1).max(1_000_000).default(20),
    seed: z.int().min(0).max(4_294_967_295).optional(),
  }),
);
export const sweepsSection = z.array(sweepSchema);
export type SweepConfig = z.output<typeof sweepSchema>;
