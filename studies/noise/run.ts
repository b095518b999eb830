import { isoDate } from '../../src/base/index.ts';
import { leaks } from '../../src/research/index.ts';
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
  readonly seconds: number;
}

/** Runs whose leak suite is not taken as passed. */
const SUITES = 20;

/** A run on noise: 750 bars, costs, the families in turn. */
export function noiseRun(index: number): NoiseRun {
  const family = FAMILIES[index % FAMILIES.length]!;
  return { seed: 1 + index, family, rows: 750, planted: 'nothing', costs: true, leakSuite: index < SUITES };
}

/** A run on noise where trading costs nothing: what is left is luck. */
export function freeNoiseRun(index: number): NoiseRun {
  return { ...noiseRun(index), seed: 500_001 + index, costs: false };
}

/** A run with something to be found, 2,500 bars, no costs: each family has a signal of the shape that it is for. */
export function plantedRun(index: number): NoiseRun {
  const family = FAMILIES[index % FAMILIES.length]!;
  const planted = family === 'logistic' ? 'monotone' : 'even';
  return { seed: 100_001 + index, family, rows: 2500, planted, costs: false, leakSuite: index < SUITES };
}

/** Runs the research of one made-up market and asks the gates towards a model. */
export async function judgeNoise(run: NoiseRun): Promise<NoiseResult & JudgedProject> {
  const started = performance.now();
  const project = prepareMadeUp(projectOf(run));
  const judged = run.leakSuite
    ? await judgeMadeUp(project)
    : await judgeMadeUp(project, () => Promise.resolve(takenAsPassed(project, run)));
  const { report } = judged;
  const blockedBy = report.gates.filter(({ outcome }) => outcome === 'FAIL').map(({ gate }) => gate);
  return { ...judged, run, passed: report.passed, blockedBy, seconds: (performance.now() - started) / 1000 };
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
 * What tuning chooses from, and what it leaves alone. Trees are small and few: what there is to be found is one step of one column. Both
 * spaces hold fewer than the eight configurations from which the probability of backtest overfitting is asked: among equally good
 * configurations, such as penalties of one direction, the best of one half is an average one in the other, and the probability is about a
 * half whatever was found.
 */
const MODELS: Readonly<Record<Family, string>> = {
  logistic: 'tuning: { enabled: true, trials: 8, space: { l2: [0.01, 0.1, 1] } }',
  gbdt: `params: { rounds: 20, early_stopping: 0, min_leaf_rows: 60, row_fraction: 1, feature_fraction: 1 }
    tuning: { enabled: true, trials: 8, space: { max_leaves: [3, 4, 5] } }`,
};

/**
 * The project of a run, on noise and on a signal the same but for costs: the direction of the next close, both sides traded, the last
 * sixth of the bars as test window (with the last fifth, 750 bars leave the first of five folds less than the 100 rows it needs). Classes
 * weigh the same, so that the few more ups or downs of a stretch do not decide about every row. Probabilities are not calibrated: steps
 * fitted to some hundred rows of a weak signal say 0 or 1 at their ends and lose any comparison by log-loss.
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
  weights: { class: balanced }
  model:
    kind: classifier
    family: ${run.family}
    ensemble_seeds: 1
    calibration: none
    ${MODELS[run.family]}
  backtest: { allow_short: true${run.costs ? '' : ', costs: { enabled: false }, slippage: { model: none }'} }
  promotion: { policy: default }
`,
    bars: { WALK: bars },
    modules: Object.fromEntries(names.map((name, k) => [`${name}.ts`, columnFeature(name, bars.time, features[k]!)])),
  };
}
