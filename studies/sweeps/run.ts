import { sha256 } from '../../src/adapters/fs/index.ts';
import { expandSweep, planRuleAgent, ruleSchema } from '../../src/agents/index.ts';
import { evaluateRun } from '../../src/app/backtest/evaluate.ts';
import { planOptionsFor, startPlan } from '../../src/app/backtest/feature-world.ts';
import { performanceFacts } from '../../src/app/backtest/performance-facts.ts';
import { engineSettings, returnsPerYear } from '../../src/app/backtest/settings.ts';
import { type Agent, type Project, projectDefinitions, requireProject } from '../../src/app/project/index.ts';
import { canonicalJson, DAY_MS, isoDate } from '../../src/base/index.ts';
import { type Engine, runHistory } from '../../src/engine/index.ts';
import { type FeatureRun, planFeatures, resolveFeatures } from '../../src/features/index.ts';
import type { Dataset } from '../../src/market/index.ts';
import { closeDay, sessionEnds, sessionReturns, statistics } from '../../src/metrics/index.ts';
import { gates, ledger, sweeps } from '../../src/research/index.ts';
import { resolveExecution, roundTripCost, scaleCosts } from '../../src/trading/index.ts';
import { datasetOf, loadText } from '../made-up-research.ts';
import { columnFeature } from '../noise/walks.ts';
import { makeMarket, type Planted } from './market.ts';

/** One sweep of the study. */
export interface StudySweep {
  readonly seed: number;
  readonly planted: Planted;
  /** Bears the costs that a backtest has by default. */
  readonly costs: boolean;
}

/** What one sweep came to. */
export interface SweepResult {
  readonly passed: boolean;
  /** Blocking gates that failed, in the order of the gates. */
  readonly blockedBy: readonly string[];
  /** Place of the best variant; 0 is the planted one. */
  readonly winner: number;
  /** Its Sharpe ratio per period, net of costs. */
  readonly sharpe: number;
  readonly dsr: number | undefined;
  readonly pbo: number | undefined;
  readonly trials: { readonly raw: number; readonly effective: number };
  readonly seconds: number;
}

export const VARIANTS = 50;
export const RETURNS = 1000;
/** Sharpe ratio per period of what is planted, net of costs. */
export const PLANTED_SHARPE = 0.15;

/** Backtests every variant of a made-up sweep, and asks the gates from backtest to paper about the best of them. */
export async function judgeStudySweep(study: StudySweep): Promise<SweepResult> {
  const started = performance.now();
  const project = requireProject(loadText(projectText(study)));
  const agent = project.agents[0]!;
  const { bars, signals } = makeMarket({
    ...{ seed: study.seed, planted: study.planted, returns: RETURNS, signals: VARIANTS, sharpe: PLANTED_SHARPE },
    roundTripCost: roundTripCost(resolveExecution(agent.execution)),
  });
  const dataset = datasetOf(agent.symbols, { WALK: bars });
  const run = columnsOf(project, dataset, signals);
  const variants = expandSweep(project.sweeps[0]!, { seed: project.project.seed, sha256 });
  const parts: Parts = { project, agent, dataset, run };
  const engines = Array.from(variants, ({ parameters }) => backtest(parts, String(parameters['rule.target'])));
  const series = engines.map((engine) => returnsOf(parts, engine));
  const objectives = Float64Array.from(series, sharpeOf);
  const winner = sweeps.rankPlaces(objectives, 'higher')[0]!;
  const hashes = Array.from(variants, ({ parameters }) => sha256(canonicalJson({ agent: agent.name, parameters })));
  const { trials, looks } = await count(parts, { series, hashes });
  const judgement = sweeps.judgeSweep({
    ...{ kind: 'sweep', series, objectives, better: 'higher', axes: variants.axes(), isGrid: variants.isGrid, pruned: [] },
    ...{ winner: { place: winner, returns: series[winner]! }, trials, seed: project.project.seed },
    benchmark: Float64Array.from({ length: RETURNS }, (_, i) => bars.close[i + 1]! / bars.close[i]! - 1),
  });
  const target = String(variants.at(winner).parameters['rule.target']);
  const facts = {
    ...gateFacts(parts, { engine: engines[winner]!, target, returns: series[winner]!, looks }),
    ...sweeps.selectionFacts(judgement, { perYear: returnsPerYear(dataset), nameOf: (place) => variants.at(place).name }),
  };
  const report = gates.judgeGates(facts, {
    ...{ step: 'backtest_to_paper', policy: 'default', backend: 'simulated', automatic: false, overrides: {} },
  });
  const { dsr } = 'missing' in judgement.winner ? { dsr: judgement.winner } : judgement.winner;
  return {
    passed: report.passed,
    blockedBy: report.gates.filter(({ outcome }) => outcome === 'FAIL').map(({ gate }) => gate),
    winner,
    sharpe: objectives[winner]!,
    dsr: 'value' in dsr ? dsr.value : undefined,
    pbo: 'missing' in judgement.pbo ? undefined : judgement.pbo.probability,
    trials: { raw: trials.raw, effective: trials.effective },
    seconds: (performance.now() - started) / 1000,
  };
}

interface Parts {
  readonly project: Project;
  readonly agent: Agent;
  readonly dataset: Dataset;
  readonly run: FeatureRun;
}

