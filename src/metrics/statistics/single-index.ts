import { meanOf, momentsOf, pow, slopeOn, standardDeviation } from '../../base/index.ts';
import { andThen, known, missing, ofReturns, quotient, type Statistic } from '../statistic.ts';
import { annualReturn, downsideRisk, LOST, type Returns, sharpe, sortino, volatility } from './reward.ts';
import { excessOf, periodsWhere, type Rate } from './series.ts';
import { ratioOf } from './shape.ts';

/** Returns and those of a benchmark in the same periods; rates are per period. */
export interface Pair extends Returns {
  readonly benchmark: Float64Array;
  /** Risk-free rate per period, default 0. */
  readonly riskFree?: Rate;
}

const FLAT_BENCHMARK = 'the benchmark does not vary';

/** The pair as returns above the risk-free rate. */
function excessPair({ returns, benchmark, riskFree = 0, perYear = 1 }: Pair): Required<Omit<Pair, 'riskFree'>> {
  return { returns: excessOf(returns, riskFree), benchmark: excessOf(benchmark, riskFree), perYear };
}

/** Slope of the returns on the benchmark's by least squares: cov / var. Missing below 2 returns and where the benchmark hardly varies. */
export function beta(input: Pair): Statistic {
  const { returns, benchmark } = excessPair(input);
  return ofReturns([returns, benchmark], 2, () => {
    const slope = slopeOn({ values: returns, of: benchmark });
    return slope === undefined ? missing(FLAT_BENCHMARK) : known(slope);
  });
}

/**
 * Correlation of the returns with the benchmark's: beta · sd(b) / sd(r), −1 … 1. K. Pearson (1895). Missing below 2 returns and where either
 * hardly varies.
 */
export function correlation({ returns, benchmark }: Pick<Pair, 'returns' | 'benchmark'>): Statistic {
  return andThen(beta({ returns, benchmark }), (slope) => {
    const own = standardDeviation(returns);
    if (own === undefined) return missing('the returns do not vary');
    return Math.min(1, Math.max(-1, (slope * standardDeviation(benchmark)!) / own));
  });
}

/**
 * What the returns have beyond beta times the benchmark, mean of a period, a year: `compounded` (default) (1 + mean)^perYear − 1,
 * `arithmetic` mean · perYear. M. Jensen (1968). Missing where {@link beta} is.
 */
export function alpha({
  annualisation = 'compounded',
  ...input
}: Pair & { readonly annualisation?: 'compounded' | 'arithmetic' }): Statistic {
  const { returns, benchmark, perYear } = excessPair(input);
  return andThen(beta(input), (slope) => {
    const mean = meanOf(returns)! - slope * meanOf(benchmark)!;
    if (annualisation === 'arithmetic') return mean * perYear;
    return mean <= -1 ? missing(LOST) : pow(1 + mean, perYear) - 1;
  });
}

/** Which periods of a benchmark count: those in which it rose or fell. */
export type Market = 'up' | 'down';

const sideOf = (market: Market) => (value: number) => (market === 'up' ? value > 0 : value < 0);

/** {@link beta} over the periods in which the benchmark rose (or fell). */
export function betaWhen({ market, ...input }: Omit<Pair, 'riskFree'> & { readonly market: Market }): Statistic {
  return beta({ ...input, ...periodsWhere(input, sideOf(market)) });
}

/** {@link alpha} over the periods in which the benchmark rose (or fell). */
export function alphaWhen({ market, ...input }: Omit<Pair, 'riskFree'> & { readonly market: Market }): Statistic {
  return alpha({ ...input, ...periodsWhere(input, sideOf(market)) });
}

