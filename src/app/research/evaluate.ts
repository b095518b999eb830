import { join } from 'node:path';
import { breathe, readText, sha256 } from '../../adapters/fs/index.ts';
import type { Json, Warning } from '../../base/index.ts';
import { labelsSection } from '../../labels/index.ts';
import { type ModelArtifact, type SignalColumns, signalsOf } from '../../models/index.ts';
import { evaluation, gates, ledger, splits, training } from '../../research/index.ts';
import { checkFitsProject } from '../backtest/agent-models.ts';
import { planOptionsFor } from '../backtest/feature-world.ts';
import { projectFeatures } from '../backtest/features.ts';
import { projectFamilies } from '../backtest/model-families.ts';
import type { DataProgress } from '../data/index.ts';
import { type FoundModel, findModel, ModelFilesBrokenError, parseModelFile } from '../models/index.ts';
import { type LoadedProject, type Project, requireProject } from '../project/index.ts';
import { type FileTrialLedger, openTrialLedger } from '../trials/index.ts';
import { ModelClassUnknownError, ModelSaysNothingError, NoTestWindowError, TestWindowTrainedOnError } from './errors.ts';
import { type EvaluationVerdict, evaluationVerdict } from './evaluation-verdict.ts';
import { type PreparedResearch, prepareResearch } from './prepare.ts';
import { costBps, researchTable } from './table.ts';
import { evaluatedTrials } from './trials.ts';
import { POOLED, testWindow, trainSetup } from './units.ts';

export interface EvaluateRequest {
  readonly loaded: LoadedProject;
  /** Name of a promotion target, a folder under models/promoted, or a model file. */
  readonly model: string;
  /** Absolute folder that paths begin in. */
  readonly cwd: string;
  /** Absolute folder of runs: the trial ledger lies there. */
  readonly runsDir: string;
  readonly onProgress?: (progress: DataProgress) => void;
}

