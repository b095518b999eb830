import type { MetricsResult } from './compute.ts';
import type { MetricsInput } from './input.ts';
import { breakEvenBps, netPnlAtTwiceCosts, netPnlOf, totalCosts } from './money-totals.ts';
import { type Implausible, implausibleNumbers, plausibilityFacts } from './plausibility.ts';
import { andThen, type Statistic } from './statistic.ts';

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
  /** Numbers too good to be believed; empty once the leak suite passed and a reason is given for them. */
  readonly implausible?: readonly Implausible[];
  readonly totalReturn: number;
  readonly benchmarkReturn: number | undefined;
  /** Result at twice the assumed costs: the rung of the cost ladder, see {@link netPnlAtTwiceCosts}. */
  readonly netPnlAtTwiceCosts: number;
  /** Cost in basis points of traded value at which nothing is left; undefined when nothing was traded. */
  readonly breakEvenBps: number | undefined;
  /** What the run paid, in the same unit; undefined when nothing was traded. */
  readonly assumedBps: number | undefined;
  /** Evidence statistics; absent: the verdict stays pending when nothing speaks against the run. */
  readonly evidence?: EvidenceFacts | undefined;
}

/** How far the judged returns can be told from luck. */
export interface EvidenceFacts {
  /** Years of the judged returns, and years that their Sharpe ratio needs (minimum track record at 95 %); missing: it is not above 0. */
  readonly years: { readonly has: number; readonly needs: Statistic };
  readonly dsr: Statistic;
  /** Trials on this data, and how many independent ones they are worth. */
  readonly trials: number;
  readonly effectiveTrials: number;
  /** Probability of backtest overfitting; absent below 8 configurations. */
  readonly pbo?: Statistic | undefined;
  /** By baseline model, the easiest first: folds on which the run is above it. Absent for runs without folds. */
  readonly baselines?: readonly BaselineFolds[];
  readonly bounds?: Partial<EvidenceBounds>;
}

export interface BaselineFolds {
  readonly name: string;
  readonly above: number;
  readonly folds: number;
}

/** What evidence has to reach. */
export interface EvidenceBounds {
  /** Least deflated Sharpe ratio. */
  readonly dsr: number;
  /** Largest probability of backtest overfitting. */
  readonly pbo: number;
  /** Least share of folds above each baseline. */
  readonly baselines: number;
}

/** Bounds of the promotion gates of the same names. */
export const EVIDENCE_BOUNDS: EvidenceBounds = { dsr: 0.9, pbo: 0.5, baselines: 0.6 };

/** The facts of a computed run. */
export function verdictFacts(input: MetricsInput, result: MetricsResult): VerdictFacts {
  const { tradedNotional } = input;
  return {
    impossible: result.impossible,
    implausible: implausibleNumbers(plausibilityFacts(input, result)),
    totalReturn: netPnlOf(input) / input.capital,
    benchmarkReturn: result.benchmarkReturn,
    netPnlAtTwiceCosts: netPnlAtTwiceCosts(input),
    breakEvenBps: breakEvenBps(input),
    assumedBps: tradedNotional > 0 ? (totalCosts(input.costs) / tradedNotional) * 10_000 : undefined,
    evidence: evidenceOf(input, result),
  };
}

/** Undefined where nobody counted the trials. */
function evidenceOf({ trials, returnsPerYear }: MetricsInput, { returns, evidence }: MetricsResult): EvidenceFacts | undefined {
  if (trials === undefined) return undefined;
  return {
    years: { has: returns / returnsPerYear, needs: andThen(evidence.mintrl_days, (needed) => needed / returnsPerYear) },
    dsr: evidence.dsr,
    trials: trials.count,
    effectiveTrials: trials.effective,
  };
}

/** A rule: the verdict when it applies. */
type Rule = (facts: VerdictFacts) => Verdict | undefined;

const invalid = (line: string): Verdict => ({ verdict: 'invalid', line });

/**
 * The first rule that applies: an impossible number · a leak · a number too good to be believed · not enough data for the Sharpe ratio · below a
 * baseline (models on folds; else buy-and-hold of the same symbols) · not distinguishable from luck · a selection that does not carry over ·
 * nothing left at twice the assumed costs · else the evidence holds so far, or is pending where there is none.
 */
export function verdictOf(facts: VerdictFacts): Verdict {
  for (const rule of RULES) {
    const verdict = rule(facts);
    if (verdict !== undefined) return verdict;
  }
  const { evidence } = facts;
  if (evidence === undefined) return { verdict: 'pending', line: 'pending: its trials are not counted' };
  return { verdict: 'valid', line: `Evidence holds so far: ${holds(evidence)}` };
}

