import { downsideDeviation } from '../base/index.ts';
import type { MetricsConfig } from './config.ts';
import { MIN_RETURNS } from './keys.ts';
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
import { FLAT, LOST, NO_LOSS, sharpe, sortino } from './statistics/reward.ts';

/** Days a year in the definition of freqtrade, whose markets never close. */
const WALLET_DAYS = 365;

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
    case 'daily_wallet':
      return sharpe({ returns, perYear: WALLET_DAYS, ddof: 0 });
  }
}

/**
 * Sortino ratio by the definition of `metrics.sortino`, whatever the Sharpe ratio is: `glossary`; `negative_sd`, LEAN's, of one return per
 * calendar day over the deviation of the negative ones; `downside_rms`, backtesting.py's, the annual return over the root mean square of
 * min(r, 0).
 */
export function sortinoRatio(samples: Samples, settings: MetricsConfig): Statistic {
  const { perYear } = samples;
  const returns = settings.sortino === 'negative_sd' ? samples.calendarDays() : samples.sessions;
  if (returns.length < MIN_RETURNS) return tooFew(MIN_RETURNS, 'returns', returns.length);
  switch (settings.sortino) {
    case 'glossary':
      return sortino({ returns, perYear, target: settings.risk_free / perYear });
    case 'negative_sd': {
      const growth = compoundedMean({ returns, perYear: TRADING_DAYS });
      return overDownside(growth, settings.risk_free, negativeDeviation(returns), TRADING_DAYS);
    }
    case 'downside_rms': {
      const growth = annualGrowth({ totalReturn: compound(returns), periods: returns.length, perYear });
      return overDownside(growth, settings.risk_free, downsideDeviation({ values: returns, target: 0 }), perYear);
    }
  }
}

function overDownside(growth: number | undefined, riskFree: number, downside: number | undefined, perYear: number): Statistic {
  if (downside === undefined || downside === 0) return orMissing(undefined, NO_LOSS);
  return orMissing(growth === undefined ? undefined : (growth - riskFree) / (downside * Math.sqrt(perYear)), LOST);
}
