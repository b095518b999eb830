import { breathe } from '../../adapters/fs/index.ts';
import { type Statistic, sessionEnds, sessionReturns, statistics, type Verdict, verdictOf } from '../../metrics/index.ts';
import type { ModelFamily } from '../../models/index.ts';
import { evaluation, type leaks, type ledger } from '../../research/index.ts';
import { firstSpokenRow, targetModels, targetRules, targetsOver } from './decide.ts';
import { evidenceFacts, type Found, implausible } from './evidence.ts';
import type { Learned } from './learn.ts';
import { type RunModel, runModels } from './models.ts';
import { evaluatePortfolio, type PortfolioInput, researchCapital, type SteppedPortfolio, stepPortfolio } from './portfolio.ts';
import type { PreparedResearch } from './prepare.ts';
import { selectionOf } from './selection.ts';
import type { ResearchTargets, TargetModel, TargetRules } from './targets.ts';
import { appendOnce, evaluationTrials, type TrialFacts } from './trials.ts';

/** What a leak suite looks at. */
export interface Certifiable {
  readonly prepared: PreparedResearch;
  readonly learned: Learned;
  readonly models: readonly TargetModel[];
  readonly rules: TargetRules;
  readonly evaluateFrom: number;
  readonly configHash: string;
}

export interface WeighInput {
  readonly prepared: PreparedResearch;
  readonly learned: Learned;
  readonly book: ledger.TrialLedger;
  readonly trialFacts: TrialFacts;
  readonly families: readonly ModelFamily[];
  readonly codeVersion: string;
  readonly configHash: string;
  /** Steps through the judged portfolio. */
  readonly step: (portfolio: PortfolioInput) => SteppedPortfolio;
  readonly certify: (run: Certifiable) => Promise<leaks.Certificate>;
  /** Told before each part of the work. */
  readonly onPart?: (label: string) => void;
}

/** A run with the evidence for and against it: everything that a promotion is judged by. */
export interface Weighed extends Found {
  readonly models: readonly RunModel[];
  readonly targets: ResearchTargets;
  readonly rules: TargetRules;
  readonly portfolio: PortfolioInput;
  readonly verdict: Verdict;
  readonly facts: ReturnType<typeof evidenceFacts>;
  /** Last line that the run wrote into the ledger. */
  readonly head: ledger.LedgerHead;
}

/** Backtests what was learned, certifies it, counts it as a trial, and weighs the evidence. */
export async function weighResearch(input: WeighInput): Promise<Weighed> {
  const { prepared, learned } = input;
  const begin = async (label: string): Promise<void> => {
    input.onPart?.(label);
    await breathe();
  };
  const models = runModels(prepared, learned, input);
  const speaking = targetModels(prepared, models);
  const rules = targetRules(prepared, learned);
  const { dataset } = prepared.loaded;
  const targets = targetsOver(prepared.run, dataset, speaking, rules);
  targets.advance(dataset.time.length);
  const evaluateFrom = firstSpokenRow(prepared, speaking);
  const finer = prepared.loaded.finer?.symbols.map(({ bars }) => bars);
  const portfolio: PortfolioInput = { project: prepared.project, dataset, targets: targets.weights, evaluateFrom, finer };
  await begin('backtest');
  const stepped = input.step(portfolio);
  const capital = researchCapital(prepared.project);
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const returns = sessionReturns({ equity: stepped.engine.equity, from: evaluateFrom, capital, ends });
  const netAtTwiceCosts = stepPortfolio({ ...portfolio, costMultiple: 2 }).engine.equity.at(-1)! - capital;
  await begin('leak suite');
  const { configHash } = input;
  const certificate = await input.certify({ prepared, learned, models: speaking, rules, evaluateFrom, configHash });
  await begin('trials');
  const { head, trials, looks } = await countRun(input, { evaluateFrom, returns, ends });
  const leak = certificate.findings.find(({ blocking }) => blocking);
  const judged = evaluatePortfolio(portfolio, stepped.engine, {
    ...{ costsAtSessionEnds: stepped.costsAtSessionEnds, netPnlAtTwiceCosts: netAtTwiceCosts },
    leak: leak === undefined ? undefined : `${leak.code}: ${leak.subject}`,
    trials: { count: trials.raw, effective: trials.effective, sharpes: trials.sharpes, looks },
  });
  await begin('selection');
  const extraLag = statistics.extraLagRatio({ later: laterSharpe(portfolio), own: statistics.sharpe({ returns }) });
  const { predictions } = evaluation.outOfSample(learned.units, 'own');
  const seed = prepared.research.seed ?? prepared.project.project.seed;
  const found: Found = {
    ...{ prepared, learned, evaluateFrom, equity: stepped.engine.equity, evaluation: judged, returns, netAtTwiceCosts },
    ...{ extraLag, scores: evaluation.scoresOf(predictions, learned.horizon), certificate, trials, looks },
    foldScores: evaluation.foldScores(learned.units, learned.horizon),
    selections: learned.units.map((unit) => selectionOf(unit, seed)),
    synthetic: prepared.loaded.synthetic,
    seenShare: seenShare(targets, evaluateFrom),
  };
  const facts = evidenceFacts(found);
  const weighed = { ...found, models, targets, rules, portfolio, verdict: verdictOfRun(found, facts), facts, head };
  return prepared.research.backtest.enabled ? weighed : withoutBacktest(weighed);
}

