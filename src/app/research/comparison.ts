import { type Statistic, sessionEnds, sessionReturns, statistics } from '../../metrics/index.ts';
import { evaluation } from '../../research/index.ts';
import { buyAndHold } from '../backtest/buy-and-hold.ts';
import type { EvaluationOfRun } from '../backtest/evaluate.ts';
import { COST_MULTIPLES } from '../backtest/robustness/cost-ladder.ts';
import { targetModels, targetsOver } from './decide.ts';
import type { Learned } from './learn.ts';
import { baselineArtifact } from './models.ts';
import { type PortfolioInput, type PortfolioResult, researchCapital, runPortfolio } from './portfolio.ts';
import type { PreparedResearch } from './prepare.ts';
import { costBps, labelCloses } from './table.ts';
import type { TargetRules } from './targets.ts';

/** One way to have traded the same bars. */
export interface ComparisonRow {
  readonly name: string;
  readonly total_return: number | null;
  readonly annual_return: number | null;
  readonly sharpe: number | null;
  readonly max_drawdown: number | null;
  readonly closed_trades: number | null;
}

/** `comparison.json`: what the result is worth beside simpler ones. */
export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** Scores of each fold beside the baselines'. */
  readonly folds: readonly evaluation.FoldScore[];
  /** Same weights at other times; null with a reason. */
  readonly same_turnover: Readonly<Record<string, unknown>> | null;
  readonly same_turnover_not_available: string | null;
  /** Net result with every cost so many times as high. */
  readonly cost_ladder: readonly {
    readonly multiple: number;
    readonly total_return: number | null;
    readonly sharpe: number | null;
  }[];
  /** Sharpe ratio of the folds over that of the rows that each fold trained on. */
  readonly walk_forward_efficiency: number | null;
  readonly walk_forward_efficiency_not_available: string | null;
  readonly regimes: readonly {
    readonly regime: string;
    readonly periods: number;
    readonly mean: number | null;
    readonly sharpe: number | null;
  }[];
}

export interface ComparisonInput {
  readonly prepared: PreparedResearch;
  readonly learned: Learned;
  readonly portfolio: PortfolioInput;
  /** Returns of the judged portfolio by session. */
  readonly returns: Float64Array;
  readonly rules: TargetRules;
  readonly folds: readonly evaluation.FoldScore[];
  readonly judged: EvaluationOfRun;
}

/** Runs the same bars with simpler models and with other costs, and the same weights at other times. */
export function compareWithBaselines(input: ComparisonInput): Comparison {
  const { portfolio, judged, folds, learned, prepared } = input;
  if (!prepared.research.backtest.enabled) return withoutTrading(folds);
  const other = learned.horizon > 1 && prepared.research.backtest.hold === 'signal';
  const rows = [
    rowOf('model', judged),
    ...(other ? [rowOf('model, hold: overlap', overlapping(input).evaluation)] : []),
    rowOf('linear', baseline(input, 'linear').evaluation),
    rowOf('constant', baseline(input, 'constant').evaluation),
    heldRow(input),
    { name: 'cash', total_return: 0, annual_return: 0, sharpe: null, max_drawdown: 0, closed_trades: 0 },
  ];
  const shifted = statistics.sameTurnover(weightedRun(input));
  const efficiency = walkForwardEfficiency(input);
  return {
    rows,
    folds,
    ...('missing' in shifted
      ? { same_turnover: null, same_turnover_not_available: shifted.missing }
      : { same_turnover: { ...shifted }, same_turnover_not_available: null }),
    cost_ladder: COST_MULTIPLES.filter((multiple) => multiple <= 3).map((multiple) => {
      const { evaluation: one } =
        multiple === 1 ? { evaluation: judged } : runPortfolio({ ...portfolio, costMultiple: multiple });
      const { total_return, sharpe } = rowOf('', one);
      return { multiple, total_return, sharpe };
    }),
    walk_forward_efficiency: 'value' in efficiency ? efficiency.value : null,
    walk_forward_efficiency_not_available: 'missing' in efficiency ? efficiency.missing : null,
    regimes: regimes(input),
  };
}

/** Of predictions alone, only their scores can be compared. */
function withoutTrading(folds: readonly evaluation.FoldScore[]): Comparison {
  const why = 'research.backtest.enabled is false';
  return {
    ...{ rows: [], folds, cost_ladder: [], regimes: [] },
    ...{ same_turnover: null, same_turnover_not_available: why },
    ...{ walk_forward_efficiency: null, walk_forward_efficiency_not_available: why },
  };
}

function rowOf(name: string, { result }: EvaluationOfRun): ComparisonRow {
  const { metrics } = result.document;
  const value = (key: string): number | null => {
    const metric = metrics[key];
    return typeof metric === 'number' ? metric : null;
  };
  return {
    name,
    total_return: value('total_return'),
    annual_return: value('annual_return'),
    sharpe: value('sharpe'),
    max_drawdown: value('max_drawdown'),
    closed_trades: value('closed_trades'),
  };
}

