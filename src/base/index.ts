export { Arena, columnBytes } from './arena.ts';
export { canonicalJson, type Json } from './canonical-json.ts';
export { didYouMean, editDistance, nearest } from './did-you-mean.ts';
export {
  AppError,
  type AppErrorOptions,
  type ExitCode,
  InvariantError,
  invariant,
  type Place,
  unreachable,
  type Warning,
} from './errors.ts';
export * as expressions from './expression/index.ts';
export * as fields from './fields.ts';
export { exp, log, normalCdf, normalQuantile, pow } from './math/index.ts';
export { currencyDecimals, decimalUnits, moneyText, moneyUnits, shortestDecimal, unitsText } from './money.ts';
export {
  distinctTimes,
  heldOutTail,
  lastFifth,
  type Purged,
  purge,
  type Spans,
  type TestBlock,
  type TimeWindow,
  windowOf,
} from './purge.ts';
export { hash32, Random } from './random.ts';
export { inSharedMemory } from './shared-memory.ts';
export { pearson, spearman } from './statistics/correlation.ts';
export { EWMA_SLOTS, ewmaVolatility } from './statistics/ewma-volatility.ts';
export {
  deviationOf,
  downsideDeviation,
  isNearlyConstant,
  type Moments,
  momentsOf,
  shapeOf,
  slopeOn,
  standardDeviation,
} from './statistics/moments.ts';
export { quantileOfSorted } from './statistics/quantile.ts';
export { averageRanks } from './statistics/ranks.ts';
export { isSeeded, MEAN_SLOTS, recursiveMean } from './statistics/recursive-mean.ts';
export { CompensatedSum, meanOf, sumOf } from './statistics/sum.ts';
export {
  DAY_MS,
  dateOfDay,
  durationMs,
  HOUR_MS,
  isoDate,
  isoTime,
  MINUTE_MS,
  parseDate,
  parseDuration,
  SECOND_MS,
  TIMEFRAMES,
  type Timeframe,
  timeframeMs,
  timeStamp,
  type UnixMs,
} from './time.ts';
export { Zone } from './zone.ts';
