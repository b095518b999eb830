import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRun, type RunFacts } from '../../adapters/runs/index.ts';
import { sampleDocument } from '../../models/document.testkit.ts';
import { modelText } from '../../models/index.ts';
import type { gates } from '../../research/index.ts';
import { type LoadedProject, requireProject } from '../project/index.ts';
import { loadProjectFile } from '../validate/index.ts';
import type { ResearchInputs } from './index.ts';

/** A project with one target, as the research template writes it; `promotion` replaces the section of that name. */
export const projectYaml = (promotion = 'targets: [{ name: spx_model, symbol: SPX, path: models/promoted/spx_model }]'): string =>
  `project: { name: lab }
data: { symbols: [SPX], start_date: 2000-01-03, end_date: 2020-04-17 }
features: { definitions: [{ name: rsi_14, type: technical }] }
research:
  evaluation: { use_configured_test_window: false }
  labels: { horizon: 5 }
  promotion: { ${promotion} }
`;

export function projectIn(folder: string, yaml: string = projectYaml()): LoadedProject {
  const configPath = join(folder, 'config/project.yaml');
  mkdirSync(dirname(configPath), { recursive: true });
  writeFileSync(configPath, yaml);
  const loaded = loadProjectFile({ configPath, env: {}, now: 0 });
  requireProject(loaded);
  return loaded;
}

/** Evidence of a research run that passes every gate under the policy default. */
export const GOOD_EVIDENCE: gates.RunEvidence['facts'] = (() => {
  const later = { missing: 'a research run trades nothing' };
  return {
    run_status: { value: { status: 'success', cause: null } },
    leak_suite: { value: { verdict: 'PASS', first: null } },
    sanity: { value: { impossible: [], implausible: [] } },
    baselines: { value: { family: 'linear', folds: 5, beats_constant: 4, beats_linear: 0 } },
    dsr: { value: { dsr: 0.93, trials: 12, months_needed: null } },
    pbo: { value: { pbo: null, configurations: 1, plateau: null } },
    spa: { value: { p: null, configurations: 1 } },
    cost_stress: { value: { net_at_twice_costs: 100, break_even_bps: 12, assumed_bps: 5 } },
    drawdown: later,
    sample: { value: { closed_trades: 44, bars: 1000, bars_per_month: 21 } },
    mintrl: { value: { years: 4, needed: 3.2 } },
    looks: { value: { looks: 1, fresh_test_end: null } },
    out_of_sample: { value: { seen_share: 0, clean_from: null, by: 'model' } },
    llm_clean: later,
    llm_failures: later,
    llm_flip: later,
    redteam: later,
    llm_cost: later,
    parity: later,
    paper_record: later,
    synthetic: { value: { synthetic: false } },
  };
})();

/** What the data and the program are when the runs of this kit are made. */
export const INPUTS: ResearchInputs = {
  dataFingerprint: `sha256:${'d'.repeat(64)}`,
  codeVersion: '0.1.0+sha256:0123456789abcdef',
};

/** A tiny model: the constant; `seed` tells two of them apart. */
export function constantModel(seed: number): string {
  return modelText(sampleDocument({ seed }));
}

export interface PlannedRun {
  readonly facts?: Partial<gates.RunEvidence['facts']>;
  /** Minute of the start: later runs have larger ones. */
  readonly minute?: number;
  readonly seed?: number;
  readonly summary?: RunFacts;
  readonly inputs?: ResearchInputs;
  readonly status?: 'success' | 'failed';
  readonly metrics?: Readonly<Record<string, number | null>>;
}

/** Leaves a finished research run, with a model for each target of the project. @returns its id */
export function researchRun(loaded: LoadedProject, plan: PlannedRun = {}): string {
  const { inputs = INPUTS, minute = 0, seed = 1 } = plan;
  const project = requireProject(loaded);
  const run = createRun({
    runsDir: join(loaded.projectDir, 'runs'),
    family: 'research',
    name: project.project.name,
    currency: 'USD',
    now: () => Date.UTC(2026, 0, 2, 9, minute),
    hex: () => '0000',
    facts: {
      project: project.project.name,
      symbols: ['SPX'],
      data_fingerprint: inputs.dataFingerprint,
      code_version: inputs.codeVersion,
      config_hash: loaded.configHash,
      seed: 42,
    },
  });
  run.writeText('resolved_project_config.yaml', loaded.resolvedYaml);
  if (plan.metrics !== undefined) run.writeJson('metrics.json', { metrics: plan.metrics });
  const models = (project.research?.promotion.targets ?? []).map(({ name, symbol = null }) => {
    const path = `models/experiments/${run.runId.replace('research/', '')}/${name}/model.json`;
    const text = constantModel(seed);
    mkdirSync(dirname(join(loaded.projectDir, path)), { recursive: true });
    writeFileSync(join(loaded.projectDir, path), text);
    return { target: name, symbol, path, sha256: createHash('sha256').update(text).digest('hex') };
  });
  if (plan.status === 'failed') {
    run.fail(new Error('a fold was too small'));
    return run.runId;
  }
  run.writeJson('evidence.json', { facts: { ...GOOD_EVIDENCE, ...plan.facts }, models });
  run.finish('success', plan.summary ?? {});
  return run.runId;
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
