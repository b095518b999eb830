import type { MetricsConfig } from './config.ts';
import { MIN_RETURNS } from './keys.ts';
import { downsideDeviation } from './moments.ts';
import {
  annualGrowth,
  compound,
  compoundedMean,
  negativeDeviation,
  sharpeGeometric,
  sharpeOfCalendarDays,
  TRADING_DAYS,
} from './ratios.ts';
import { orMissing, type Statistic, tooFew } from './statistic.ts';
import { FLAT, NO_LOSS, sharpe, sortino } from './statistics/reward.ts';
import { meanOf } from './sum.ts';

/** The two samples of one run that the definitions choose from. */
export interface Samples {
  /** One return per session. */
  readonly sessions: Float64Array;
  /** One return per calendar day, made where a definition asks for them. */
  readonly calendarDays: () => Float64Array;
  /** Sessions a year. */
  readonly perYear: number;
}

/** The sample that a `metrics.sharpe` setting looks at. */
function sampleOf(samples: Samples, sharpe: MetricsConfig['sharpe']): Float64Array {
  return sharpe === 'calendar_days' ? samples.calendarDays() : samples.sessions;
}

/** Sharpe ratio by the definition of `metrics.sharpe`. */
export function sharpeRatio(samples: Samples, settings: MetricsConfig): Statistic {
  const { perYear } = samples;
  const returns = sampleOf(samples, settings.sharpe);
  const riskFree = settings.risk_free;
  if (returns.length < MIN_RETURNS) return tooFew(MIN_RETURNS, 'returns', returns.length);
  switch (settings.sharpe) {
    case 'sessions':
      return sharpe({ returns, perYear, riskFree: riskFree / perYear });
    case 'calendar_days':
      return orMissing(sharpeOfCalendarDays({ returns, riskFree }), FLAT);
    case 'geometric':
      return orMissing(sharpeGeometric({ returns, perYear }), FLAT);
  }
}

/**
 * Sortino ratio by the definition of `metrics.sortino`. `glossary` is the same whatever the Sharpe ratio is; the other two
 * put the annual excess return of `metrics.sharpe` over the deviation of negative returns (LEAN) or over the root mean square
 * of min(r, 0) (backtesting.py), of the sample of `metrics.sharpe`.
 */
export function sortinoRatio(samples: Samples, settings: MetricsConfig): Statistic {
  const { perYear } = samples;
  const returns = settings.sortino === 'glossary' ? samples.sessions : sampleOf(samples, settings.sharpe);
  if (returns.length < MIN_RETURNS) return tooFew(MIN_RETURNS, 'returns', returns.length);
  if (settings.sortino === 'glossary') {
    return sortino({ returns, perYear, target: settings.risk_free / perYear });
  }
  const days = settings.sharpe === 'calendar_days' ? TRADING_DAYS : perYear;
  const downside =
    settings.sortino === 'negative_sd' ? negativeDeviation(returns) : downsideDeviation({ values: returns, target: 0 });
  const excess = annualExcess(samples, settings);
  if (downside === undefined || downside === 0) return orMissing(undefined, NO_LOSS);
  return orMissing(excess === undefined ? undefined : excess / (downside * Math.sqrt(days)), 'everything was lost');
}

/** Numerator of the Sharpe ratio in use, a year. */
function annualExcess(samples: Samples, settings: MetricsConfig): number | undefined {
  const returns = sampleOf(samples, settings.sharpe);
  switch (settings.sharpe) {
    case 'sessions': {
      const mean = meanOf(returns);
      return mean === undefined ? undefined : mean * samples.perYear - settings.risk_free;
    }
    case 'calendar_days': {
      const growth = compoundedMean({ returns, perYear: TRADING_DAYS });
      return growth === undefined ? undefined : growth - settings.risk_free;
    }
    case 'geometric':
      return annualGrowth({ totalReturn: compound(returns), periods: returns.length, perYear: samples.perYear });
  }
}
