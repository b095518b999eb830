import { join } from 'node:path';
import { isFile } from '../../adapters/fs/index.ts';
import { findRun, type RunEntry, type RunSummary, readRunSummary } from '../../adapters/runs/index.ts';
import { invariant, isoTime, type UnixMs } from '../../base/index.ts';
import type { Environment } from '../../config/index.ts';
import { gates } from '../../research/index.ts';
import { NotActiveHereError } from '../backtest/index.ts';
import { manifestInForce, PROMOTION_MANIFEST, type PromotionManifest, readManifest, readModelFile } from '../models/index.ts';
import { type LoadedProject, type Project, requireProject } from '../project/index.ts';
import { artifactFeatures } from './artifact.ts';
import { PromotionTargetError } from './errors.ts';
import { readEvidence } from './evidence.ts';
import { modelFileName, type StagedModel, storeModels } from './model-store.ts';
import { personOf } from './person.ts';
import { type ReadInputs, readPins } from './pins.ts';

export interface PromoteOptions {
  readonly loaded: LoadedProject;
  readonly runsDir: string;
  /** `research/…`, or the name of the run's folder. */
  readonly run: string;
  readonly dryRun: boolean;
  readonly env: Environment;
  readonly now: UnixMs;
  /** Reads the data of the run again. */
  readonly inputs: ReadInputs;
}

type Target = NonNullable<Project['research']>['promotion']['targets'][number];
type ModelPin = gates.RunEvidence['models'][number];

/** A target with the model that the run has for it. */
interface Planned {
  readonly target: Target;
  readonly pin: ModelPin;
  readonly folder: string;
  /** Where the run keeps its copy of the manifest. */
  readonly copy: string;
}

export interface PromotedTarget {
  readonly name: string;
  readonly symbol: string | null;
  /** Folder of the target, from the project's folder. */
  readonly path: string;
  /** File inside it. */
  readonly model: string;
  readonly sha256: string;
  /** The model in use before; null when there was none. */
  readonly replaces: { readonly model: string; readonly source_run_id: string } | null;
}

/** What `promote --json` prints. */
export interface PromotionAnswer {
  readonly schema_version: 1;
  readonly run_id: string;
  readonly name: string;
  readonly step: gates.PromotionStep;
  readonly dry_run: boolean;
  /** Every blocking gate passed. */
  readonly passed: boolean;
  /** The models are in use now. */
  readonly promoted: boolean;
  readonly gates: readonly gates.GateResult[];
  readonly overrides: PromotionManifest['overrides'];
  readonly stamps: readonly string[];
  readonly targets: readonly PromotedTarget[];
  readonly by: string;
}

/**
 * Judges a research run and, when no blocking gate fails, puts its models into use: one per target of `research.promotion`. Nothing is
 * written when a gate fails or on a dry run.
 * @throws RunUnknownError, NotActiveHereError for a run of an agent, PromotionTargetError, EvidenceBrokenError, PersonUnknownError, StoreWriteError
 */
export async function promoteRun(options: PromoteOptions): Promise<PromotionAnswer> {
  const { loaded } = options;
  const entry = findRun(options.runsDir, options.run);
  if (entry.family !== 'research') {
    throw new NotActiveHereError(`promoting ${entry.runId}, which is no research run, is not active in this version`);
  }
  const project = requireProject(loaded);
  const summary = readRunSummary(entry);
  const evidence = readEvidence(entry, summary);
  const planned = planTargets(project, { entry, evidence, projectDir: loaded.projectDir });
  const by = personOf(options.env);
  const { report, overrides } = await judgeRun({ options, project, entry, summary, evidence, planned });
  const stamps = [...new Set([...summary.stamps, ...report.stamps])];
  const answer: Omit<PromotionAnswer, 'promoted' | 'targets'> = {
    schema_version: 1,
    run_id: entry.runId,
    name: summary.name,
    step: report.step,
    dry_run: options.dryRun,
    passed: report.passed,
    gates: report.gates,
    overrides,
    stamps,
    by,
  };
  const targets = planned.map((plan) => targetAnswer(plan));
  if (!report.passed) return { ...answer, promoted: false, targets };
  const family = project.research?.model.family ?? '';
  const facts = { project: project.project.name, family, gates: report.gates, overrides, stamps, by, now: options.now };
  const models = planned.map((plan) => staged(plan, { ...facts, entry, projectDir: loaded.projectDir }));
  if (!options.dryRun) storeModels(models);
  return { ...answer, promoted: !options.dryRun, targets };
}

