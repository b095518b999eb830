import { type Implausible, implausibleNumbers, monthlyReturns, type Statistic, sessionEnds } from '../../metrics/index.ts';
import { evaluation, gates, type leaks, type ledger, luckEvidence, monthsNeeded } from '../../research/index.ts';
import type { EvaluationOfRun } from '../backtest/evaluate.ts';
import { performanceFacts } from '../backtest/performance-facts.ts';
import { returnsPerYear } from '../backtest/settings.ts';
import type { Learned } from './learn.ts';
import { researchCapital } from './portfolio.ts';
import type { PreparedResearch } from './prepare.ts';
import type { Selection } from './selection.ts';

/** Everything that a research run found out about itself. */
export interface Found {
  readonly prepared: PreparedResearch;
  readonly learned: Learned;
  readonly evaluateFrom: number;
  /** The judged portfolio. */
  readonly equity: Float64Array;
  readonly evaluation: EvaluationOfRun;
  /** Returns of the judged portfolio, one per session, or per bar above a day. */
  readonly returns: Float64Array;
  readonly netAtTwiceCosts: number;
  /** Sharpe ratio with every target one bar later, over the Sharpe ratio. */
  readonly extraLag: Statistic;
  /** Of all out-of-sample rows, and of the folds. */
  readonly scores: evaluation.Scores;
  readonly foldScores: readonly evaluation.FoldScore[];
  readonly selections: readonly Selection[];
  readonly trials: Pick<ledger.TrialCount, 'raw' | 'effective' | 'sharpes'>;
  readonly looks: number | undefined;
  readonly certificate: leaks.Certificate;
  readonly synthetic: boolean;
  /** Share of the judged bars that lie inside the training span of the member that speaks there. */
  readonly seenShare: number;
}

/** Numbers of a run that are too good to be true. */
export function implausible({
  prepared,
  equity,
  evaluateFrom,
  evaluation: own,
  scores,
  learned,
  extraLag,
}: Found): readonly Implausible[] {
  const { dataset } = prepared.loaded;
  const { metrics, basis } = own.result.document;
  const value = (key: string): number | undefined => (typeof metrics[key] === 'number' ? metrics[key] : undefined);
  const rows = { from: evaluateFrom, capital: researchCapital(prepared.project) };
  const months = monthlyReturns({
    ...{ time: dataset.time, equity, ...rows },
    ends: sessionEnds({ session: dataset.session, from: evaluateFrom }),
  });
  const two = learned.table.classes.length === 2;
  return implausibleNumbers({
    intraday: dataset.periodsPerYear > 366,
    bars: basis.bars,
    annualSharpe: value('sharpe'),
    annualReturn: value('annual_return'),
    winRate: value('win_rate'),
    closedTrades: value('closed_trades'),
    rankIc: scores.rank_ic ?? undefined,
    balancedAccuracy: two ? (scores.balanced_accuracy ?? undefined) : undefined,
    monthlyReturns: Float64Array.from(months, (month) => month.return),
    extraLagRatio: 'value' in extraLag ? extraLag.value : undefined,
  });
}

/** The facts that a promotion is judged by, all but what `promote` finds out itself. */
export function evidenceFacts(found: Found): Omit<gates.EvidenceFacts, 'pins'> {
  const { pins: _, ...unknown } = gates.unknownFacts('asked of agents');
  const { evaluation: own, certificate, foldScores, selections, trials, prepared } = found;
  const perYear = returnsPerYear(prepared.loaded.dataset);
  const { dsr } = own.result.evidence;
  return {
    ...unknown,
    run_status: { value: { status: 'success', cause: null } },
    leak_suite: leakFact(certificate),
    ...performanceFacts({
      ...{ result: own.result, implausible: implausible(found), returns: found.returns, netAtTwiceCosts: found.netAtTwiceCosts },
      ...{ perYear, barsPerYear: prepared.loaded.dataset.periodsPerYear },
    }),
    baselines: {
      value: {
        family: familyKind(found.learned.units.map(({ result }) => result.final.trained.family)),
        folds: foldScores.length,
        beats_constant: evaluation.foldsBeaten(foldScores, 'constant'),
        beats_linear: evaluation.foldsBeaten(foldScores, 'linear'),
      },
    },
    dsr:
      'missing' in dsr
        ? { missing: dsr.missing }
        : {
            value: {
              dsr: dsr.value,
              trials: trials.raw,
              months_needed: monthsNeeded(luckEvidence(found.returns, trials), perYear),
            },
          },
    pbo: pboFact(selections),
    spa: spaFact(selections),
    looks:
      found.looks === undefined
        ? { missing: 'no test window is configured' }
        : { value: { looks: found.looks, fresh_test_end: null } },
    out_of_sample: { value: { seen_share: found.seenShare, clean_from: null, by: 'model' } },
    synthetic: { value: { synthetic: found.synthetic } },
  };
}

function leakFact({ verdict, findings }: leaks.Certificate): gates.EvidenceFacts['leak_suite'] {
  const leak = findings.find(({ blocking }) => blocking);
  return { value: { verdict, first: leak === undefined ? null : { column: leak.subject, bar: leak.bar } } };
}

/** What kind of model stands against the baselines: the richest of the families. `auto` is the family that it chose. */
export function familyKind(families: readonly string[]): 'constant' | 'linear' | 'other' {
  if (families.every((family) => family === 'constant')) return 'constant';
  return families.every((family) => family === 'constant' || family === 'ridge' || family === 'logistic') ? 'linear' : 'other';
}

/** The worst of the units'. A figure that is asked for and cannot be made is missing, and does not pass. */
function pboFact(selections: readonly Selection[]): gates.EvidenceFacts['pbo'] {
  const asked = selections.filter(({ configurations }) => configurations >= gates.PBO_CONFIGURATIONS);
  const without = asked.find(({ pbo }) => pbo === null);
  if (without !== undefined) return { missing: without.pbo_not_available ?? 'it was not computed' };
  const pbo = asked.length === 0 ? null : Math.max(...asked.map((one) => one.pbo!));
  return { value: { pbo, configurations: mostConfigurations(selections), plateau: null } };
}

function spaFact(selections: readonly Selection[]): gates.EvidenceFacts['spa'] {
  const asked = selections.filter(({ configurations }) => configurations >= gates.SPA_CONFIGURATIONS);
  const without = asked.find(({ spa_p }) => spa_p === null);
  if (without !== undefined) return { missing: without.spa_not_available ?? 'it was not computed' };
  const p = asked.length === 0 ? null : Math.max(...asked.map((one) => one.spa_p!));
  return { value: { p, configurations: mostConfigurations(selections) } };
}

function mostConfigurations(selections: readonly Selection[]): number {
  return selections.reduce((most, { configurations }) => Math.max(most, configurations), 0);
}
