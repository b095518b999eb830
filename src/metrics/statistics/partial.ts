import { CompensatedSum, meanOf, pow } from '../../base/index.ts';
import { andThen, known, missing, ofReturns, quotient, type Statistic } from '../statistic.ts';
import { downsideRisk, NO_LOSS, type Returns } from './reward.ts';
import { excessOf, type Rate } from './series.ts';

/** Simple returns and the return per period that they are measured against, default 0. */
export interface Targeted {
  readonly returns: Float64Array;
  readonly target?: Rate;
}

/** Mean of max(±(r − target), 0)^order over all n returns. */
function partialMoment({ returns, target = 0 }: Targeted, side: 1 | -1, order: number): Statistic {
  const excess = excessOf(returns, target);
  return ofReturns([excess], 1, () => {
    const sum = new CompensatedSum();
    for (let i = 0; i < excess.length; i += 1) {
      const part = Math.max(side * excess[i]!, 0);
      sum.add(order === 1 ? part : order === 2 ? part * part : pow(part, order));
    }
    return known(sum.value / excess.length);
  });
}

/** Lower partial moment: mean of max(target − r, 0)^order over all returns, order > 0, default 2. P. Fishburn (1977). */
export function lowerPartialMoment({ order = 2, ...input }: Targeted & { readonly order?: number }): Statistic {
  return partialMoment(input, -1, order);
}

/** Upper partial moment: mean of max(r − target, 0)^order over all returns, order > 0, default 2. */
export function upperPartialMoment({ order = 2, ...input }: Targeted & { readonly order?: number }): Statistic {
  return partialMoment(input, 1, order);
}

/** Mean shortfall below the target over all returns: the lower partial moment of order 1. C. Bacon (2008). */
export function downsidePotential(input: Targeted): Statistic {
  return lowerPartialMoment({ ...input, order: 1 });
}

/** Mean gain above the target over all returns: the upper partial moment of order 1. C. Bacon (2008). */
export function upsidePotential(input: Targeted): Statistic {
  return upperPartialMoment({ ...input, order: 1 });
}

/** Root of the upper partial moment of order 2. C. Bacon (2008). */
export function upsideRisk(input: Targeted): Statistic {
  return andThen(upperPartialMoment(input), Math.sqrt);
}

/** Share of the returns below the target. */
export function downsideFrequency({ returns, target = 0 }: Targeted): Statistic {
  return shareOf(returns, target, (excess) => excess < 0);
}

/** Share of the returns above the target. */
export function upsideFrequency({ returns, target = 0 }: Targeted): Statistic {
  return shareOf(returns, target, (excess) => excess > 0);
}

function shareOf(returns: Float64Array, target: Rate, holds: (excess: number) => boolean): Statistic {
  const excess = excessOf(returns, target);
  return ofReturns([excess], 1, () => known(excess.filter(holds).length / excess.length));
}

/** {@link upsidePotential} / {@link downsidePotential}: gains per unit of loss against a target. C. Keating, W. Shadwick (2002). */
export function omega(input: Targeted): Statistic {
  const excess = excessOf(input.returns, input.target ?? 0);
  return ofReturns([excess], 2, () =>
    andThen(upsidePotential(input), (gains) => andThen(downsidePotential(input), (losses) => quotient(gains, losses, NO_LOSS))),
  );
}

/** (mean − target) / downside potential = omega − 1. C. Bacon (2008). */
export function omegaSharpe(input: Targeted): Statistic {
  return kappa({ ...input, order: 1 });
}

/** (mean − target) / (lower partial moment of `order`)^(1/order), default order 3. P. Kaplan, J. Knowles (2004). Order 2 is the Sortino ratio. */
export function kappa({ order = 3, ...input }: Targeted & { readonly order?: number }): Statistic {
  return andThen(lowerPartialMoment({ ...input, order }), (moment) =>
    quotient(meanOf(excessOf(input.returns, input.target ?? 0))!, rootOf(moment, order), NO_LOSS),
  );
}

function rootOf(moment: number, order: number): number {
  if (order === 1) return moment;
  return order === 2 ? Math.sqrt(moment) : pow(moment, 1 / order);
}

/** Sum of gains / sum of losses, both against 0. A. Bernardo, O. Ledoit (2000). */
export function bernardoLedoit({ returns }: { readonly returns: Float64Array }): Statistic {
  return andThen(upsidePotential({ returns }), (gains) =>
    andThen(downsidePotential({ returns }), (losses) => quotient(gains, losses, 'no return is negative')),
  );
}

/** (number of losses · sum of losses) / (number of gains · sum of gains): 0 without losses, large for a losing record. C. Bacon (2008). */
export function dRatio({ returns }: { readonly returns: Float64Array }): Statistic {
  return ofReturns([returns], 1, () => {
    const sums = [new CompensatedSum(), new CompensatedSum()] as const;
    const counts = [0, 0];
    for (let i = 0; i < returns.length; i += 1) {
      if (returns[i] === 0) continue;
      const side = returns[i]! < 0 ? 0 : 1;
      sums[side].add(Math.abs(returns[i]!));
      counts[side] = counts[side]! + 1;
    }
    return quotient(counts[0]! * sums[0].value, counts[1]! * sums[1].value, 'no return is positive');
  });
}

/** (mean of (gains − `aversion` · losses) − target) / downside risk below the target; aversion 2.25. W. Watanabe (2006), C. Bacon (2008). */
export function prospectRatio({ aversion = 2.25, ...input }: Targeted & { readonly aversion?: number }): Statistic {
  const { returns, target = 0 } = input;
  return andThen(downsideRisk({ returns, target }), (risk) => {
    const felt = returns.map((value) => (value < 0 ? aversion * value : value));
    return quotient(meanOf(excessOf(felt, target))!, risk, NO_LOSS);
  });
}

/**
 * How much of the spread lies above the target: `variance` (default) divides the second upper by the second lower partial moment
 * (volatility skewness), `deviation` their roots (variability skewness). C. Bacon (2008).
 */
export function volatilitySkewness({
  of = 'variance',
  ...input
}: Targeted & { readonly of?: 'variance' | 'deviation' }): Statistic {
  return andThen(upperPartialMoment(input), (above) =>
    andThen(lowerPartialMoment(input), (below) =>
      andThen(quotient(above, below, NO_LOSS), (ratio) => (of === 'variance' ? ratio : Math.sqrt(ratio))),
    ),
  );
}

/** The target a period that compounds to a target a year: (1 + target)^(1 / perYear) − 1. Missing at a loss of everything or more. */
export function periodTarget({ target, perYear = 1 }: { readonly target: number } & Omit<Returns, 'returns'>): Statistic {
  return target <= -1 ? missing('a required loss of everything') : known(pow(1 + target, 1 / perYear) - 1);
}