/** The targets that the run has a model for: all of them, or none when it wrote no evidence at all. */
function planTargets(
  project: Project,
  run: { readonly entry: RunEntry; readonly evidence: gates.RunEvidence; readonly projectDir: string },
): readonly Planned[] {
  const { models } = run.evidence;
  const targets = project.research?.promotion.targets ?? [];
  if (targets.length === 0) {
    throw new PromotionTargetError(
      'research.promotion.targets names no target',
      'add one: targets: [{ name: my_model, path: models/promoted/my_model }]',
    );
  }
  if (models.length === 0) return [];
  return targets.map((target) => {
    const pin = models.find((model) => model.target === target.name);
    if (pin === undefined || pin.symbol !== (target.symbol ?? null)) {
      const known = models.map((model) => (model.symbol === null ? model.target : `${model.target} (${model.symbol})`));
      const wanted = target.symbol === undefined ? `"${target.name}"` : `"${target.name}" of ${target.symbol}`;
      throw new PromotionTargetError(
        `the run has no model for the target ${wanted}`,
        `it has: ${known.join(', ')}; run the research again`,
      );
    }
    const copy = targets.length === 1 ? PROMOTION_MANIFEST : `promotion_manifest.${target.name}.json`;
    return { target, pin, folder: join(run.projectDir, target.path), copy: join(run.entry.dir, copy) };
  });
}

interface Judging {
  readonly options: PromoteOptions;
  readonly project: Project;
  readonly entry: RunEntry;
  readonly summary: RunSummary;
  readonly evidence: gates.RunEvidence;
  readonly planned: readonly Planned[];
}

async function judgeRun({ options, project, entry, summary, evidence, planned }: Judging): Promise<{
  readonly report: gates.GateReport;
  readonly overrides: PromotionManifest['overrides'];
}> {
  const { loaded, env, now, inputs } = options;
  const changedModels = planned.filter((plan) => !isUnchanged(plan, loaded.projectDir)).map(({ pin }) => pin.path);
  const pins =
    planned.length === 0
      ? { missing: 'the run recorded no model' }
      : await readPins({
          ...{ entry, summary, loaded, env, now, inputs, changedModels },
          promotedBefore: planned.every((plan) => wasPromoted(plan, entry)),
        });
  const policy = project.research?.promotion.policy ?? 'default';
  const changes = overridesOf(project);
  const report = gates.judgeGates(
    { ...evidence.facts, pins },
    // A model sends no orders of its own.
    { step: 'research_to_model', policy, backend: 'simulated', automatic: false, overrides: changes },
  );
  const overrides = Object.entries(changes).map(([gate, { threshold, severity, reason }]) => ({
    ...{ gate, threshold: threshold ?? null, severity: severity ?? null, reason },
  }));
  return { report, overrides };
}

/** The project's changes of gates; `validate` refuses one without a reason. */
function overridesOf(project: Project): Readonly<Record<string, gates.GateOverride>> {
  const written = Object.entries(project.research?.promotion.gates ?? {});
  return Object.fromEntries(
    written.map(([gate, { threshold, severity, reason }]) => {
      invariant(reason !== undefined, `the changed gate ${gate} has a reason`);
      return [gate, { threshold, severity, reason }];
    }),
  );
}

function isUnchanged({ pin }: Planned, projectDir: string): boolean {
  return digestOf(join(projectDir, pin.path)) === pin.sha256;
}

/** Undefined when the file is not there. */
function digestOf(file: string): string | undefined {
  return isFile(file) ? readModelFile(file).digest : undefined;
}

/** This run's model was in use at this place before: the run's copy of the manifest says so. */
function wasPromoted({ pin, target, copy }: Planned, entry: RunEntry): boolean {
  const manifest = readManifest(copy);
  return (
    manifest !== undefined &&
    manifest.source_run_id === entry.runId &&
    manifest.destination_path === target.path &&
    manifest.files[0]?.sha256 === pin.sha256
  );
}

function targetAnswer({ target, pin, folder }: Planned): PromotedTarget {
  const before = manifestInForce(folder);
  return {
    name: target.name,
    symbol: target.symbol ?? null,
    path: target.path,
    model: modelFileName(pin.sha256),
    sha256: pin.sha256,
    replaces: before === undefined ? null : { model: before.files[0]!.path, source_run_id: before.source_run_id },
  };
}

interface ManifestFacts {
  readonly project: string;
  /** As in `research.model.family`. */
  readonly family: string;
  readonly entry: RunEntry;
  readonly projectDir: string;
  readonly gates: readonly gates.GateResult[];
  readonly overrides: PromotionManifest['overrides'];
  readonly stamps: readonly string[];
  readonly by: string;
  readonly now: UnixMs;
}

function staged({ target, pin, folder, copy }: Planned, facts: ManifestFacts): StagedModel {
  const file = join(facts.projectDir, pin.path);
  const { text, digest } = readModelFile(file);
  invariant(digest === pin.sha256, 'the model is the one that the gates were asked about');
  const manifest: PromotionManifest = {
    schema_version: 1,
    kind: 'model',
    source_run_id: facts.entry.runId,
    project_name: facts.project,
    target_name: target.name,
    symbol: target.symbol ?? null,
    source_path: pin.path,
    destination_path: target.path,
    from: null,
    to: 'promoted',
    gates: facts.gates.map((gate) => ({ ...gate })),
    overrides: facts.overrides,
    stamps: [...facts.stamps],
    consent: null,
    changed_fields: [],
    by: facts.by,
    files: [{ path: modelFileName(digest), sha256: digest }],
    features: artifactFeatures(file, text, facts.family),
    audit_seq: null,
    promoted_at: isoTime(facts.now),
  };
  return { folder, manifest, text, copy };
}