/** Share of the bars with a signal on which the member that speaks was trained. */
function seenShare({ said }: ResearchTargets, from: number): number {
  let bars = 0;
  let seen = 0;
  for (const { in_sample, signal } of said) {
    for (let row = from; row < signal.length; row += 1) {
      if (Number.isNaN(signal[row]!)) continue;
      bars += 1;
      seen += in_sample[row]!;
    }
  }
  return bars === 0 ? 0 : seen / bars;
}

const NO_BACKTEST = 'research.backtest.enabled is false';

/** The predictions alone: no figure of a portfolio is told, and nothing that asks for one passes. */
function withoutBacktest(weighed: Weighed): Weighed {
  const { evaluation: own, facts } = weighed;
  const { document } = own.result;
  const keys = Object.keys(document.metrics);
  const missing = { missing: NO_BACKTEST };
  return {
    ...weighed,
    evaluation: {
      ...own,
      result: {
        ...own.result,
        document: {
          ...document,
          metrics: Object.fromEntries(keys.map((key) => [key, null])),
          not_available: Object.fromEntries(keys.map((key) => [key, NO_BACKTEST])),
          by_symbol: {},
        },
      },
    },
    facts: { ...facts, dsr: missing, cost_stress: missing, drawdown: missing, sample: missing, mintrl: missing },
    verdict: { verdict: 'pending', line: `pending: no backtest, ${NO_BACKTEST}` },
  };
}

/** Writes the run's own lines into the ledger and counts up to them. */
async function countRun(
  { prepared, book, trialFacts }: WeighInput,
  { evaluateFrom, returns, ends }: { readonly evaluateFrom: number; readonly returns: Float64Array; readonly ends: Int32Array },
) {
  const { time } = prepared.loaded.dataset;
  const { data } = prepared.project;
  // The first session has no return when it ends on the first row.
  const first = ends.length > 0 && ends[0] === evaluateFrom ? 1 : 0;
  const closes = Float64Array.from(returns, (_, index) => time[ends[first + index]!]!);
  const { test_start: from, test_end: to } = data;
  const configured = prepared.research.evaluation.use_configured_test_window && from !== undefined && to !== undefined;
  const testWindow = configured ? { from, to } : undefined;
  const head = await appendOnce(book, evaluationTrials(trialFacts, { time: closes, returns, testWindow }));
  const window = evaluationTrials(trialFacts, { time: closes, returns, testWindow: undefined })[0]!.window;
  const trials = book.count(window, head);
  const looks = testWindow === undefined ? undefined : book.looks({ symbols: [...prepared.symbols], ...testWindow }, head);
  return { head, trials, looks };
}

/** The Sharpe ratio with every target one bar later. */
function laterSharpe(portfolio: PortfolioInput): Statistic {
  const targets = portfolio.targets.map((column) => {
    const later = new Float64Array(column.length).fill(Number.NaN);
    later.set(column.subarray(0, -1), 1);
    return later;
  });
  const { engine } = stepPortfolio({ ...portfolio, targets });
  const { dataset, evaluateFrom, project } = portfolio;
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const capital = researchCapital(project);
  return statistics.sharpe({ returns: sessionReturns({ equity: engine.equity, from: evaluateFrom, capital, ends }) });
}

function verdictOfRun(found: Found, { baselines, pbo }: ReturnType<typeof evidenceFacts>): Verdict {
  const { facts } = found.evaluation;
  const { evidence } = facts;
  if (evidence === undefined || !('value' in baselines)) return found.evaluation.verdict;
  const { folds, beats_constant, beats_linear, family } = baselines.value;
  const asked = [
    { name: 'constant', above: beats_constant, folds },
    ...(family === 'other' ? [{ name: 'linear', above: beats_linear, folds }] : []),
  ];
  const pboStatistic: Statistic | undefined =
    'missing' in pbo ? { missing: pbo.missing } : 'value' in pbo && pbo.value.pbo !== null ? { value: pbo.value.pbo } : undefined;
  return verdictOf({ ...facts, implausible: implausible(found), evidence: { ...evidence, baselines: asked, pbo: pboStatistic } });
}
