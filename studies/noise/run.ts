import { isoDate } from '../../src/base/index.ts';
import { gates, leaks } from '../../src/research/index.ts';
import { type JudgedProject, judgeMadeUp, type MadeUpProject, type PreparedProject, prepareMadeUp } from '../made-up-research.ts';
import { columnFeature, makeWalk, type Planted } from './walks.ts';

export const FAMILIES = ['logistic', 'gbdt'] as const;
export type Family = (typeof FAMILIES)[number];

/** One research run of the study. */
export interface NoiseRun {
  readonly seed: number;
  readonly family: Family;
  readonly rows: number;
  readonly planted: Planted;
  /** Bears the costs that research has by default. */
  readonly costs: boolean;
  /** False: the leak suite is taken as passed. */
  readonly leakSuite: boolean;
}

/** What one run came to. */
export interface NoiseResult {
  readonly run: NoiseRun;
  readonly passed: boolean;
  /** Blocking gates that failed, in the order of the gates. */
  readonly blockedBy: readonly string[];
  /** Its trials were so many configurations that the probability of backtest overfitting was asked. */
  readonly pboAsked: boolean;
  readonly seconds: number;
}

/** Runs whose leak suite is not taken as passed. */
const SUITES = 20;

/** A run on noise: 750 bars, costs, the families in turn. */
export function noiseRun(index: number): NoiseRun {
  const family = FAMILIES[index % FAMILIES.length]!;
  return { seed: 10_001 + index, family, rows: 750, planted: 'nothing', costs: true, leakSuite: index < SUITES };
}

/** A run on noise where trading costs nothing: what is left is luck. */
export function freeNoiseRun(index: number): NoiseRun {
  return { ...noiseRun(index), seed: 600_001 + index, costs: false };
}

/** A run with something to be found, 2,500 bars, no costs: each family has a signal of the shape that it is for. */
export function plantedRun(index: number): NoiseRun {
  const family = FAMILIES[index % FAMILIES.length]!;
  const planted = family === 'logistic' ? 'monotone' : 'even';
  return { seed: 200_001 + index, family, rows: 2500, planted, costs: false, leakSuite: index < SUITES };
}

/** Runs the research of one made-up market and asks the gates towards a model. */
export async function judgeNoise(run: NoiseRun): Promise<NoiseResult & JudgedProject> {
  const started = performance.now();
  const project = prepareMadeUp(projectOf(run));
  const judged = run.leakSuite
    ? await judgeMadeUp(project)
    : await judgeMadeUp(project, () => Promise.resolve(takenAsPassed(project, run)));
  const { report, weighed } = judged;
  const pboAsked = weighed.selections.every(({ configurations }) => configurations >= gates.PBO_CONFIGURATIONS);
  const blockedBy = report.gates.filter(({ outcome }) => outcome === 'FAIL').map(({ gate }) => gate);
  return { ...judged, run, passed: report.passed, blockedBy, pboAsked, seconds: (performance.now() - started) / 1000 };
}

/** A certificate that says PASS without a look. */
function takenAsPassed({ prepared, loaded }: PreparedProject, { seed }: NoiseRun): leaks.Certificate {
  return new leaks.LeakLedger(seed).certificate({
    dataFingerprint: prepared.loaded.dataset.fingerprint,
    configHash: loaded.configHash,
    decisions: { proved: 0, of: 0, exhaustive: false },
    work: { run: 0, certificate: 0 },
  });
}

/**
 * What tuning chooses from: the ranges of P. Probst, A.-L. Boulesteix, B. Bischl (2019), Tunability, table 1, from 2^-10 to 2^10 for a
 * penalty and to 1 for a learning rate: from penalties that see nothing to fits that see too much. So eight trials are eight configurations
 * of which some are clearly worse, and the probability of backtest overfitting is asked of every run. Trees: 50 rounds, of which the learning
 * rate says what they are worth, in place of a search for the round to stop at.
 */
const MODELS: Readonly<Record<Family, string>> = {
  logistic: `tuning: { enabled: true, trials: 8, space: { l2: [${2 ** -10}, ${2 ** 10}] } }`,
  gbdt: `params: { rounds: 50, early_stopping: 0 }
    tuning:
      enabled: true
      trials: 8
      space: { learning_rate: [${2 ** -10}, 1], l2: [${2 ** -10}, ${2 ** 10}], max_leaves: [2, 64], min_leaf_rows: [1, 128] }`,
};

/**
 * The project of a run, on noise and on a signal the same but for costs: the direction of the next close, and the last sixth of the bars
 * as test window (with the last fifth, 750 bars leave the first of five folds less than the 100 rows it needs). All else is as it is by
 * default.
 */
function projectOf(run: NoiseRun): MadeUpProject {
  const { bars, features } = makeWalk(run);
  const names = features.map((_, k) => `column_${k + 1}`);
  const [first, test, last] = [0, run.rows - Math.floor(run.rows / 6), run.rows - 1].map((bar) => isoDate(bars.time[bar]!));
  return {
    yaml: `project: { name: noise, seed: ${run.seed} }
data:
  source: csv
  timeframe: 1d
  symbols: [{ ticker: WALK, asset_class: equity }]
  start_date: "${first}"
  test_start: "${test}"
  test_end: "${last}"
features:
  definitions:
${names.map((name) => `    - { name: ${name}, type: custom, module: ${name}.ts }`).join('\n')}
research:
  labels: { type: forward_return, horizon: 1, thresholds: none }
  model:
    kind: classifier
    family: ${run.family}
    ensemble_seeds: 1
    ${MODELS[run.family]}
  backtest: {${run.costs ? '' : ' costs: { enabled: false }, slippage: { model: none } '}}
  promotion: { policy: default }
`,
    bars: { WALK: bars },
    modules: Object.fromEntries(names.map((name, k) => [`${name}.ts`, columnFeature(name, bars.time, features[k]!)])),
  };
}
