import { z } from 'zod';
import { fields } from '../base/index.ts';

/**
 * The `rule` of an agent of kind rule: CONFIG 1.5.1, written as one of
 * `{ preset, … }`, `{ when }`, `{ target }` and `{ entry, exit?, short_entry?, short_exit? }`.
 */

/** The text of an expression (docs/reference/config.md); its grammar and names are checked by {@link checkRule}. */
const expression = () => z.string().min(1).max(500).meta({ field: 'expression' });
/** A condition; YAML's own true and false are taken as the words of the language. */
const condition = () => z.union([expression(), z.boolean()]);
/** A weight: an expression or a plain number. */
const weight = () => z.union([expression(), z.number().min(-1).max(1)]);
/** The name of a feature or of one output of it: `rsi_14`, `macd_12.signal`. */
const featureReference = () =>
  z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}(\.[a-z][a-z0-9_]*)?$/, 'must be the name of a feature, such as rsi_14 or macd_12.signal')
    .meta({ field: 'feature' });
const rebalance = (standard: 'week' | 'month') => z.enum(['week', 'month']).default(standard);

const rsiThreshold = z
  .strictObject({
    preset: z.literal('rsi_threshold'),
    feature: featureReference(),
    buy_below: z.number().default(30),
    sell_above: z.number().default(70),
  })
  .check((ctx) => {
    const { buy_below, sell_above } = ctx.value;
    if (buy_below < sell_above) return;
    ctx.issues.push({
      code: 'custom',
      input: ctx.value.buy_below,
      path: ['buy_below'],
      message: `buy_below ${buy_below} is not below sell_above ${sell_above}`,
      params: { code: 'RULE_THRESHOLDS' },
    });
  });
const smaCrossover = z.strictObject({
  preset: z.literal('sma_crossover'),
  fast_feature: featureReference(),
  slow_feature: featureReference(),
});
const tsmom = z.strictObject({
  preset: z.literal('tsmom'),
  lookback_bars: z.int().min(2).max(5000).default(252),
  skip_bars: z.int().min(0).max(1000).default(0),
  target_vol: fields.ratio().default(0.1),
  rebalance: rebalance('month'),
});
const xsmom = z.strictObject({
  preset: z.literal('xsmom'),
  lookback_bars: z.int().min(2).max(5000).default(252),
  skip_bars: z.int().min(0).max(1000).default(21),
  min_symbols: z.int().min(2).default(4),
  rebalance: rebalance('month'),
});
const volRiskParity = z.strictObject({
  preset: z.literal('vol_risk_parity'),
  method: z.enum(['erc', 'naive']).default('erc'),
  lookback_bars: z.int().min(2).max(5000).default(60),
  target_vol: fields.ratio().default(0.1),
  rebalance: rebalance('month'),
});
const goldSilverRatio = z.strictObject({
  preset: z.literal('gold_silver_ratio'),
  gold: fields.symbol().default('GLD'),
  silver: fields.symbol().default('SLV'),
  window: z.int().min(2).max(5000).default(120),
  beta: z.number().default(1),
  entry_z: fields.ratio().default(2),
  exit_z: fields.ratio().default(0.5),
  stop_z: fields.ratio().default(4),
  max_bars: z.int().min(1).default(60),
});
const realRateGold = z.strictObject({
  preset: z.literal('real_rate_gold'),
  gold: fields.symbol().default('GLD'),
  series: z.string().min(1).default('DFII10'),
  change_bars: z.int().min(1).default(42),
  window: z.int().min(2).default(252),
});
const inventorySurprise = z.strictObject({
  preset: z.literal('inventory_surprise'),
  symbol: fields.symbol().default('USO'),
  series: z.string().min(1).default('WCESTUS1'),
  years: z.int().min(3).default(5),
  releases: z.int().min(4).default(52),
  threshold: fields.ratio().default(0.5),
  hold_sessions: z.int().min(1).default(3),
});
const cotPositioning = z.strictObject({
  preset: z.literal('cot_positioning'),
  series: z.record(fields.symbol(), z.string().min(1)),
  window_weeks: z.int().min(4).default(156),
  low: fields.fraction().default(0.1),
  high: fields.fraction().default(0.9),
});

const presetRule = z.discriminatedUnion('preset', [
  cotPositioning,
  goldSilverRatio,
  inventorySurprise,
  realRateGold,
  rsiThreshold,
  smaCrossover,
  tsmom,
  volRiskParity,
  xsmom,
]);

const whenLine = z.strictObject({
  if: condition(),
  action: z.enum(['buy', 'sell', 'close', 'hold']),
  weight: weight().optional(),
  reason: z.string().max(400).optional(),
});
const whenRule = z.strictObject({ when: z.array(whenLine).min(1).max(100) });
const targetRule = z.strictObject({ target: weight() });
const entryRule = z.strictObject({
  entry: condition(),
  exit: condition().optional(),
  short_entry: condition().optional(),
  short_exit: condition().optional(),
});

/**
 * Which form is meant is seen by the key that only it has, in this order: option i of the union is meant when the value has
 * key i. Renderers of problems show that option's issues; a value with none of the keys needs one of them.
 */
export const RULE_FORM_KEYS = ['preset', 'when', 'target', 'entry'] as const;

export const ruleSchema = z
  .union([presetRule, whenRule, targetRule, entryRule])
  .meta({ field: 'rule', formKeys: RULE_FORM_KEYS });
export type RuleConfig = z.infer<typeof ruleSchema>;
export type PresetRule = z.infer<typeof presetRule>;
export type WhenRule = z.infer<typeof whenRule>;
export type WhenLine = z.infer<typeof whenLine>;
export type TargetRule = z.infer<typeof targetRule>;
export type EntryRule = z.infer<typeof entryRule>;
export type PresetName = PresetRule['preset'];

/** Every preset, alphabetical; those not `active` are accepted in the file and cannot run in this version. */
export const PRESETS: readonly { readonly name: PresetName; readonly active: boolean }[] = [
  { name: 'cot_positioning', active: false },
  { name: 'gold_silver_ratio', active: false },
  { name: 'inventory_surprise', active: false },
  { name: 'real_rate_gold', active: false },
  { name: 'rsi_threshold', active: true },
  { name: 'sma_crossover', active: true },
  { name: 'tsmom', active: false },
  { name: 'vol_risk_parity', active: false },
  { name: 'xsmom', active: false },
];
