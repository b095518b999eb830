import { z } from 'zod';
import { fields } from '../base/index.ts';
import { labelsSection } from '../labels/index.ts';

export const MODEL_FAMILIES = [
  'voting',
  'auto',
  'constant',
  'ridge',
  'logistic',
  'gbdt',
  'random_forest',
  'bagged_trees',
  'custom',
  'onnx',
] as const;

/** Evidence gates a promotion asks for (RESEARCH 15), in the order they are printed. */
export const EVIDENCE_GATES = [
  'run_status',
  'pins',
  'leak_suite',
  'sanity',
  'baselines',
  'dsr',
  'pbo',
  'spa',
  'cost_stress',
  'drawdown',
  'sample',
  'mintrl',
  'looks',
  'out_of_sample',
  'llm_clean',
  'llm_failures',
  'llm_flip',
  'redteam',
  'llm_cost',
  'parity',
  'paper_record',
  'synthetic',
] as const;

/** A tuned range: two numbers, or the list of values to choose from. */
const spaceSchema = z.record(z.string(), z.array(z.union([z.number(), z.string(), z.boolean()])).min(1));

const modelSchema = fields.section({
  kind: z.enum(['classifier', 'regressor']).default('classifier'),
  family: z.enum(MODEL_FAMILIES).default('voting'),
  params: z.record(z.string(), z.json()).default({}),
  module: fields.path().optional(),
  file: fields.path().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
  columns: z.array(fields.name()).optional(),
  outputs: z.enum(['probabilities', 'prediction']).optional(),
  classes: z.array(z.int()).optional(),
  ensemble_seeds: z.int().min(1).max(100).default(5),
  calibration: z.enum(['isotonic', 'none']).default('isotonic'),
  tuning: fields.section({
    enabled: z.boolean().default(false),
    trials: z.int().min(1).max(1000).default(30),
    /** Of all tunings of a run together, in equal shares. */
    time_limit: fields.duration().optional(),
    nested: z.boolean().default(true),
    space: spaceSchema.default({}),
  }),
});

const evaluationSchema = fields.section({
  split: z.enum(['time_aware']).default('time_aware'),
  scheme: z.enum(['expanding', 'rolling']).default('expanding'),
  folds: z.int().min(2).max(100).default(5),
  train_bars: z.int().min(1).optional(),
  embargo_bars: z.union([z.literal('auto'), z.int().min(0).max(100_000)]).default('auto'),
  cpcv: z.strictObject({ groups: z.int().min(3).max(16).default(6), test: z.int().min(1).max(8).default(2) }).optional(),
  use_configured_test_window: z.boolean().default(true),
});

const promotionSchema = fields.section({
  targets: z.array(z.strictObject({ name: fields.name(), symbol: fields.symbol().optional(), path: fields.path() })).default([]),
  policy: z.enum(['default', 'sandbox']).default('default'),
  gates: fields.gateOverrides().default({}),
});

/**
 * The `research` section. `execution` is the Execution object of the trading floor, handed in because research may not import it;
 * `research.backtest` takes its keys too.
 */
export const researchSection = <Shape extends z.core.$ZodLooseShape>(execution: z.ZodObject<Shape, z.core.$strict>) =>
  z.strictObject({
    enabled: z.boolean().default(true),
    symbols: z.array(fields.symbol()).min(1).optional(),
    features: z.array(z.string().min(1)).optional(),
    seed: z.int().min(0).max(4_294_967_295).optional(),
    preprocess: fields.section({
      winsorise: z
        .tuple([fields.fraction(), fields.fraction()])
        .refine(([low, high]) => low < high, 'must be a lower and a higher quantile')
        .nullable()
        .default([0.01, 0.99]),
      scale: z.enum(['standard', 'robust', 'minmax', 'none']).default('standard'),
      missing: z.enum(['drop', 'median', 'native']).default('drop'),
      select: z.strictObject({ n: z.int().min(1).max(10_000) }).optional(),
    }),
    weights: fields.section({
      uniqueness: z.enum(['auto', 'on', 'off']).default('auto'),
      decay: fields.fraction().default(1),
      class: z.enum(['none', 'balanced']).default('none'),
    }),
    labels: labelsSection,
    model: modelSchema,
    evaluation: evaluationSchema,
    backtest: execution
      .extend({
        enabled: z.boolean().default(true),
        hold: z.enum(['signal', 'overlap']).default('signal'),
        allow_short: z.boolean().default(false),
      })
      .prefault({} as never),
    promotion: promotionSchema,
  });
