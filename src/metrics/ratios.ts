import { CompensatedSum, exp, log, meanOf, pow, standardDeviation } from '../base/index.ts';

/** A series of simple returns and how many of them make a year. */
export interface Series {
  readonly returns: Float64Array;
  readonly perYear: number;
}

/** Growth of one unit over the whole series, minus one. */
export function compound(returns: Float64Array): number {
  let growth = 1;
  for (let i = 0; i < returns.length; i += 1) growth *= 1 + returns[i]!;
  return growth - 1;
}

/** (1 + total)^(perYear / n) − 1; undefined for no returns and after a total loss. */
export function annualGrowth({
  totalReturn,
  periods,
  perYear,
}: {
  readonly totalReturn: number;
  readonly periods: number;
  readonly perYear: number;
}): number | undefined {
  return periods === 0 || totalReturn <= -1 ? undefined : pow(1 + totalReturn, perYear / periods) - 1;
}

/** ((1 + mean)^252 − 1 − riskFree) / (sd (n − 1) × √252) over one return per calendar day: LEAN's definition. */
export function sharpeOfCalendarDays({
  returns,
  riskFree,
}: {
  readonly returns: Float64Array;
  readonly riskFree: number;
}): number | undefined {
  const deviation = standardDeviation(returns);
  const excess = compoundedMean({ returns, perYear: TRADING_DAYS });
  return deviation === undefined || excess === undefined
    ? undefined
    : (excess - riskFree) / (deviation * Math.sqrt(TRADING_DAYS));
}

/** Sessions a year in the definitions of LEAN and backtesting.py. */
export const TRADING_DAYS = 252;

/** (1 + mean)^perYear − 1; undefined for no returns and for a mean loss of everything. */
export function compoundedMean({ returns, perYear }: Series): number | undefined {
  const mean = meanOf(returns);
  return mean === undefined || mean <= -1 ? undefined : pow(1 + mean, perYear) - 1;
}

/** exp(mean(log(1 + r))) − 1; undefined for no returns and after a total loss. */
export function geometricMean(returns: Float64Array): number | undefined {
  if (returns.length === 0) return undefined;
  const sum = new CompensatedSum();
  for (let i = 0; i < returns.length; i += 1) {
    if (returns[i]! <= -1) return undefined;
    sum.add(log(1 + returns[i]!));
  }
  return exp(sum.value / returns.length) - 1;
}

/**
 * Geometric annual return / annual volatility of a compounding series,
 * √[(s² + (1 + g)²)^perYear − (1 + g)^(2·perYear)] with g the geometric mean and s² the variance (n − 1): backtesting.py's definition.
 */
export function sharpeGeometric({ returns, perYear }: Series): number | undefined {
  const mean = geometricMean(returns);
  const deviation = standardDeviation(returns);
  if (mean === undefined || deviation === undefined) return undefined;
  const growth = 1 + mean;
  const spread = pow(deviation * deviation + growth * growth, perYear) - pow(growth, 2 * perYear);
  return spread <= 0 ? undefined : (pow(growth, perYear) - 1) / Math.sqrt(spread);
}

/** Standard deviation (n − 1) of the negative returns only; undefined when there are fewer than 2 or they hardly vary. */
export function negativeDeviation(returns: Float64Array): number | undefined {
  return standardDeviation(returns.filter((value) => value < 0));
}
