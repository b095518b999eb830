import type { Feature } from './contract.ts';
import { adx } from './members/adx.ts';
import { atr } from './members/atr.ts';
import { bollinger } from './members/bollinger.ts';
import { cci } from './members/cci.ts';
import { donchian } from './members/donchian.ts';
import { ema } from './members/ema.ts';
import { expression } from './members/expression.ts';
import { keltner } from './members/keltner.ts';
import { macd } from './members/macd.ts';
import { meanReversion } from './members/mean-reversion.ts';
import { mfi } from './members/mfi.ts';
import { obv } from './members/obv.ts';
import { priceMomentum } from './members/price-momentum.ts';
import { realisedVol } from './members/realised-vol.ts';
import { returns } from './members/return.ts';
import { roc } from './members/roc.ts';
import { rsi } from './members/rsi.ts';
import { sma } from './members/sma.ts';
import { stdev } from './members/stdev.ts';
import { stoch } from './members/stoch.ts';
import { volatilityBreakout } from './members/volatility-breakout.ts';
import { volumeMomentum } from './members/volume-momentum.ts';
import { volumeSpike } from './members/volume-spike.ts';
import { vwap } from './members/vwap.ts';
import { williamsR } from './members/williams-r.ts';
import { wma } from './members/wma.ts';
import { zscore } from './members/zscore.ts';

/** Every built-in feature type, alphabetical by type. */
export const FEATURES: readonly Feature[] = [
  adx,
  atr,
  bollinger,
  cci,
  donchian,
  ema,
  expression,
  keltner,
  macd,
  meanReversion,
  mfi,
  obv,
  priceMomentum,
  realisedVol,
  returns,
  roc,
  rsi,
  sma,
  stdev,
  stoch,
  volatilityBreakout,
  volumeMomentum,
  volumeSpike,
  vwap,
  williamsR,
  wma,
  zscore,
];

/** Types of the registry table (RESEARCH 3.2) that a later version computes: accepted in the file, not usable yet. */
export const LATER_TYPES: readonly string[] = [
  ...['adl', 'amihud', 'aroon', 'autocorrelation', 'bar_shape', 'beta', 'calendar', 'chaikin_osc', 'chop', 'cmf', 'cmo'],
  ...['connors_rsi', 'correlation', 'cs_rank', 'cs_zscore', 'delta', 'dema', 'distance_from_high', 'distance_from_low'],
  ...['dollar_volume', 'downside_vol', 'efficiency_ratio', 'ewma_vol', 'frac_diff', 'garman_klass', 'half_life', 'hma'],
  ...['ichimoku', 'intraday_return', 'kama', 'kurtosis', 'lag', 'linreg', 'overnight_gap', 'parkinson', 'percent_rank'],
  ...['ppo', 'price_to_sma', 'psar', 'ratio', 'rogers_satchell', 'rolling_drawdown', 'rolling_zscore', 'series', 'skew'],
  ...['sma_ratio', 'stc', 'stoch_rsi', 'supertrend', 'tema', 'tsi', 'ulcer', 'vol_ratio', 'volume_ema', 'volume_price_trend'],
  ...['volume_ratio', 'volume_sma', 'vortex', 'vwma', 'yang_zhang'],
];