/** Annual return / that of the benchmark, both geometric; `market`: only over periods in which the benchmark rose (or fell). */
export function capture({ market, ...input }: Omit<Pair, 'riskFree'> & { readonly market?: Market }): Statistic {
  const { perYear = 1 } = input;
  return ofReturns([input.returns, input.benchmark], 1, () => {
    const { returns, benchmark } = market === undefined ? input : periodsWhere(input, sideOf(market));
    const bottom = annualReturn({ returns: benchmark, perYear });
    return ratioOf(annualReturn({ returns, perYear }), bottom, 'the benchmark returned nothing');
  });
}

/** {@link capture} of rising periods / that of falling ones. */
export function captureSpread(input: Omit<Pair, 'riskFree'>): Statistic {
  const up = capture({ ...input, market: 'up' });
  return ratioOf(up, capture({ ...input, market: 'down' }), 'nothing was lost in falling periods');
}

/** Standard deviation (n − 1) of the returns less the benchmark's × √perYear. */
export function trackingError({ returns, benchmark, perYear = 1 }: Omit<Pair, 'riskFree'>): Statistic {
  return volatility({ returns: excessOf(returns, benchmark), perYear });
}

/** Mean of the returns less the benchmark's / their standard deviation (n − 1) × √perYear. T. Goodwin (1998). Missing as {@link sharpe}. */
export function informationRatio({ returns, benchmark, perYear = 1 }: Omit<Pair, 'riskFree'>): Statistic {
  return sharpe({ returns, riskFree: benchmark, perYear });
}

/** Annual returns (geometric) of both above the risk-free return a year. */
function annualExcess(input: AnnualPair, make: (own: number, other: number) => Statistic | number): Statistic {
  const { returns, benchmark, perYear = 1, riskFreeYear = 0 } = input;
  return ofReturns([returns, benchmark], 2, () =>
    andThen(annualReturn({ returns, perYear }), (own) =>
      andThen(annualReturn({ returns: benchmark, perYear }), (other) => make(own - riskFreeYear, other - riskFreeYear)),
    ),
  );
}

/** As {@link Pair}, with annual returns; beta is of the returns as they are, which a constant rate does not change. */
export interface AnnualPair extends Omit<Pair, 'riskFree'> {
  /** Risk-free return a year, default 0. */
  readonly riskFreeYear?: number;
}

/** Annual return − riskFree − beta · (annual benchmark return − riskFree). M. Jensen (1968), as in C. Bacon (2008). Also Fama's selectivity. */
export function jensenAlpha(input: AnnualPair): Statistic {
  return andThen(beta(input), (slope) => annualExcess(input, (own, other) => own - slope * other));
}

/** {@link jensenAlpha} less the regression's alpha of one period: the annual residual as C. Bacon (2008) prints it. */
export function regressionEpsilon(input: AnnualPair): Statistic {
  return andThen(jensenAlpha(input), (value) =>
    andThen(alpha({ returns: input.returns, benchmark: input.benchmark, annualisation: 'arithmetic' }), (one) => value - one),
  );
}

/** Standard deviation (population) of what beta and alpha do not explain × √perYear. C. Bacon (2008). */
export function specificRisk({ returns, benchmark, perYear = 1 }: AnnualPair): Statistic {
  return andThen(beta({ returns, benchmark }), (slope) => {
    const rest = momentsOf(returns.map((value, i) => value - slope * benchmark[i]!))!;
    return Math.sqrt(rest.squares / rest.n) * Math.sqrt(perYear);
  });
}

/** Beta × standard deviation (population) of the benchmark × √perYear. C. Bacon (2008). */
export function systematicRisk({ returns, benchmark, perYear = 1 }: AnnualPair): Statistic {
  return andThen(beta({ returns, benchmark }), (slope) =>
    andThen(volatility({ returns: benchmark, perYear, ddof: 0 }), (spread) => slope * spread),
  );
}

/** √(systematic² + specific²). C. Bacon (2008). */
export function totalRisk(input: AnnualPair): Statistic {
  return andThen(systematicRisk(input), (market) =>
    andThen(specificRisk(input), (own) => Math.sqrt(market * market + own * own)),
  );
}

