/** A number; money as text with the currency's decimals; null where it is not available. */
export type MetricValue = number | string | null;

export interface MetricsBasis {
  readonly interval: string;
  readonly periods_per_year: number;
  /** Evaluated bars. */
  readonly bars: number;
  /** Calendar days from the first evaluated bar to the last. */
  readonly days: number;
  readonly closed_trades: number;
  /** Dates, UTC. */
  readonly from: string;
  readonly to: string;
}

/** `metrics.json`. */
export interface MetricsDocument {
  readonly basis: MetricsBasis;
  readonly currency: string;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Why a metric is null. */
  readonly not_available: Readonly<Record<string, string>>;
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly by_symbol: Readonly<Record<string, Readonly<Record<string, MetricValue>>>>;
  readonly segments: Readonly<Record<string, Readonly<Record<string, MetricValue>>>>;
}
