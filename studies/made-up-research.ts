import { createHash } from 'node:crypto';
import { sha256 } from '../src/adapters/fs/index.ts';
import { planOptionsFor, startPlan } from '../src/app/backtest/feature-world.ts';
import { featureIdentities } from '../src/app/backtest/features.ts';
import { type LoadedProject, loadProject, projectDefinitions, projectSymbols, requireProject } from '../src/app/project/index.ts';
import { certifyResearch } from '../src/app/research/certify.ts';
import { type Learned, learn, planLearning } from '../src/app/research/learn.ts';
import { stepPortfolio } from '../src/app/research/portfolio.ts';
import type { PreparedResearch } from '../src/app/research/prepare.ts';
import { countTunings, type TrialFacts } from '../src/app/research/trials.ts';
import { type Certifiable, type Weighed, weighResearch } from '../src/app/research/weigh.ts';
import { type Feature, planFeatures, resolveFeatures } from '../src/features/index.ts';
import { type BarColumns, buildDataset, shareOf } from '../src/market/index.ts';
import { gates, type leaks, ledger } from '../src/research/index.ts';

/** A research project whose bars and own features lie in memory. */
export interface MadeUpProject {
  /** `config/project.yaml`. */
  readonly yaml: string;
  /** By symbol, in the order of `data.symbols`. */
  readonly bars: Readonly<Record<string, BarColumns>>;
  /** Own features by the path that their definitions name. */
  readonly modules?: Readonly<Record<string, Feature>>;
}

/** A project with its columns, as `research run` has it before anything is learned; its bars count as real ones. */
export interface PreparedProject {
  readonly loaded: LoadedProject;
  readonly prepared: PreparedResearch;
}

const CALENDAR = 'XNYS' as const;

/** Reads the project and computes its columns. @throws Error where the project has a problem */
export function prepareMadeUp({ yaml, bars, modules = {} }: MadeUpProject): PreparedProject {
  const loaded = loadText(yaml);
  const project = requireProject(loaded);
  const research = project.research!;
  const resolved = resolveFeatures(projectDefinitions(project), {
    timeframe: project.data.timeframe,
    modules: new Map(Object.entries(modules)),
  });
  const [problem] = resolved.problems;
  if (problem !== undefined) throw new Error(problem.message);
  const symbols = research.symbols ?? projectSymbols(project);
  const names = research.features ?? projectDefinitions(project).map(({ name }) => name);
  const options = planOptionsFor(project, symbols);
  const plan = planFeatures(resolved.features, { names }, options);
  const dataset = datasetOf(symbols, bars);
  const world: leaks.World = { dataset, lanes: [], series: new Map(), decisionRows: undefined };
  const run = startPlan(plan, world);
  run.advance(dataset.time.length);
  const code = new Map(Object.keys(modules).map((module) => [module, sha256(module)]));
  const [from, to] = [dataset.time[0]!, dataset.time.at(-1)!];
  return {
    loaded,
    prepared: {
      project,
      research,
      symbols,
      loaded: {
        ...{ dataset, firstRow: 0, higher: new Map(), finer: undefined, quality: [], lineage: [], warnings: [] },
        window: { start: day(from), end: day(to), from, to },
        revisions: new Map(),
        synthetic: false,
      },
      ...{ world, plan, run, moduleFiles: Object.keys(modules), customLabel: undefined, families: [], sides: undefined },
      features: featureIdentities({ features: resolved.features, code }, names, options),
    },
  };
}

/** What the research of a made-up project came to. */
export interface JudgedProject {
  readonly learned: Learned;
  readonly weighed: Weighed;
  readonly report: gates.GateReport;
}

/**
 * The research of a project from its rows to the gates towards a model, with a trial ledger of its own and nothing written: the steps of
 * `research run`, without what only its report tells.
 *
 * @param certify the leak suite; default: that of `research run`
 */
export async function judgeMadeUp(
  { loaded, prepared }: PreparedProject,
  certify: (run: Certifiable) => Promise<leaks.Certificate> = certifyResearch,
): Promise<JudgedProject> {
  const learned = learnMadeUp(prepared);
  const book = new ledger.MemoryTrialLedger(sha256, '2026-01-01T00:00:00.000Z');
  const trialFacts: TrialFacts = {
    deciding: loaded.deciding!.research(),
    modules: [],
    runId: 'made-up',
    symbols: prepared.symbols,
    interval: prepared.loaded.dataset.timeframe,
    fingerprint: prepared.loaded.dataset.fingerprint,
  };
  await countTunings(book, trialFacts, learned.units);
  const weighed = await weighResearch({
    ...{ prepared, learned, book, trialFacts, certify },
    families: [],
    codeVersion: 'made-up',
    configHash: loaded.configHash,
    step: (portfolio) => stepPortfolio(portfolio),
  });
  // Nothing can have changed since the run.
  const pins = { value: { checked: ['memory'], changed: [], changed_since_promotion: [] } };
  const report = gates.judgeGates(
    { ...weighed.facts, pins },
    {
      step: 'research_to_model',
      policy: prepared.research.promotion.policy,
      backend: 'simulated',
      automatic: false,
      overrides: prepared.research.promotion.gates,
    },
  );
  return { learned, weighed, report };
}

/** Trains every fold and the final model. */
export function learnMadeUp(prepared: PreparedResearch): Learned {
  const steps = learn(prepared, planLearning(prepared));
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Reads a project whose file lies in memory. */
export function loadText(yaml: string): LoadedProject {
  const file = '/made-up/config/project.yaml';
  return loadProject({
    configPath: file,
    env: {},
    files: { read: (path) => (path === file ? new TextEncoder().encode(yaml) : undefined), exists: () => true },
    sha256,
  });
}

/** Bars in memory on one time index. */
export function datasetOf(symbols: readonly string[], bars: MadeUpProject['bars']) {
  const hash = createHash('sha256');
  const hasher = { update: (data: Uint8Array) => void hash.update(data), digest: () => `sha256:${hash.digest('hex')}` };
  const members = symbols.map((symbol) => ({
    instrument: shareOf(symbol),
    calendar: CALENDAR,
    bars: bars[symbol]!,
    factor: undefined,
    actions: [],
    synthetic: false,
  }));
  return buildDataset(members, '1d', { hasher });
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
