import { probabilityText } from '../metrics/index.ts';

/** Numbers for people; `n/a` for what is not known. */
export const NOT_AVAILABLE = 'n/a';

const FRACTIONS = new Set([
  'total_return',
  'annual_return',
  'volatility',
  'max_drawdown',
  'time_under_water',
  'exposure',
  'win_rate',
  'accuracy',
  'failure_rate',
]);
/** What has to reach a bound is rounded down. */
const PROBABILITIES = new Set(['psr', 'dsr']);
const COUNTS = /(?:_count|_days|_trades|^trials|^looks|^days)$/;

/** A metric as its key asks: 4.12 %, 17, 0.44; money texts stay as they are. */
export function metricText(key: string, value: number | string | null | undefined): string {
  if (value === null || value === undefined) return NOT_AVAILABLE;
  if (typeof value === 'string') return withSeparators(value);
  if (FRACTIONS.has(key)) return `${(value * 100).toFixed(2)} %`;
  if (PROBABILITIES.has(key)) return probabilityText(value);
  return COUNTS.test(key) && Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** `-1234567.89` → `-1,234,567.89`. */
export function withSeparators(decimal: string): string {
  return decimal.replace(/^(-?\d+)/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','));
}
