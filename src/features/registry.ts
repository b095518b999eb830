import type { Feature } from './contract.ts';
import { adl } from './members/adl.ts';
import { adx } from './members/adx.ts';
import { amihud } from './members/amihud.ts';
import { aroon } from './members/aroon.ts';
import { atr } from './members/atr.ts';
import { autocorrelation } from './members/autocorrelation.ts';
import { barShape } from './members/bar-shape.ts';
import { beta } from './members/beta.ts';
import { bollinger } from './members/bollinger.ts';
import { calendar } from './members/calendar.ts';
import { cci } from './members/cci.ts';
import { chaikinOsc } from './members/chaikin-osc.ts';
import { chop } from './members/chop.ts';
import { cmf } from './members/cmf.ts';
import { cmo } from './members/cmo.ts';
import { connorsRsi } from './members/connors-rsi.ts';
import { correlation } from './members/correlation.ts';
import { csRank } from './members/cs-rank.ts';
import { csZscore } from './members/cs-zscore.ts';
import { delta } from './members/delta.ts';
import { dema } from './members/dema.ts';
import { distanceFromHigh } from './members/distance-from-high.ts';
import { distanceFromLow } from './members/distance-from-low.ts';
import { dollarVolume } from './members/dollar-volume.ts';
import { donchian } from './members/donchian.ts';
import { downsideVol } from './members/downside-vol.ts';
import { efficiencyRatio } from './members/efficiency-ratio.ts';
import { ema } from './members/ema.ts';
import { ewmaVol } from './members/ewma-vol.ts';
import { expression } from './members/expression.ts';
import { fracDiff } from './members/frac-diff.ts';
import { garmanKlass } from './members/garman-klass.ts';
import { halfLife } from './members/half-life.ts';
import { hma } from './members/hma.ts';
import { ichimoku } from './members/ichimoku.ts';
import { intradayReturn } from './members/intraday-return.ts';
import { kama } from './members/kama.ts';
import { keltner } from './members/keltner.ts';
import { kurtosis } from './members/kurtosis.ts';
import { lag } from './members/lag.ts';
import { linreg } from './members/linreg.ts';
import { macd } from './members/macd.ts';
import { meanReversion } from './members/mean-reversion.ts';
import { mfi } from './members/mfi.ts';
import { obv } from './members/obv.ts';
import { overnightGap } from './members/overnight-gap.ts';
import { parkinson } from './members/parkinson.ts';
import { percentRank } from './members/percent-rank.ts';
import { ppo } from './members/ppo.ts';
import { priceMomentum } from './members/price-momentum.ts';
import { priceToSma } from './members/price-to-sma.ts';
import { psar } from './members/psar.ts';
import { ratio } from './members/ratio.ts';
import { realisedVol } from './members/realised-vol.ts';
import { returns } from './members/return.ts';
import { roc } from './members/roc.ts';
import { rogersSatchell } from './members/rogers-satchell.ts';
import { rollingDrawdown } from './members/rolling-drawdown.ts';
import { rollingZscoreOf } from './members/rolling-zscore.ts';
import { rsi } from './members/rsi.ts';
import { series } from './members/series.ts';
import { skew } from './members/skew.ts';
import { sma } from './members/sma.ts';
import { smaRatio } from './members/sma-ratio.ts';
import { stc } from './members/stc.ts';
import { stdev } from './members/stdev.ts';
import { stoch } from './members/stoch.ts';
import { stochRsi } from './members/stoch-rsi.ts';
import { supertrend } from './members/supertrend.ts';
import { tema } from './members/tema.ts';
import { tsi } from './members/tsi.ts';
import { ulcer } from './members/ulcer.ts';
import { volRatio } from './members/vol-ratio.ts';
import { volatilityBreakout } from './members/volatility-breakout.ts';
import { volumeEma } from './members/volume-ema.ts';
import { volumeMomentum } from './members/volume-momentum.ts';
import { volumePriceTrend } from './members/volume-price-trend.ts';
import { volumeRatio } from './members/volume-ratio.ts';
import { volumeSma } from './members/volume-sma.ts';
import { volumeSpike } from './members/volume-spike.ts';
import { vortex } from './members/vortex.ts';
import { vwap } from './members/vwap.ts';
import { vwma } from './members/vwma.ts';
import { williamsR } from './members/williams-r.ts';
import { wma } from './members/wma.ts';
import { yangZhang } from './members/yang-zhang.ts';
import { zscore } from './members/zscore.ts';

/** Every built-in feature type, alphabetical by type. */
export const FEATURES: readonly Feature[] = [
  adl,
  adx,
  amihud,
  aroon,
  atr,
  autocorrelation,
  barShape,
  beta,
  bollinger,
  calendar,
  cci,
  chaikinOsc,
  chop,
  cmf,
  cmo,
  connorsRsi,
  correlation,
  csRank,
  csZscore,
  delta,
  dema,
  distanceFromHigh,
  distanceFromLow,
  dollarVolume,
  donchian,
  downsideVol,
  efficiencyRatio,
  ema,
  ewmaVol,
  expression,
  fracDiff,
  garmanKlass,
  halfLife,
  hma,
  ichimoku,
  intradayReturn,
  kama,
  keltner,
  kurtosis,
  lag,
  linreg,
  macd,
  meanReversion,
  mfi,
  obv,
  overnightGap,
  parkinson,
  percentRank,
  ppo,
  priceMomentum,
  priceToSma,
  psar,
  ratio,
  realisedVol,
  returns,
  roc,
  rogersSatchell,
  rollingDrawdown,
  rollingZscoreOf,
  rsi,
  series,
  skew,
  sma,
  smaRatio,
  stc,
  stdev,
  stoch,
  stochRsi,
  supertrend,
  tema,
  tsi,
  ulcer,
  volRatio,
  volatilityBreakout,
  volumeEma,
  volumeMomentum,
  volumePriceTrend,
  volumeRatio,
  volumeSma,
  volumeSpike,
  vortex,
  vwap,
  vwma,
  williamsR,
  wma,
  yangZhang,
  zscore,
];
