import { z } from 'zod';
import { fields } from '../base/index.ts';

/** The top-level `metrics` section: which of several published definitions a ratio follows. */
export const metricsSection = z.strictObject({
  /** Arithmetic mean over sessions; one sample per calendar day; or geometric annual return over annual volatility. */
  sharpe: z.enum(['sessions', 'calendar_days', 'geometric']).default('sessions'),
  /** Downside as the glossary defines it, standard deviation of negative returns, or root mean square of min(r, 0). */
  sortino: z.enum(['glossary', 'negative_sd', 'downside_rms']).default('glossary'),
  /** A year, as a fraction of equity. */
  risk_free: fields.fraction().default(0),
});
export type MetricsConfig = z.output<typeof metricsSection>;
