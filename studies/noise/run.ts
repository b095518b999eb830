import { leaks } from '../../src/research/index.ts';
import { type JudgedProject, judgeMadeUp, type MadeUpProject, prepareMadeUp } from '../made-up-research.ts';
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
  /** Blocking gates that failed. */
  readonly blockedBy: readonly string[];
  readonly seconds: number;
}

/** The 1,000 runs on noise: 750 bars, costs, families in turn, the leak suite on the first 20. */
export function noiseRun(index: number): NoiseRun {
  return {
    ...{ seed: 1 + index, family: FAMILIES[index % FAMILIES.length]! },
    ...{ rows: 750, planted: 'nothing', costs: true, leakSuite: index < 20 },
  };
}

/** The 100 runs with something to be found, each family a signal of the shape that it is for. */
export function plantedRun(index: number): NoiseRun {
  const family = FAMILIES[index % FAMILIES.length]!;
  const planted = family === 'logistic' ? 'monotone' : 'even';
  return { seed: 100_001 + index, family, rows: 2500, planted, costs: false, leakSuite: index < 20 };
}

/** Runs the research of one made-up market and asks the gates towards a model. */
export async function judgeNoise(run: NoiseRun): Promise<NoiseResult & JudgedProject> {
  const started = performance.now();
  const project = prepareMadeUp(projectOf(run));
  const judged = await (run.leakSuite ? judgeMadeUp(project) : judgeMadeUp(project, () => Promise.resolve(taken(project, run))));
  const { report } = judged;
  const blockedBy = report.gates.filter(({ outcome }) => outcome === 'FAIL').map(({ gate }) => gate);
  return { ...judged, run, passed: report.passed, blockedBy, seconds: (performance.now() - started) / 1000 };
}

/** A certificate that says PASS without a look. */
function taken({ prepared, loaded }: ReturnType<typeof prepareMadeUp>, { seed }: NoiseRun): leaks.Certificate {
  return new leaks.LeakLedger(seed).certificate({
    dataFingerprint: prepared.loaded.dataset.fingerprint,
    configHash: loaded.configHash,
    decisions: { proved: 0, of: 0, exhaustive: false },
    work: { run: 0, certificate: 0 },
  });
}

/** Defaults everywhere but where the study says otherwise. */
function projectOf(run: NoiseRun): MadeUpProject {
  const { bars, features } = makeWalk(run);
  const names = features.map((_, k) => `noise_${k + 1}`);
  const costs = run.costs ? '' : '  backtest: { costs: { enabled: false }, slippage: { model: none } }\n';
  return {
    yaml: `project: { name: noise, seed: ${run.seed} }
data: { source: csv, start_date: "2010-01-04", timeframe: 1d, symbols: [{ ticker: WALK, asset_class: equity }] }
features:
  definitions:
${names.map((name) => `    - { name: ${name}, type: custom, module: ${name}.ts }\n`).join('')}research:
  labels: { type: forward_return, horizon: 1, thresholds: none }
  model: { kind: classifier, family: ${run.family}, ensemble_seeds: 1, tuning: { enabled: true, trials: 8 } }
  evaluation: { use_configured_test_window: false }
${costs}  promotion: { policy: default }
`,
    bars: { WALK: bars },
    modules: Object.fromEntries(names.map((name, k) => [`${name}.ts`, columnFeature(name, bars.time, features[k]!)])),
  };
}