const RULES: readonly Rule[] = [
  ({ impossible: [first] }) =>
    first && invalid(`impossible number: ${first.metric} is ${number(first.value, 6)} and ${first.rule}`),
  ({ leak }) => (leak === undefined ? undefined : invalid(`leak suite failed: ${leak}`)),
  ({ implausible: [first] = [] }) => first && invalid(implausibleLine(first)),
  ({ evidence }) => evidence && dataVerdict(evidence),
  belowBaseline,
  ({ evidence }) => evidence && luckVerdict(evidence),
  ({ evidence }) => evidence && selectionVerdict(evidence),
  costVerdict,
];

/** `implausible number: sharpe is 5.20, above 4 on 250 bars and more: look for a leak first`. */
function implausibleLine({ metric, value, bound, where }: Implausible): string {
  const beyond = 'above' in bound ? `above ${bound.above}` : `below ${bound.below}`;
  return `implausible number: ${metric} is ${number(value, 2)}, ${beyond} ${where}: look for a leak first`;
}

/** Longer records are not told apart. */
const MANY_YEARS = 1000;

function dataVerdict({ years, dsr }: EvidenceFacts): Verdict | undefined {
  if ('missing' in dsr) return { verdict: 'pending', line: `not enough data: ${dsr.missing}` };
  if ('missing' in years.needs || years.needs.value <= years.has) return undefined;
  // Rounded apart, so that what is needed never reads like what is there.
  const needs =
    years.needs.value > MANY_YEARS ? `more than ${number(MANY_YEARS, 0)}` : number(Math.ceil(years.needs.value * 10) / 10, 1);
  return { verdict: 'pending', line: `not enough data: needs ${needs} years, has ${number(Math.floor(years.has * 10) / 10, 1)}` };
}

function belowBaseline({ evidence, totalReturn, benchmarkReturn }: VerdictFacts): Verdict | undefined {
  if (evidence?.baselines !== undefined) {
    const least = boundsOf(evidence).baselines;
    const lost = evidence.baselines.find(({ above, folds }) => above < least * folds - 1e-9);
    return lost && invalid(`does not beat the ${lost.name} baseline on ${lost.folds - lost.above} of ${lost.folds} folds`);
  }
  if (benchmarkReturn === undefined || totalReturn >= benchmarkReturn) return undefined;
  const figures = `${percent(totalReturn)} against ${percent(benchmarkReturn)}`;
  return invalid(`below buy-and-hold of the same symbols: ${figures}`);
}

function luckVerdict(evidence: EvidenceFacts): Verdict | undefined {
  const { dsr } = evidence;
  if ('missing' in dsr || dsr.value >= boundsOf(evidence).dsr) return undefined;
  const effective = `${number(evidence.effectiveTrials, 0)} effective`;
  return invalid(`Not distinguishable from luck: DSR ${probabilityText(dsr.value)} after ${trialsText(evidence)} (${effective})`);
}

function selectionVerdict(evidence: EvidenceFacts): Verdict | undefined {
  const { pbo } = evidence;
  if (pbo === undefined || 'missing' in pbo || pbo.value <= boundsOf(evidence).pbo) return undefined;
  return invalid(`selection does not carry over: PBO ${number(Math.ceil(pbo.value * 100) / 100, 2)}`);
}

function costVerdict({ breakEvenBps, assumedBps, netPnlAtTwiceCosts: net }: VerdictFacts): Verdict | undefined {
  if (breakEvenBps === undefined || assumedBps === undefined || net > 0) return undefined;
  return invalid(`edge gone at ${number(breakEvenBps, 1)} bps, you assume ${number(assumedBps, 1)}`);
}

/** `DSR 0.93 after 12 trials, 5 of 5 folds above the linear baseline`. */
function holds(evidence: EvidenceFacts): string {
  const { dsr, baselines } = evidence;
  const hardest = baselines?.at(-1);
  const folds = hardest && `, ${hardest.above} of ${hardest.folds} folds above the ${hardest.name} baseline`;
  return `DSR ${'value' in dsr ? probabilityText(dsr.value) : 'n/a'} after ${trialsText(evidence)}${folds ?? ''}`;
}

const boundsOf = ({ bounds }: EvidenceFacts): EvidenceBounds => ({ ...EVIDENCE_BOUNDS, ...bounds });

const trialsText = ({ trials }: EvidenceFacts): string => `${number(trials, 0)} ${trials === 1 ? 'trial' : 'trials'}`;

/** A probability that has to reach a bound, rounded down wherever it is told: 0.8999 is not 0.90. */
export function probabilityText(probability: number, decimals: 2 | 3 | 4 = 2): string {
  const scale = { 2: 100, 3: 1000, 4: 10_000 }[decimals];
  // 0.29 · 100 is 28.999999999999996.
  return number(Math.floor(probability * scale + 1e-9) / scale, decimals);
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
