import { sha256 } from '../../adapters/fs/index.ts';
import { expandSweep, type SweptValue, sweptPlace, type VariantList } from '../../agents/index.ts';
import { DAY_MS, invariant, isoDate, parseDate } from '../../base/index.ts';
import {
  type LoadedProject,
  loadStoredProject,
  type Override,
  type Patch,
  type Project,
  requireProject,
} from '../project/index.ts';
import type { BatchPlace } from './bench.ts';
import { NoAgentsError, SweepUnknownError } from './errors.ts';
import type { BatchChild } from './spec.ts';

export type Sweep = Project['sweeps'][number];

/** What a batch consists of, before anything is loaded. */
export interface BatchPlan {
  readonly kind: 'sweep' | 'all';
  /** Undefined for `--all`. */
  readonly sweep: Sweep | undefined;
  /** The variants of the sweep; undefined for `--all`. */
  readonly variants: VariantList | undefined;
  /** Texts of the configurations that children are patches of: that of the children, and that of candidates on the test window if there is one. */
  readonly bases: readonly string[];
  /** Text of the configuration of children whose window ends with a day. */
  endingAt(day: string): string;
  readonly size: number;
  /** @param place from 0 */
  child(place: number): BatchChild;
  /** Swept paths with their values; empty for `--all`. */
  parameters(place: number): Readonly<Record<string, SweptValue>>;
}

/** Every enabled agent once, each as it would run alone. @throws NoAgentsError */
export function planAll(loaded: LoadedProject): BatchPlan {
  const agents = requireProject(loaded).agents.filter(({ enabled }) => enabled);
  if (agents.length === 0) throw new NoAgentsError();
  return {
    ...{ kind: 'all', sweep: undefined, variants: undefined, bases: [loaded.resolvedYaml], size: agents.length },
    endingAt: () => loaded.resolvedYaml,
    child: (place) => {
      const { name } = agents[place]!;
      return { index: place + 1, name, agent: name, base: 0, patches: [] };
    },
    parameters: () => ({}),
  };
}

/** The variants of a sweep. @throws SweepUnknownError */
export function planSweep(loaded: LoadedProject, name: string, place: BatchPlace): BatchPlan {
  const project = requireProject(loaded);
  const sweep = project.sweeps.find((one) => one.name === name);
  if (sweep === undefined) {
    throw new SweepUnknownError(
      name,
      project.sweeps.map((one) => one.name),
    );
  }
  const variants = expandSweep(sweep, { seed: project.project.seed, sha256 });
  const paths = new Map(sweep.parameters.map(({ path }) => [path, placeInProject(project, sweep, path)]));
  const textWith = (overrides: readonly Override[]): string => {
    const changed = loadStoredProject({ name: sweep.name, text: loaded.resolvedYaml, ...place, overrides });
    requireProject(changed);
    return changed.resolvedYaml;
  };
  const before = beforeTest(project);
  const bases = [textWith(before), ...onTest(project).map(textWith)];
  return {
    ...{ kind: 'sweep', sweep, variants, bases, size: variants.size },
    endingAt: (day) => textWith([...before, { path: 'data.end_date', value: day, flag: '--sweep' }]),
    child: (at) => {
      const { index, name: variant, parameters } = variants.at(at);
      const patches = Object.entries(parameters).map(([path, value]): Patch => ({ path: paths.get(path)!, value }));
      return { index, name: variant, agent: sweep.agent, base: 0, patches };
    },
    parameters: (at) => variants.at(at).parameters,
  };
}

/** Where a swept path lies in the whole project. */
function placeInProject({ agents, features }: Project, { agent }: Sweep, path: string): string {
  const swept = sweptPlace(path);
  invariant(swept !== undefined, 'the paths of a sweep were checked');
  if (swept.in === 'agent') return `agents[${agents.findIndex(({ name }) => name === agent)}].${swept.path}`;
  return `features.definitions[${features.definitions.findIndex(({ name }) => name === swept.feature)}].params.${swept.key}`;
}

/**
 * What the driver changes for all variants: they see nothing from the first day of a configured test window on, and are projects without
 * sweeps of their own.
 */
function beforeTest({ data, research }: Project): readonly Override[] {
  const flag = '--sweep';
  const own: Override[] = [{ path: 'sweeps', value: undefined, flag }];
  const start = data.test_start === undefined ? undefined : parseDate(data.test_start);
  if (start === undefined) return own;
  own.push({ path: 'data.end_date', value: isoDate((start - 1) * DAY_MS), flag });
  for (const path of ['data.test_start', 'data.test_end', 'data.streaming.replay.start_date', 'data.streaming.replay.end_date'])
    own.push({ path, value: undefined, flag });
  if (research !== undefined) own.push({ path: 'research.evaluation.use_configured_test_window', value: false, flag });
  return own;
}

/** What makes a candidate run on the configured test window, with all days before it known to its features; empty when there is no such window. */
function onTest({ data }: Project): readonly (readonly Override[])[] {
  const flag = '--sweep';
  if (data.test_end === undefined) return [];
  return [
    [
      { path: 'sweeps', value: undefined, flag },
      { path: 'data.end_date', value: data.test_end, flag },
      { path: 'metrics.from', value: 'evaluation', flag },
    ],
  ];
}

/** Index of the base on the test window; those of rungs come behind it. */
const TEST_BASE = 1;

/** A child as a candidate on the test window; undefined when there is none. */
export function candidateOf(child: BatchChild, { bases }: BatchPlan, testStart: string | undefined): BatchChild | undefined {
  if (bases[TEST_BASE] === undefined || testStart === undefined) return undefined;
  const agent = /^agents\[\d+\]/.exec(child.patches.find(({ path }) => path.endsWith('.evaluate_from'))?.path ?? '')?.[0];
  if (agent === undefined) return undefined;
  const patches = child.patches.filter(({ path }) => !path.endsWith('.evaluate_from'));
  return { ...child, base: TEST_BASE, patches: [...patches, { path: `${agent}.evaluate_from`, value: testStart }] };
}