function baseline(input: ComparisonInput, speaker: 'constant' | 'linear'): PortfolioResult {
  const { prepared, learned, portfolio, rules } = input;
  const models = learned.units.map((unit) => ({
    symbol: unit.symbol ?? null,
    artifact: baselineArtifact(prepared, learned, unit, speaker),
  }));
  return withModels(input, targetModels(prepared, models), { ...rules }, portfolio);
}

/** The same signals with targets that are the mean of the last ones. */
function overlapping({ portfolio, rules, learned }: ComparisonInput): PortfolioResult {
  const targets = portfolio.targets.map((column) => {
    const said = column.map((value) => (Number.isNaN(value) ? 0 : value));
    return column.map((value, row) => {
      if (Number.isNaN(value)) return value;
      let sum = 0;
      for (let k = Math.max(0, row - learned.horizon + 1); k <= row; k += 1) sum += said[k]!;
      return sum / learned.horizon;
    });
  });
  return rules.hold === 'overlap' ? runPortfolio(portfolio) : runPortfolio({ ...portfolio, targets });
}

function withModels(
  { prepared }: ComparisonInput,
  models: ReturnType<typeof targetModels>,
  rules: TargetRules,
  portfolio: PortfolioInput,
): PortfolioResult {
  const { dataset } = prepared.loaded;
  const targets = targetsOver(prepared.run, dataset, models, rules);
  targets.advance(dataset.time.length);
  return runPortfolio({ ...portfolio, targets: targets.weights });
}

/** Equal shares of all symbols, bought at the start and held. */
function heldRow({ portfolio, prepared }: ComparisonInput): ComparisonRow {
  const { dataset, evaluateFrom, project } = portfolio;
  const capital = researchCapital(project);
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const atEnds = buyAndHold({ dataset, from: evaluateFrom, capital, rows: ends });
  const returns = Float64Array.from(atEnds, (equity, i) => equity / (i === 0 ? capital : atEnds[i - 1]!) - 1);
  const perYear = prepared.loaded.dataset.periodsPerYear;
  const sharpe = statistics.sharpe({ returns });
  const drawdown = statistics.maxDrawdown({ returns });
  const total = atEnds.at(-1)! / capital - 1;
  return {
    name: 'buy and hold, equal weights',
    total_return: total,
    annual_return: null,
    sharpe: 'value' in sharpe ? sharpe.value * Math.sqrt(Math.min(perYear, 366)) : null,
    max_drawdown: 'value' in drawdown ? drawdown.value : null,
    closed_trades: 0,
  };
}

/** Weights and returns of each symbol from the first decision on. */
function weightedRun({ portfolio, prepared, learned }: ComparisonInput) {
  const { targets, evaluateFrom, dataset } = portfolio;
  const { research, project } = prepared;
  return {
    weights: targets.map((column) => heldWeights(column.subarray(evaluateFrom)).map((weight) => weight / targets.length)),
    returns: dataset.symbols.map((symbol) => nextMoves(labelCloses(symbol, dataset.time.length)).subarray(evaluateFrom)),
    bps: costBps(research),
    horizonBars: learned.horizon,
    seed: research.seed ?? project.project.seed,
  };
}

/** A target that is missing leaves the position as it is. */
function heldWeights(targets: Float64Array): Float64Array {
  let held = 0;
  return targets.map((target) => {
    if (!Number.isNaN(target)) held = target;
    return held;
  });
}

function nextMoves(closes: Float64Array): Float64Array {
  return closes.map((close, row) => (row + 1 < closes.length ? closes[row + 1]! / close - 1 : Number.NaN));
}

/** Per-period Sharpe ratios of signals on the folds' test rows, over those on the rows that each fold trained on. */
function walkForwardEfficiency({ learned }: ComparisonInput): Statistic {
  const [own, trained] = (['test', 'train'] as const).map((part) => evaluation.signalReturns(learned.units, part));
  const sharpe = (returns: Float64Array): Statistic => statistics.sharpe({ returns });
  return statistics.walkForwardEfficiency({ outOfSample: sharpe(own!), inSample: sharpe(trained!) });
}

function regimes({ portfolio, returns }: ComparisonInput): Comparison['regimes'] {
  const { dataset, evaluateFrom, project } = portfolio;
  const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
  const capital = researchCapital(project);
  const atEnds = buyAndHold({ dataset, from: evaluateFrom, capital, rows: ends });
  const equity = new Float64Array(dataset.time.length).fill(capital);
  for (const [i, row] of ends.entries()) equity[row] = atEnds[i]!;
  const market = sessionReturns({ equity, from: evaluateFrom, capital, ends });
  if (market.length !== returns.length) return [];
  const value = (statistic: Statistic): number | null => ('value' in statistic ? statistic.value : null);
  return statistics.regimeTable({ returns, market }).map(({ regime, periods, mean, sharpe }) => ({
    ...{ regime, periods },
    mean: value(mean),
    sharpe: value(sharpe),
  }));
}
