import type { MetricsResult } from './compute.ts';
import type { MetricsInput } from './input.ts';
import { breakEvenBps, netPnlAtTwiceCosts, netPnlOf, totalCosts } from './money-totals.ts';

export interface Verdict {
  readonly verdict: 'valid' | 'invalid' | 'pending';
  /** One plain sentence. */
  readonly line: string;
}

/** What the verdict of a run is read from. */
export interface VerdictFacts {
  readonly impossible: MetricsResult['impossible'];
  /** The first leak that the leak suite found, in words; absent: none. */
  readonly leak?: string | undefined;
  readonly totalReturn: number;
  readonly benchmarkReturn: number | undefined;
  /** Result at twice the assumed costs: the rung of the cost ladder, see {@link netPnlAtTwiceCosts}. */
  readonly netPnlAtTwiceCosts: number;
  /** Cost in basis points of traded value at which nothing is left; undefined when nothing was traded. */
  readonly breakEvenBps: number | undefined;
  /** What the run paid, in the same unit; undefined when nothing was traded. */
  readonly assumedBps: number | undefined;
}

/** The facts of a computed run. */
export function verdictFacts(input: MetricsInput, result: MetricsResult): VerdictFacts {
  const { tradedNotional } = input;
  return {
    impossible: result.impossible,
    totalReturn: netPnlOf(input) / input.capital,
    benchmarkReturn: result.benchmarkReturn,
    netPnlAtTwiceCosts: netPnlAtTwiceCosts(input),
    breakEvenBps: breakEvenBps(input),
    assumedBps: tradedNotional > 0 ? (totalCosts(input.costs) / tradedNotional) * 10_000 : undefined,
  };
}

/**
 * The first rule that applies: an impossible number · below buy-and-hold of the same symbols · nothing left at twice the
 * assumed costs · else pending, because this version has no evidence statistics.
 */
export function verdictOf(facts: VerdictFacts): Verdict {
  const first = facts.impossible[0];
  if (first !== undefined) {
    return { verdict: 'invalid', line: `impossible number: ${first.metric} is ${number(first.value, 6)} and ${first.rule}` };
  }
  if (facts.leak !== undefined) return { verdict: 'invalid', line: `leak suite failed: ${facts.leak}` };
  const { totalReturn, benchmarkReturn } = facts;
  if (benchmarkReturn !== undefined && totalReturn < benchmarkReturn) {
    const figures = `${percent(totalReturn)} against ${percent(benchmarkReturn)}`;
    return { verdict: 'invalid', line: `below buy-and-hold of the same symbols: ${figures}` };
  }
  const { breakEvenBps, assumedBps } = facts;
  if (breakEvenBps !== undefined && assumedBps !== undefined && facts.netPnlAtTwiceCosts <= 0) {
    return { verdict: 'invalid', line: `edge gone at ${number(breakEvenBps, 1)} bps, you assume ${number(assumedBps, 1)}` };
  }
  return { verdict: 'pending', line: 'pending: no evidence statistics in this version' };
}

/** `+12.34 %`, with a real minus. */
function percent(fraction: number): string {
  const text = number(fraction * 100, 2);
  return `${fraction > 0 ? '+' : ''}${text} %`;
}

/** With thousands separators: `20,241.54`. */
function number(value: number, decimals: number): string {
  const [whole = '', ...fraction] = value.toFixed(decimals).replace('-', '\u2212').split('.');
  return [whole.replace(/\d(?=(\d{3})+$)/g, '$&,'), ...fraction].join('.');
}
