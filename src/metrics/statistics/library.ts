import { probabilityOfBacktestOverfitting } from '../overfitting/cross-validation.ts';
import { realityCheck, superiorPredictiveAbility } from '../overfitting/data-snooping.ts';
import { effectiveTrials, trialVariance } from '../overfitting/effective-trials.ts';
import { accuracy, balancedAccuracy, brierScore, logLoss, macroF1, matthews } from '../prediction/classifier.ts';
import { bestFeatureShare, dropColumnImportance, permutationImportance } from '../prediction/importance.ts';
import { coefficientDecay, informationCoefficient, scoreAutocorrelation } from '../prediction/information-coefficient.ts';
import { neweyWestT } from '../prediction/newey-west.ts';
import { quantileReturns } from '../prediction/quantile-returns.ts';
import { calibrationError } from '../prediction/reliability.ts';
import { sameTurnover } from '../robustness/same-turnover.ts';
import { extraLagRatio, regimeTable, walkForwardEfficiency } from '../robustness/stability.ts';
import { automaticBlock, bootstrapInterval } from './bootstrap.ts';
import { bootstrapDifferences } from './bootstrap-differences.ts';
import { burkeRatio, calmar, dipsOf, martinRatio, maxDrawdown, painIndex, painRatio, ulcerIndex } from './dips.ts';
import {
  deflatedSharpe,
  expectedMaximum,
  minBacktestLengthYears,
  minTrackRecordLength,
  observedFalseDiscoveryRate,
  plannedFalseDiscoveryRate,
  probabilisticSharpe,
  sharpeRecord,
  sharpeStandardError,
  sharpeTypeTwoError,
} from './evidence.ts';
import {
  bernardoLedoit,
  downsideFrequency,
  downsidePotential,
  dRatio,
  kappa,
  lowerPartialMoment,
  omega,
  omegaSharpe,
  periodTarget,
  prospectRatio,
  upperPartialMoment,
  upsideFrequency,
  upsidePotential,
  upsideRisk,
  volatilitySkewness,
} from './partial.ts';
import { expectedShortfall, quantile, tailRatio, valueAtRisk } from './quantiles.ts';
import { annualReturn, downsideRisk, meanReturn, rolling, sharpe, sortino, totalReturn, volatility } from './reward.ts';
import {
  aggregateReturns,
  excessOf,
  gapsAsZero,
  growthOf,
  inCommon,
  returnsPerYear,
  simpleReturns,
  withoutGaps,
} from './series.ts';
import { adjustedSharpe, kurtosis, meanAbsoluteDeviation, skewness, skewnessKurtosisRatio, stability } from './shape.ts';
import {
  alpha,
  alphaWhen,
  appraisalRatio,
  beta,
  betaWhen,
  capture,
  captureSpread,
  correlation,
  famaBeta,
  informationRatio,
  jensenAlpha,
  m2Sortino,
  mSquared,
  mSquaredExcess,
  netSelectivity,
  omegaExcessReturn,
  regressionEpsilon,
  specificRisk,
  systematicRisk,
  totalRisk,
  trackingError,
  treynorRatio,
} from './single-index.ts';
import { tailFit } from './tail-fit.ts';

/** What prepares series: no statistics, so the glossary has no entry of them. */
const preparing = {
  aggregateReturns,
  dipsOf,
  excessOf,
  gapsAsZero,
  growthOf,
  inCommon,
  periodTarget,
  returnsPerYear,
  rolling,
  sharpeRecord,
  simpleReturns,
  withoutGaps,
};

/** Every statistic of a series of returns, by name. The glossary has one entry for each. */
export const measuring = {
  accuracy,
  adjustedSharpe,
  alpha,
  alphaWhen,
  annualReturn,
  appraisalRatio,
  automaticBlock,
  balancedAccuracy,
  bernardoLedoit,
  bestFeatureShare,
  beta,
  betaWhen,
  bootstrapDifferences,
  bootstrapInterval,
  brierScore,
  burkeRatio,
  calibrationError,
  calmar,
  capture,
  captureSpread,
  coefficientDecay,
  correlation,
  deflatedSharpe,
  downsideFrequency,
  downsidePotential,
  downsideRisk,
  dRatio,
  dropColumnImportance,
  effectiveTrials,
  expectedMaximum,
  expectedShortfall,
  extraLagRatio,
  famaBeta,
  informationCoefficient,
  informationRatio,
  jensenAlpha,
  kappa,
  kurtosis,
  logLoss,
  lowerPartialMoment,
  m2Sortino,
  macroF1,
  martinRatio,
  matthews,
  maxDrawdown,
  meanAbsoluteDeviation,
  meanReturn,
  minBacktestLengthYears,
  minTrackRecordLength,
  mSquared,
  mSquaredExcess,
  netSelectivity,
  neweyWestT,
  observedFalseDiscoveryRate,
  omega,
  omegaExcessReturn,
  omegaSharpe,
  painIndex,
  painRatio,
  permutationImportance,
  plannedFalseDiscoveryRate,
  probabilisticSharpe,
  probabilityOfBacktestOverfitting,
  prospectRatio,
  quantile,
  quantileReturns,
  realityCheck,
  regimeTable,
  regressionEpsilon,
  sameTurnover,
  scoreAutocorrelation,
  sharpe,
  sharpeStandardError,
  sharpeTypeTwoError,
  skewness,
  skewnessKurtosisRatio,
  sortino,
  specificRisk,
  stability,
  superiorPredictiveAbility,
  systematicRisk,
  tailFit,
  tailRatio,
  totalReturn,
  totalRisk,
  trackingError,
  treynorRatio,
  trialVariance,
  ulcerIndex,
  upperPartialMoment,
  upsideFrequency,
  upsidePotential,
  upsideRisk,
  valueAtRisk,
  volatility,
  volatilitySkewness,
  walkForwardEfficiency,
};
export type StatisticName = keyof typeof measuring;

/**
 * The statistics library: named arguments, plain functions of series of returns or of moments, a `Statistic` each. Defaults are those of the
 * glossary: one period (perYear 1), risk-free rate and target 0, n − 1 for deviations, population moments, 95 %.
 */
export const statistics = { ...preparing, ...measuring };
