import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FEATURES } from './index.ts';

test('the registry is alphabetical, without doubles, and holds every member', () => {
  const types = FEATURES.map((feature) => feature.type);
  expect(types).toEqual([...new Set(types)].sort());
  const files = readdirSync(fileURLToPath(new URL('./members', import.meta.url))).filter((name) => !/^fields\.|test/.test(name));
  expect(types.map((type) => `${type.replaceAll('_', '-')}.ts`).sort()).toEqual(files.sort());
});

test.each(FEATURES.map((feature) => [feature.type, feature] as const))('%s says what it is', (_, feature) => {
  const { summary, unit, source, convention = '' } = feature;
  expect([summary, unit, source, convention].filter((text) => text.trim() === '')).toEqual([]);
});

test('every type of the registry table is there', () => {
  const types = FEATURES.map((feature) => feature.type);
  const table =
    `sma ema wma vwma dema tema hma kama efficiency_ratio vwap macd ppo adx aroon vortex psar supertrend keltner ichimoku linreg
    rsi stoch stoch_rsi williams_r cci roc cmo mfi tsi connors_rsi percent_rank stc atr bollinger zscore stdev donchian chop ulcer
    realised_vol downside_vol vol_ratio ewma_vol parkinson garman_klass rogers_satchell yang_zhang obv adl volume_price_trend cmf
    chaikin_osc volume_sma volume_ema volume_ratio dollar_volume amihud return overnight_gap intraday_return bar_shape
    distance_from_high distance_from_low rolling_drawdown price_to_sma sma_ratio autocorrelation skew kurtosis half_life beta
    correlation frac_diff calendar series cs_rank cs_zscore lag delta ratio rolling_zscore volume_spike price_momentum
    volume_momentum mean_reversion volatility_breakout expression`.split(/\s+/);
  expect(table.filter((type) => !types.includes(type))).toEqual([]);
  expect(types.filter((type) => !table.includes(type))).toEqual([]);
});
