import { z } from 'zod';
import { fields } from '../base/index.ts';

/** The top-level `metrics` section: which of several published definitions a ratio follows. */
export const metricsSection = z.strictObject({
  /** Arithmetic mean over sessions; one sample per calendar day; geometric annual return over annual volatility; 365 days a year. */
  sharpe: z.enum(['sessions', 'calendar_days', 'geometric', 'daily_wallet']).default('sessions'),
  /** Downside as the glossary defines it, standard deviation of negative returns, or root mean square of min(r, 0). */
  sortino: z.enum(['glossary', 'negative_sd', 'downside_rms']).default('glossary'),
  /** A year, as a fraction of equity. */
  /** Years of the annual return: sessions / sessions a year, or calendar days / 365 or 365.25. */
  annual_return: z.enum(['sessions', 'days_365', 'days_365_25']).default('sessions'),
  /** Days of the deepest dip and the plain mean of all, or of the longest one and the mean rounded up to whole days. */
  drawdown_days: z.enum(['deepest', 'longest']).default('deepest'),
  /** First bar that counts: that of the first possible decision, or the first of the window, warm-up included. */
  from: z.enum(['evaluation', 'start_date']).default('evaluation'),
  risk_free: fields.fraction().default(0),
  /** False: a run is not repeated with other starts, entries and orders of its trades; the cost ladder, which the verdict reads, stays. */
  robustness: z.boolean().default(true),
});
export type MetricsConfig = z.output<typeof metricsSection>;
