import { breathe } from '../../adapters/fs/index.ts';
import { isoTime, Random } from '../../base/index.ts';
import { checkLabelReach } from '../../labels/index.ts';
import { leaks } from '../../research/index.ts';
import { dataMaker, startPlan } from '../backtest/feature-world.ts';
import { certify } from '../certificate/index.ts';
import { researchDecider } from './decide.ts';
import type { Learned, LearnedUnit } from './learn.ts';
import { portfolioEngineInput } from './portfolio.ts';
import { labelBars, type PreparedResearch } from './prepare.ts';
import { labelsOver } from './table.ts';
import type { Certifiable } from './weigh.ts';

/** Permutations of the labels: many for the linear family, which is fast, a few for the project's own. */
const PERMUTATIONS = { linear: 20, own: 3 } as const;

/**
 * The certificate of a research run: that no column, prediction or target knows its future, that every split is purged, that folds are made
 * of their training rows alone, and that labels in random order are not predicted.
 */
export async function certifyResearch(input: Certifiable): Promise<leaks.Certificate> {
  const { prepared, learned, models, rules, evaluateFrom, configHash } = input;
  const { project, world, plan, run, loaded, moduleFiles, research } = prepared;
  const seed = research.seed ?? project.project.seed;
  const training = new leaks.LeakLedger(seed);
  checkLabels(training, prepared, learned, seed);
  for (const _ of leaks.checkTraining(training, learned.units.map(trainedUnit), { seed, permutations: PERMUTATIONS }))
    await breathe();
  const { settings } = portfolioEngineInput({ project, dataset: loaded.dataset, targets: [], evaluateFrom });
  return certify({
    world,
    plan,
    run,
    start: startPlan,
    makeDecider: researchDecider(models, rules, 1 / loaded.dataset.symbols.length),
    maker: dataMaker(project.data.adjustment),
    settings,
    evaluateFrom,
    stopAtr: undefined,
    finer: undefined,
    ownCode: moduleFiles.length > 0,
    outsideSession: new Map(loaded.quality.map(({ symbol, outsideSession }) => [symbol, outsideSession])),
    busy: [],
    seed,
    configHash,
    deep: false,
    also: (ledger) => ledger.takeOver(training),
  });
}

/** Times at which the future of labels is changed. */
const LABEL_CUTS = 20;

/** A label must not read beyond the bar that it names as its last: what is purged around a test window follows from it. */
function checkLabels(ledger: leaks.LeakLedger, prepared: PreparedResearch, { labels }: Learned, seed: number): void {
  const bars = prepared.loaded.dataset.symbols.map(labelBars);
  const ends = bars.flatMap(({ time }, slot) => [...labels[slot]!.t1].filter((end) => end >= 0).map((end) => time[end]!));
  const random = new Random(seed, 'reach of labels');
  const cuts = Array.from({ length: Math.min(LABEL_CUTS, ends.length) }, () => ends[random.below(ends.length)]!);
  const { compared, findings } = checkLabelReach((symbols) => labelsOver(prepared, symbols), bars, cuts);
  ledger.checked('purge_proof', 'labels', compared);
  for (const { symbol, bar, time, cut, column, real, poisoned } of findings) {
    ledger.found({
      kind: 'purge',
      check: 'purge_proof',
      subject: 'labels',
      symbol,
      row: bar,
      time,
      withFuture: real,
      withoutFuture: poisoned,
      fact: `the label of ${symbol} at ${isoTime(time)} says that it has ended by ${isoTime(cut)}, and its ${column} changes with later prices`,
    });
  }
}

/** A unit as the suite looks at it: each fold with the parameters that it chose, one seed. */
function trainedUnit({ name, table, folds, final, result, setup }: LearnedUnit): leaks.TrainedUnit {
  return {
    name,
    table,
    folds,
    final,
    weights: setup.settings.weights,
    estimators: result.folds.map(({ trained }) => ({
      ...setup.estimator,
      family: trained.family,
      params: { ...setup.estimator.params, ...trained.params },
      ensembleSeeds: 1,
      seed: setup.settings.seed,
      stream: trained.task,
    })),
  };
}