/** What `evaluate` answers. */
export interface ModelEvaluation extends EvaluationVerdict {
  readonly model: {
    readonly name: string;
    readonly file: string;
    readonly sha256: string;
    readonly kind: 'classifier' | 'regressor';
    readonly family: string;
    readonly source_run_id: string | null;
  };
  readonly symbols: readonly string[];
  readonly interval: string;
  /** The configured test window; dates are inclusive. */
  readonly window: { readonly from: string; readonly to: string };
  /** Rows of the window with a label, and those that the model says something about. */
  readonly rows: { readonly window: number; readonly scored: number };
  readonly scores: evaluation.Scores;
  /** The score that models are compared by: of the model and of both baselines, fitted to the rows before the window. */
  readonly compared: Omit<evaluation.FoldScore, 'fold'> & { readonly not_available: string | null };
  /** Configurations that have looked at the window, this one among them. */
  readonly looks: number;
  /** Last line that was written into the trial ledger. */
  readonly ledger: { readonly seq: number; readonly hash: string };
  readonly stamps: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Rows before the window from which baselines are fitted. */
const BASELINE_ROWS = 100;

/**
 * Scores a model on the configured test window, and on nothing else. It is held against the labels it was trained on, and against a constant
 * and a linear model that are fitted to the rows before the window. The look is in the trial ledger before anything is answered.
 * @throws NoTestWindowError, ModelNotFoundError, TestWindowTrainedOnError, ModelSaysNothingError, ModelFeatureMismatchError
 */
export async function evaluateModel(request: EvaluateRequest): Promise<ModelEvaluation> {
  const { loaded, runsDir } = request;
  const project = requireProject(loaded);
  const window = requireTestWindow(project, loaded.configFile);
  // A look that cannot be counted is not taken.
  const book = openTrialLedger({ runsDir });
  const found = findModel({ asked: request.model, project, projectDir: loaded.projectDir, cwd: request.cwd });
  const { prepared, artifact } = await prepareFor(found, request);
  await breathe();
  const scored = scoreWindow(prepared, artifact, found);
  const { horizon, unit } = scored;
  const units = [unit];
  const { predictions } = evaluation.outOfSample(units, 'own', 'test');
  const head = await count(book, { prepared, artifact, found, window, runsDir }, scored);
  const { document } = artifact;
  const symbols = [...document.symbols];
  const [{ fold: _, ...compared }] = evaluation.foldScores(
    [{ ...unit, result: { ...unit.result, folds: [unit.result.final] } }],
    horizon,
  ) as [evaluation.FoldScore];
  const scores = evaluation.scoresOf(predictions, horizon);
  const looks = book.looks({ symbols, ...window }, head);
  return {
    model: {
      name: document.name,
      file: found.file,
      sha256: found.sha256,
      kind: document.kind,
      family: document.family,
      source_run_id: found.sourceRun ?? null,
    },
    symbols,
    interval: document.interval,
    window,
    rows: { window: scored.rows, scored: predictions.time.length },
    scores,
    compared: { ...compared, not_available: scored.noBaselines ?? null },
    looks,
    ledger: { seq: head.seq, hash: head.hash },
    stamps: prepared.loaded.synthetic ? ['SYNTHETIC DATA'] : [],
    warnings: prepared.loaded.warnings,
    ...evaluationVerdict({ family: fittedFamily(artifact), compared, scores, looks }),
  };
}

/** The family of the model that speaks last: of `auto` the one that it chose. */
function fittedFamily({ document }: ModelArtifact): string {
  const chosen = document.members.at(-1)!.params['family'];
  return typeof chosen === 'string' ? chosen : document.family;
}

interface Window {
  readonly from: string;
  readonly to: string;
}

/** @throws NoTestWindowError */
function requireTestWindow({ research, data }: Project, file: string): Window {
  if (research === undefined) throw new NoTestWindowError('the project has no section research', file);
  if (!research.evaluation.use_configured_test_window) {
    throw new NoTestWindowError('research.evaluation.use_configured_test_window is false', file);
  }
  const { test_start: from, test_end, end_date } = data;
  const to = test_end ?? end_date;
  if (from === undefined) throw new NoTestWindowError('data.test_start is not set', file);
  if (to === undefined) throw new NoTestWindowError('data.test_end is not set', file);
  return { from, to };
}

/** Loads the model, and the data and columns that it reads: symbols, features and labels are those that it was trained on. */
async function prepareFor(
  found: FoundModel,
  { loaded, onProgress }: EvaluateRequest,
): Promise<{ readonly prepared: PreparedResearch; readonly artifact: ModelArtifact }> {
  const { projectDir } = loaded;
  const project = requireProject(loaded);
  const { families } = await projectFamilies(project, projectDir);
  const artifact = parseModelFile(found, families);
  const own = await projectFeatures(project, projectDir);
  checkFitsProject(artifact, { own, plan: planOptionsFor(project, artifact.document.symbols) });
  const prepared = await prepareResearch({
    project: asTrained(project, artifact, found.file),
    projectDir,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return { prepared, artifact };
}

/** The project with what the model was trained on in place of what it would train now. @throws ModelFilesBrokenError */
function asTrained(project: Project, { document, names, members }: ModelArtifact, file: string): Project {
  const research = project.research!;
  const labels = labelsSection.safeParse(document.label);
  if (!labels.success) {
    const [issue] = labels.error.issues;
    throw new ModelFilesBrokenError(file, `its label is none of this version: ${issue?.message ?? 'unreadable'}`);
  }
  const { missing } = members.at(-1)!.estimator.parts[0]!.pipeline.state;
  return {
    ...project,
    research: {
      ...research,
      symbols: [...document.symbols],
      features: [...names],
      labels: labels.data,
      preprocess: { ...research.preprocess, missing },
      model: { ...research.model, kind: document.kind },
    },
  };
}

interface ScoredWindow {
  readonly unit: evaluation.SpokenUnit;
  readonly setup: training.TrainSetup;
  readonly horizon: number;
  /** Rows of the window with a label. */
  readonly rows: number;
  /** Why no baselines stand beside the model. */
  readonly noBaselines: string | undefined;
}

function scoreWindow(prepared: PreparedResearch, artifact: ModelArtifact, { file }: FoundModel): ScoredWindow {
  const { project, research, families } = prepared;
  const { document } = artifact;
  const made = researchTable(prepared);
  const table = { ...made.table, classes: document.classes };
  const segments = splits.cutSegments(table, testWindow(project.data, research.evaluation));
  refuseTrained(artifact, file, table, segments);
  const said = signalsOf(artifact, {
    matrix: training.matrixOf(table, segments.test),
    time: training.gather(table.time, segments.test),
    roundTripCost: (2 * costBps(research)) / 10_000,
  });
  const spoken = spokenRows(said);
  if (spoken.length === 0) {
    throw new ModelSaysNothingError(document.name, file, { rows: segments.test.length, from: artifact.members[0]!.validFrom });
  }
  const test = Int32Array.from(spoken, (at) => segments.test[at]!);
  refuseClasses(artifact, file, table, test);
  const scores = said.outputs.map((column) => Float64Array.from(spoken, (at) => column[at]!));
  const setup = trainSetup(project, { name: POOLED, table }, { horizon: made.horizon, families });
  const { baselines, reason } = baselinesOf(setup, segments, test, scores);
  const fold: splits.Fold = {
    ...{ index: evaluation.TEST_WINDOW, train: segments.development, test, purged: segments.purged },
    ...{ embargoed: new Int32Array(0), proof: segments.proof },
    trained: datesOf(table, segments.development),
    tested: datesOf(table, test),
  };
  const final = { fold, raw: scores, scores, baselines };
  const unit = { table, result: { folds: [], final } };
  return { unit, setup, horizon: made.horizon, rows: segments.test.length, noBaselines: reason };
}

function datesOf({ time }: training.TrainingTable, rows: Int32Array): { readonly from: number; readonly to: number } {
  return { from: time[rows[0] ?? -1] ?? Number.NaN, to: time[rows.at(-1) ?? -1] ?? Number.NaN };
}

/** @throws TestWindowTrainedOnError where the label of a row meets the training span of any member */
function refuseTrained(
  { document, members }: ModelArtifact,
  file: string,
  { time, end }: training.TrainingTable,
  { test, window }: splits.Segments,
): void {
  const seen = (row: number): boolean =>
    members.some(({ trainedFrom, trainedTo }) => time[row]! <= trainedTo && end[row]! >= trainedFrom);
  const rows = test.filter(seen).length;
  if (rows === 0) return;
  const trained = {
    from: Math.min(...members.map(({ trainedFrom }) => trainedFrom)),
    to: Math.max(...members.map(({ trainedTo }) => trainedTo)),
  };
  throw new TestWindowTrainedOnError({ model: document.name, file, trained, window, rows, all: test.length });
}

/** Places of the rows that a member says something about. */
function spokenRows({ member, outputs }: SignalColumns): Int32Array {
  return Int32Array.from(member.keys()).filter((at) => member[at]! >= 0 && outputs.every((column) => !Number.isNaN(column[at]!)));
}

/** @throws ModelClassUnknownError */
function refuseClasses({ document }: ModelArtifact, file: string, table: training.TrainingTable, test: Int32Array): void {
  const { classes, name } = document;
  if (classes.length === 0) return;
  const unknown = test.find((row) => !classes.includes(table.value[row]!));
  if (unknown !== undefined) throw new ModelClassUnknownError(name, file, { label: table.value[unknown]!, classes });
}

type Baselines = evaluation.Spoken['baselines'];

/** What a constant and a linear model say that were fitted to the rows before the window; missing values where those are too few. */
function baselinesOf(
  setup: training.TrainSetup,
  { development }: splits.Segments,
  test: Int32Array,
  scores: readonly Float64Array[],
): { readonly baselines: Baselines; readonly reason: string | undefined } {
  const { table } = setup;
  const known = new Set(development.length < BASELINE_ROWS ? [] : training.targetsOf(table, development));
  const few = development.length < BASELINE_ROWS;
  if (few || known.size < table.classes.length) {
    const nothing = scores.map(({ length }) => new Float64Array(length).fill(Number.NaN));
    const reason = few
      ? `needs ${BASELINE_ROWS} rows before the test window, has ${development.length}`
      : 'a class has no row before the test window';
    return { baselines: { constant: nothing, linear: nothing }, reason };
  }
  const { constant, linear } = training.fitBaselines(setup, { name: 'evaluate', train: development });
  const matrix = training.matrixOf(table, test);
  return { baselines: { constant: constant.predict(matrix), linear: linear.predict(matrix) }, reason: undefined };
}

interface Look {
  readonly prepared: PreparedResearch;
  readonly artifact: ModelArtifact;
  readonly found: FoundModel;
  readonly window: Window;
  readonly runsDir: string;
}

/** Writes the evaluation and the look into the ledger. The configuration is that of the research run, where the ledger knows it. */
async function count(book: FileTrialLedger, look: Look, { unit, setup }: ScoredWindow): Promise<ledger.LedgerHead> {
  const { prepared, artifact, found } = look;
  const { table, result } = unit;
  const { test } = result.final.fold;
  const { side } = setup.settings;
  const { time, value } = training.trialSeries(
    {
      time: training.gather(table.time, test),
      symbol: Int32Array.from(test, (row) => table.symbol[row]!),
      signal: training.sideOfScores(table, test, result.final.scores, side),
      nextReturn: training.gather(table.nextReturn, test),
    },
    side.costBps,
  );
  const run = trainedBy(book, look);
  const facts = {
    configHash: run?.config_hash ?? modelConfigHash(prepared, artifact, found),
    runId: `evaluate/${artifact.document.name}-${found.sha256.slice(0, 12)}`,
    symbols: [...artifact.document.symbols],
    interval: artifact.document.interval,
    fingerprint: prepared.loaded.dataset.fingerprint,
  };
  const lines = evaluatedTrials(facts, { time, returns: value, testWindow: look.window });
  // A run's own out-of-sample returns say more about its configuration than those of the window alone: they stay.
  return await book.append(
    run === undefined ? lines : lines.map((line) => ({ ...line, parent: run.run_id, returns: undefined })),
  );
}

/** The line of the research run that trained a model; undefined where the run or its line is not known. */
function trainedBy(book: FileTrialLedger, { found, runsDir }: Look): ledger.TrialLine | undefined {
  const { sourceRun, sha256: hash, promoted } = found;
  if (sourceRun === undefined) return undefined;
  const line = book.lines.findLast(({ run_id, kind }) => run_id === sourceRun && kind === 'evaluation');
  // A manifest vouches for its model; a file of experiments is held against what its run recorded.
  return promoted || recorded(join(runsDir, sourceRun), hash) ? line : undefined;
}

function recorded(runDir: string, hash: string): boolean {
  const text = readText(join(runDir, 'evidence.json'));
  if (text === undefined) return false;
  const evidence = gates.runEvidenceSchema.safeParse(JSON.parse(text));
  return evidence.success && evidence.data.models.some((model) => model.sha256 === hash);
}

/** A model that no run of this ledger made is a configuration of its own. */
function modelConfigHash({ research }: PreparedResearch, { document }: ModelArtifact, { sha256: hash }: FoundModel): string {
  const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
  return ledger.trialConfigHash(
    {
      features: document.features.map(({ hash: feature }) => feature),
      label: json(document.label),
      model: { file: hash },
      risk: null,
      costs: json(research.backtest),
    },
    sha256,
  );
}
