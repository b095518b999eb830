import type { FeatureDefinition } from './config.ts';

/** One column of the set: a feature or one of its outputs. */
export interface CoreColumn {
  readonly column: string;
  readonly definition: FeatureDefinition;
  readonly needsVolume: boolean;
}

/** Fewest symbols at which ranks across them are added. */
export const CORE_CROSS_SYMBOLS = 10;

/** Columns of the set by definition; the names say the parameters. */
const COLUMNS = `return_1 return_5 return_10 return_21 return_63 return_126 overnight_gap bar_shape.body bar_shape.range
  realised_vol_10 realised_vol_20 realised_vol_60 vol_ratio_10_60 parkinson_20 atr_14.percent bollinger_20_2.percent_b
  bollinger_20_2.width rsi_14 rsi_2 stoch_14_3_3.k ppo_12_26_9.histogram adx_14 cci_20 price_to_sma_10 price_to_sma_20
  price_to_sma_50 price_to_sma_200 sma_ratio_10_50 distance_from_high_252 distance_from_low_252 zscore_20 linreg_20.r2
  efficiency_ratio_10 autocorrelation_20_1 volume_spike_20 volume_ratio_5_20 cmf_20 amihud_20 mfi_14 calendar.turn_of_month`;

const VOLUME_TYPES: ReadonlySet<string> = new Set(['amihud', 'cmf', 'mfi', 'volume_ratio', 'volume_spike']);

/** The forty standard features of `features.set: core40`, in their order (RESEARCH 3.2). */
export const CORE40: readonly CoreColumn[] = COLUMNS.split(/\s+/).map((column) => {
  const name = column.split('.')[0]!;
  const type = name.replace(/(_\d+)+$/, '');
  return { column, definition: { name, type, params: {} }, needsVolume: VOLUME_TYPES.has(type) };
});

/**
 * The definitions that the set adds, each once; with `crossSection` and enough symbols also the rank of each column,
 * `rank_<column with _ for .>`.
 */
export function coreDefinitions(options: {
  readonly crossSection: boolean;
  readonly symbols: number;
}): readonly FeatureDefinition[] {
  const own = new Map(CORE40.map(({ definition }) => [definition.name, definition]));
  if (!options.crossSection || options.symbols < CORE_CROSS_SYMBOLS) return [...own.values()];
  const ranks = CORE40.map(({ column }): FeatureDefinition => {
    return { name: `rank_${column.replace('.', '_')}`, type: 'cs_rank', params: {}, input: column };
  });
  return [...own.values(), ...ranks];
}
