import { breathe } from '../../adapters/fs/index.ts';
import type { RunWriter } from '../../adapters/runs/index.ts';
import { type Statistic, sessionEnds, sessionReturns, statistics, type Verdict, verdictOf } from '../../metrics/index.ts';
import type { ModelFamily } from '../../models/index.ts';
import { evaluation, type ledger } from '../../research/index.ts';
import { certifyResearch } from './certify.ts';
import { type Comparison, compareWithBaselines } from './comparison.ts';
import { type CpcvReport, cpcvReports } from './cpcv.ts';
import { firstSpokenRow, targetModels, targetRules, targetsOver } from './decide.ts';
import { evidenceFacts, type Found, implausible } from './evidence.ts';
import { type FeatureReport, featureReport } from './feature-report.ts';
import type { Learned } from './learn.ts';
import { type RunModel, runModels } from './models.ts';
import { evaluatePortfolio, type PortfolioInput, researchCapital, runPortfolio, writePortfolio } from './portfolio.ts';
import type { PreparedResearch } from './prepare.ts';
import type { ResearchProgress } from './progress.ts';
import { selectionOf } from './selection.ts';
import type { ResearchTargets } from './targets.ts';
import { appendOnce, evaluationTrials, type TrialFacts } from './trials.ts';

export interface JudgeInput {
  readonly prepared: PreparedResearch;
  readonly learned: Learned;
  /** Where the backtests are written. */
  readonly run: RunWriter;
  readonly book: ledger.TrialLedger;
  readonly trialFacts: TrialFacts;
  readonly families: readonly ModelFamily[];
  readonly codeVersion: string;
  readonly configHash: string;
  readonly progress: ResearchProgress;
}

/** Everything a run has to tell. */
export interface Findings extends Found {
  readonly models: readonly RunModel[];
  readonly targets: ResearchTargets;
  readonly verdict: Verdict;
  readonly facts: ReturnType<typeof evidenceFacts>;
  readonly comparison: Comparison;
  readonly features: FeatureReport;
  readonly cpcv: readonly CpcvReport[];
  /** Last line that the run wrote into the ledger. */
  readonly head: ledger.LedgerHead;
}

const STEPS = 6;

/** Backtests what was learned, certifies it, compares it, and weighs the evidence. */
export async function judgeResearch(input: JudgeInput): Promise<Findings> {
  const { prepared, learned, run, progress } = input;
  const step = async (done: number, label: string): Promise<void> => {
    progress.step(done, STEPS, label);
    await breathe();
  };
  const models = runModels(prepared, learned, input);
  const speaking = targetModels(prepared, models);
  const rules = targetRules(prepared, learned);
  const { dataset } = prepared.loaded;
  const targets = targetsOver(prepared.run, dataset, speaking, rules);
  targets.advance(dataset.time.length);
  const evaluateFrom = firstSpokenRow(prepared, speaking);
  const portfolio: PortfolioInput = { project: prepared.project, dataset, targets: targets.weights, evaluateFrom };
  await step(0, 'backtest');
  const stepped = writePortfolio(run, 'backtests/portfolio/', portfolio);
  writeSymbols(run, prepared, targets, evaluateFrom);
  const capital = researchCapital(prepared.project);
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const returns = sessionReturns({ equity: stepped.engine.equity, from: evaluateFrom, capital, ends });
  const netAtTwiceCosts = runPortfolio({ ...portfolio, costMultiple: 2 }).engine.equity.at(-1)! - capital;
  await step(1, 'leak suite');
  const certificate = await certifyResearch({ ...input, models: speaking, rules, evaluateFrom });
  await step(2, 'trials');
  const { head, trials, looks } = await countRun(input, { evaluateFrom, returns, ends });
  const leak = certificate.findings.find(({ blocking }) => blocking);
  const judged = evaluatePortfolio(portfolio, stepped.engine, {
    ...{ costsAtSessionEnds: stepped.costsAtSessionEnds, netPnlAtTwiceCosts: netAtTwiceCosts },
    leak: leak === undefined ? undefined : `${leak.code}: ${leak.subject}`,
    trials: { count: trials.raw, effective: trials.effective, sharpes: trials.sharpes, looks },
  });
  await step(3, 'baselines');
  const own = statistics.sharpe({ returns });
  const extraLag = statistics.extraLagRatio({ later: laterSharpe(portfolio), own });
  const folds = evaluation.foldScores(learned.units, learned.horizon);
  const { predictions } = evaluation.outOfSample(learned.units, 'own');
  const comparison = compareWithBaselines({ prepared, learned, portfolio, returns, rules, folds, judged });
  await step(4, 'features');
  const features = await featureReport({ prepared, learned });
  await step(5, 'selection');
  const cpcv = await cpcvReports(prepared, learned);
  const seed = prepared.research.seed ?? prepared.project.project.seed;
  const found: Found = {
    ...{ prepared, learned, evaluateFrom, equity: stepped.engine.equity, evaluation: judged, returns, netAtTwiceCosts },
    ...{ extraLag, scores: evaluation.scoresOf(predictions, learned.horizon), foldScores: folds, certificate, trials, looks },
    selections: learned.units.map((unit) => selectionOf(unit, seed)),
    synthetic: prepared.loaded.synthetic,
  };
  const facts = evidenceFacts(found);
  await step(STEPS, 'report');
  return { ...found, models, targets, verdict: verdictOfRun(found, facts), facts, comparison, features, cpcv, head };
}

/** Each symbol by itself, with all of the capital: told beside the judged portfolio. */
function writeSymbols(run: RunWriter, prepared: PreparedResearch, targets: ResearchTargets, evaluateFrom: number): void {
  const { dataset } = prepared.loaded;
  for (const [slot, symbol] of dataset.symbols.entries()) {
    const alone = { ...dataset, symbols: [symbol] };
    const folder = `backtests/${symbol.instrument.symbol.replaceAll(/[^A-Za-z0-9_.^=-]+/g, '_')}/`;
    writePortfolio(run, folder, { project: prepared.project, dataset: alone, targets: [targets.weights[slot]!], evaluateFrom });
  }
}

/** Writes the run's own lines into the ledger and counts up to them. */
async function countRun(
  { prepared, book, trialFacts }: JudgeInput,
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
  const { engine } = runPortfolio({ ...portfolio, targets });
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
    { name: 'the constant baseline', above: beats_constant, folds },
    ...(family === 'other' ? [{ name: 'the linear baseline', above: beats_linear, folds }] : []),
  ];
  const pboStatistic: Statistic | undefined =
    'missing' in pbo ? { missing: pbo.missing } : 'value' in pbo && pbo.value.pbo !== null ? { value: pbo.value.pbo } : undefined;
  return verdictOf({ ...facts, implausible: implausible(found), evidence: { ...evidence, baselines: asked, pbo: pboStatistic } });
}
