import { breathe } from '../../adapters/fs/index.ts';
import type { RunWriter } from '../../adapters/runs/index.ts';
import { certifyResearch } from './certify.ts';
import { type Comparison, compareWithBaselines } from './comparison.ts';
import { type CpcvReport, cpcvReports } from './cpcv.ts';
import { type FeatureReport, featureReport } from './feature-report.ts';
import { stepPortfolio, writePortfolio } from './portfolio.ts';
import type { PreparedResearch } from './prepare.ts';
import type { ResearchProgress } from './progress.ts';
import type { ResearchTargets } from './targets.ts';
import { type Weighed, type WeighInput, weighResearch } from './weigh.ts';

export interface JudgeInput extends Omit<WeighInput, 'step' | 'certify' | 'onPart'> {
  /** Where the backtests are written. */
  readonly run: RunWriter;
  readonly progress: ResearchProgress;
}

/** Everything a run has to tell. */
export interface Findings extends Weighed {
  readonly comparison: Comparison;
  readonly features: FeatureReport;
  readonly cpcv: readonly CpcvReport[];
}

/** Weighs what was learned, with its backtests in the folder of the run, and adds what the report tells beside the evidence. */
export async function judgeResearch(input: JudgeInput): Promise<Findings> {
  const { prepared, learned, run, progress } = input;
  const traded = prepared.research.backtest.enabled;
  const weighed = await weighResearch({
    ...input,
    step: (portfolio) => (traded ? writePortfolio(run, 'backtests/portfolio/', portfolio) : stepPortfolio(portfolio)),
    certify: certifyResearch,
    onPart: (label) => progress.phase(label),
  });
  const { targets, evaluateFrom, portfolio, returns, rules, foldScores: folds, evaluation: judged } = weighed;
  if (traded) writeSymbols(run, prepared, targets, evaluateFrom);
  progress.phase('baselines');
  await breathe();
  const comparison = compareWithBaselines({ prepared, learned, portfolio, returns, rules, folds, judged });
  await breathe();
  const features = await featureReport(learned, (parts) => progress.phase('features', parts));
  if (prepared.research.evaluation.cpcv !== undefined) progress.phase('cross-validation');
  const cpcv = await cpcvReports(prepared, learned);
  progress.phase('report');
  return { ...weighed, comparison, features, cpcv };
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
