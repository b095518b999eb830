import { log } from '../../base/index.ts';

/** Variance of one bar that a drift does not change. Source: L. C. G. Rogers, S. E. Satchell 1991. */
export function rogersSatchellTerm(open: number, high: number, low: number, close: number): number {
  return log(high / close) * log(high / open) + log(low / close) * log(low / open);
}