/** {@link jensenAlpha} / {@link specificRisk}. C. Bacon (2008). */
export function appraisalRatio(input: AnnualPair): Statistic {
  return ratioOf(jensenAlpha(input), specificRisk(input), 'nothing is left beside the benchmark');
}

/** Annual return above the risk-free one / beta; `modified`: / {@link systematicRisk}. J. Treynor (1965), C. Bacon (2008). */
export function treynorRatio({ modified = false, ...input }: AnnualPair & { readonly modified?: boolean }): Statistic {
  const bottom = modified ? systematicRisk(input) : beta(input);
  return ratioOf(
    annualExcess(input, (own) => own),
    bottom,
    'beta is zero',
  );
}

/** Standard deviation / that of the benchmark: the beta that a well spread portfolio of this risk would have. E. Fama (1972). */
export function famaBeta({ returns, benchmark }: AnnualPair): Statistic {
  return ofReturns([returns, benchmark], 2, () => {
    const other = standardDeviation(benchmark);
    return other === undefined ? missing(FLAT_BENCHMARK) : known((standardDeviation(returns) ?? 0) / other);
  });
}

/** {@link jensenAlpha} less the return that the risk not spread should have earned: (Fama beta − beta) · benchmark excess. E. Fama (1972). */
export function netSelectivity(input: AnnualPair): Statistic {
  return andThen(jensenAlpha(input), (value) =>
    andThen(famaBeta(input), (total) =>
      andThen(beta(input), (slope) => annualExcess(input, (_, other) => value - (total - slope) * other)),
    ),
  );
}

/** Annual return that the portfolio would have had at the benchmark's risk: excess / Fama beta + riskFree. F. and L. Modigliani (1997). */
export function mSquared(input: AnnualPair): Statistic {
  const { riskFreeYear = 0 } = input;
  return andThen(famaBeta(input), (ratio) =>
    annualExcess(input, (own) => andThen(quotient(own, ratio, 'the returns do not vary'), (value) => value + riskFreeYear)),
  );
}

/** {@link mSquared} against the benchmark's annual return: `geometric` (default) (1 + M²)/(1 + b) − 1, `arithmetic` M² − b. C. Bacon (2008). */
export function mSquaredExcess({
  method = 'geometric',
  ...input
}: AnnualPair & { readonly method?: 'geometric' | 'arithmetic' }): Statistic {
  return andThen(mSquared(input), (squared) =>
    andThen(annualReturn({ returns: input.benchmark, perYear: input.perYear ?? 1 }), (other) =>
      method === 'geometric' ? (1 + squared) / (1 + other) - 1 : squared - other,
    ),
  );
}

interface TargetedPair extends AnnualPair {
  /** Required return per period, default 0. */
  readonly target?: number;
}

/**
 * Annual return + Sortino ratio of a period · (annual downside risk of the benchmark − own): M² with downside risk. C. Bacon (2008).
 */
export function m2Sortino({ returns, benchmark, perYear = 1, target = 0 }: TargetedPair): Statistic {
  const risk = (of: Float64Array): Statistic => downsideRisk({ returns: of, target, perYear });
  return andThen(annualReturn({ returns, perYear }), (annual) =>
    andThen(sortino({ returns, target }), (ratio) =>
      andThen(risk(returns), (own) => andThen(risk(benchmark), (other) => annual + ratio * (other - own))),
    ),
  );
}

/** Annual return − 3 · downside risk · that of the benchmark, both annual. C. Bacon (2008), after F. Sortino. */
export function omegaExcessReturn({ returns, benchmark, perYear = 1, target = 0 }: TargetedPair): Statistic {
  return andThen(annualReturn({ returns, perYear }), (annual) =>
    andThen(downsideRisk({ returns, target, perYear }), (own) =>
      andThen(downsideRisk({ returns: benchmark, target, perYear }), (other) => annual - 3 * own * other),
    ),
  );
}