/** A project whose agent follows one column, swept over all of them. */
function projectText({ seed, costs }: StudySweep): string {
  const names = Array.from({ length: VARIANTS }, (_, k) => `signal_${k + 1}`);
  return `project: { name: sweeps, seed: ${seed} }
data:
  source: csv
  timeframe: 1d
  symbols: [{ ticker: WALK, asset_class: equity }]
  start_date: "2010-01-04"
features:
  definitions:
${names.map((name) => `    - { name: ${name}, type: custom, module: ${name}.ts }`).join('\n')}
agents:
  - name: follower
    kind: rule
    rule: { target: signal_1 }
    risk: { allow_short: true }
${costs ? '' : '    execution: { costs: { enabled: false }, slippage: { model: none }, borrow: { enabled: false } }\n'}sweeps:
  - name: signals
    agent: follower
    parameters: [{ path: rule.target, values: [${names.join(', ')}] }]
`;
}

function columnsOf(project: Project, dataset: Dataset, signals: readonly Float64Array[]): FeatureRun {
  const definitions = projectDefinitions(project);
  const modules = new Map(
    definitions.map(({ name, module }, k) => [module!, columnFeature(name, dataset.time, signals[k]!)] as const),
  );
  const { features } = resolveFeatures(definitions, { timeframe: '1d', modules });
  const plan = planFeatures(features, { names: definitions.map(({ name }) => name) }, planOptionsFor(project, ['WALK']));
  const run = startPlan(plan, { dataset, lanes: [], series: new Map(), decisionRows: undefined });
  run.advance(dataset.time.length);
  return run;
}

/** One variant through the engine. */
function backtest({ project, agent, dataset, run }: Parts, target: string, costMultiple = 1): Engine {
  const bound = planRuleAgent(ruleSchema.parse({ target })).bind({ symbols: agent.symbols, run, time: dataset.time });
  bound.advance(dataset.time.length);
  const settings = engineSettings(project, agent);
  const execution = scaleCosts(settings.execution, costMultiple);
  return runHistory({ dataset, decider: bound.decider, settings: { ...settings, execution }, evaluateFrom: 0 });
}

function returnsOf({ project, agent, dataset }: Parts, { equity }: Engine): Float64Array {
  const { capital } = engineSettings(project, agent);
  return sessionReturns({ equity, from: 0, capital, ends: sessionEnds({ session: dataset.session, from: 0 }) });
}

function sharpeOf(returns: Float64Array): number {
  const sharpe = statistics.sharpe({ returns });
  return 'value' in sharpe ? sharpe.value : Number.NaN;
}

/** Writes the variants into a ledger that knows nothing else. */
async function count(
  { agent, dataset }: Parts,
  { series, hashes }: { readonly series: readonly Float64Array[]; readonly hashes: readonly string[] },
): Promise<{ readonly trials: ledger.TrialCount; readonly looks: number }> {
  const book = new ledger.MemoryTrialLedger(sha256, '2026-01-01T00:00:00.000Z');
  const days = dataset.time.subarray(1).map((time) => closeDay(time));
  const dates = { from: isoDate(days[0]! * DAY_MS), to: isoDate(days.at(-1)! * DAY_MS) };
  const window = { symbols: [...agent.symbols], interval: dataset.timeframe, ...dates, fingerprint: dataset.fingerprint };
  await book.append(
    series.map((returns, k) => ({
      ...{ kind: 'sweep', config_hash: hashes[k]!, window, author: { kind: 'person', model: null }, run_id: `made-up-${k + 1}` },
      ...{ parent: 'made-up', returns: { days, returns }, sharpe: sharpeOf(returns), n: returns.length },
    })),
  );
  return { trials: book.count(window), looks: book.looks(window) };
}

interface Best {
  readonly engine: Engine;
  readonly target: string;
  readonly returns: Float64Array;
  readonly looks: number;
}

/** What the gates are told about the best variant, all but the selection; the leak suite is taken as passed, and nothing can have changed. */
function gateFacts(parts: Parts, { engine, target, returns, looks }: Best): gates.EvidenceFacts {
  const { project, agent, dataset } = parts;
  const { capital } = engineSettings(project, agent);
  const perYear = returnsPerYear(dataset);
  const trades = Array.from({ length: engine.tradeCount }, (_, index) => {
    const { grossPnl, netPnl, ambiguous } = engine.trade(index);
    return { symbol: 'WALK', grossPnl, netPnl, ambiguous };
  });
  const netAtTwiceCosts = backtest(parts, target, 2).equity.at(-1)! - capital;
  const { result, facts } = evaluateRun({
    ...{ dataset, equity: engine.equity, evaluateFrom: 0, capital, currency: 'USD', returnsPerYear: perYear },
    ...{ settings: project.metrics, trades, totals: engine.totals(), costsAtSessionEnds: undefined },
    ...{ netPnlAtTwiceCosts: netAtTwiceCosts, exposureLimit: undefined },
  });
  const noLlm = { not_asked: 'no language model' };
  return {
    ...gates.unknownFacts('not asked of a backtest'),
    run_status: { value: { status: 'success', cause: null } },
    pins: { value: { checked: ['memory'], changed: [], changed_since_promotion: [] } },
    leak_suite: { value: { verdict: 'PASS', first: null } },
    ...performanceFacts({
      ...{ result, implausible: facts.implausible ?? [], returns, netAtTwiceCosts },
      ...{ perYear, barsPerYear: dataset.periodsPerYear },
    }),
    looks: { value: { looks, fresh_test_end: null } },
    out_of_sample: { value: { seen_share: 0, clean_from: null, by: 'model' } },
    ...{ llm_clean: noLlm, llm_failures: noLlm, llm_flip: noLlm, redteam: noLlm, llm_cost: noLlm },
    synthetic: { value: { synthetic: false } },
  };
}
