import { z } from 'zod';
import { fields } from '../base/index.ts';
import { agentRiskSchema, executionSchema, stopsSchema } from '../trading/index.ts';
import { ruleSchema } from './rule-config.ts';

export const AGENT_KINDS = ['rule', 'model', 'llm', 'hybrid', 'code'] as const;
export type AgentKind = (typeof AGENT_KINDS)[number];
export const STAGES = ['backtest', 'paper', 'live'] as const;
export type Stage = (typeof STAGES)[number];
export const BUILT_IN_TOOLS = ['get_quote', 'get_position', 'place_order'] as const;

const scheduleSchema = fields.section({
  every: z.union([z.literal('bar'), fields.timeframe()]).default('bar'),
  decide_at: z.enum(['close']).default('close'),
  deadline_ms: z.int().min(1).max(3_600_000).default(45_000),
  on_change: z
    .array(z.enum(['market_data', 'features', 'model_signals', 'positions', 'orders', 'risk_state', 'news', 'memory', 'notes']))
    .default([]),
  warmup_bars: z.int().min(0).max(1_000_000).optional(),
});

const modelSchema = z.lazy(() =>
  z.strictObject({
    name: fields.name().optional(),
    path: fields.path().optional(),
    sizing: z.enum(['signal', 'score']).default('signal'),
    hold: z.enum(['signal', 'overlap']).default('signal'),
    max_age_days: z.int().min(1).max(36_500).default(365),
  }),
);

const hybridSchema = z.lazy(() =>
  z.strictObject({
    combine: z.enum(['gate', 'veto', 'blend', 'context']).default('gate'),
    model_weight: fields.fraction().default(0.5),
    model: fields.name().optional(),
    on_llm_failure: z.enum(['hold', 'model']).default('hold'),
    size_by: z.enum(['none', 'confidence']).default('none'),
  }),
);

const codeSchema = z.lazy(() =>
  z.strictObject({
    module: fields.path(),
    export: z
      .string()
      .regex(/^[A-Za-z_$][A-Za-z0-9_$]*$/, 'must be the name of an export')
      .optional(),
    params: z.record(z.string(), z.json()).default({}),
    memory_mb: z.int().min(64).max(1_048_576).default(512),
    deadline_ms: z.int().min(1).max(3_600_000).default(5000),
  }),
);

const usd = () => z.number().min(0).max(1_000_000).meta({ field: 'usd' });

export const LLM_PROVIDERS = ['openai', 'anthropic', 'google', 'ollama', 'openai-compatible', 'rules', 'mock'] as const;

const llmSchema = z.lazy(() =>
  z.strictObject({
    provider: z.enum(LLM_PROVIDERS),
    model: z.string().min(1).max(200),
    base_url: fields.url().optional(),
    api_key_env: fields.env().optional(),
    script: fields.path().optional(),
    prompt_file: fields.path().optional(),
    prompt: z.string().min(1).max(100_000).optional(),
    params: fields.section({
      temperature: z.number().min(0).max(2).optional(),
      max_output_tokens: z.int().min(1).max(1_000_000).default(1200),
      reasoning_effort: z.string().min(1).optional(),
      seed: z.int().optional(),
      api: z.string().min(1).optional(),
    }),
    samples: z.int().min(1).max(9).default(1),
    structured: z.enum(['auto', 'json_schema', 'tool', 'json_object']).default('auto'),
    knowledge_cutoff: fields.date().optional(),
    contamination: fields.section({
      policy: z.enum(['segment', 'block', 'allow']).default('segment'),
      margin_days: z.int().min(0).max(3650).default(30),
    }),
    price: z.strictObject({ input: usd(), output: usd(), cache_read: usd().optional() }).optional(),
    unpriced: z.enum(['refuse', 'allow']).default('refuse'),
    cassette: fields.section({
      mode: z.enum(['auto', 'off', 'record', 'replay', 'refresh', 'live']).default('auto'),
      dir: fields.path().default('cassettes'),
      bodies: z.enum(['full', 'hash']).default('full'),
    }),
    budget: fields.section({
      per_decision_usd: usd().default(0.02),
      per_run_usd: usd().default(5),
      per_day_usd: usd().default(10),
      max_calls_per_run: z.int().min(0).max(100_000_000).default(20_000),
      on_exhausted: z.enum(['halt', 'hold']).default('halt'),
    }),
    on_failure: fields.section({
      retries: z.int().min(0).max(20).default(2),
      repair: z.int().min(0).max(20).default(1),
      max_failure_rate: fields.fraction().default(0.02),
    }),
  }),
);

export const CONTEXT_BLOCKS = [
  'market_data',
  'features',
  'model_signals',
  'positions',
  'orders',
  'risk_state',
  'news',
  'memory',
  'notes',
] as const;

const contextSchema = z.lazy(() =>
  z
    .strictObject({
      market_data: fields.block({
        enabled: z.boolean().default(true),
        timeframe: fields.timeframe().optional(),
        lookback_bars: z.int().min(1).max(500).default(20),
      }),
      features: z.array(z.string().min(1)).default([]),
      model_signals: z.array(fields.name()).default([]),
      positions: z.boolean().default(false),
      orders: fields.block({ max_entries: z.int().min(1).max(1000).default(5) }),
      risk_state: z.boolean().default(false),
      news: fields.block({
        max_items: z.int().min(1).max(1000).default(5),
        max_age: fields.duration().default('3d'),
        mode: z.enum(['extract', 'headlines', 'full']).default('extract'),
      }),
      memory: fields.block({
        decisions: z.int().min(0).max(1000).default(10),
        lessons: z.int().min(0).max(1000).default(0),
        seed_from: z.string().min(1).optional(),
      }),
      notes: fields.block({ file: fields.path().optional() }),
      anonymize: z.boolean().default(false),
    })
    .meta({ unknownKey: 'CONTEXT_UNKNOWN' }),
);

/** One entry of `agents[]`. Parts that only some kinds have are made when they are first needed. Which keys a kind needs and does not use is a cross check (AGENT_KIND_KEYS). */
export const agentSchema = z.strictObject({
  name: fields.name(),
  kind: z.enum(AGENT_KINDS),
  description: z.string().default(''),
  enabled: z.boolean().default(true),
  mode: z.enum(STAGES).optional(),
  symbols: z.array(fields.symbol()).min(1).max(5000).optional(),
  tags: z.array(z.string().min(1)).default([]),
  author: fields.section({ model: z.string().min(1).optional() }),
  schedule: scheduleSchema,
  evaluate_from: fields.date().optional(),
  execution: executionSchema.extend({ backend: z.enum(['simulated', 'alpaca']).default('simulated') }).prefault({}),
  rule: ruleSchema.optional(),
  model: modelSchema.optional(),
  model_signal_sources: z.array(z.strictObject({ name: fields.name(), path: fields.path() })).optional(),
  hybrid: hybridSchema.optional(),
  code: codeSchema.optional(),
  stops: stopsSchema.prefault({}),
  risk: agentRiskSchema.prefault({}),
  promotion: fields.section({ gates: fields.gateOverrides().default({}) }),
  llm: llmSchema.optional(),
  context: contextSchema.optional(),
  tools: z.array(fields.name()).optional(),
});
export const agentsSection = z.array(agentSchema);
export type AgentConfig = z.output<typeof agentSchema>;
export type LlmConfig = z.output<typeof llmSchema>;
