import { join } from 'node:path';
import { loadUserModule, PluginInvalidError } from '../../adapters/user-modules.ts';
import { type FeaturePlan, type FeatureRun, type PlanOptions, planFeatures } from '../../features/index.ts';
import { type CustomLabel, isLabel, type LabelBars } from '../../labels/index.ts';
import type { SymbolData } from '../../market/index.ts';
import type { ModelFamily, ModelFeature } from '../../models/index.ts';
import type { leaks } from '../../research/index.ts';
import { loadFeatureWorld, planOptionsFor, startPlan } from '../backtest/feature-world.ts';
import { featureIdentities, projectFeatures, SDK_URL } from '../backtest/features.ts';
import { projectFamilies } from '../backtest/model-families.ts';
import type { StoredReading } from '../backtest/prepare.ts';
import type { DataProgress, LoadedData } from '../data/index.ts';
import { type Project, projectDefinitions, projectSymbols } from '../project/index.ts';
import { ResearchOffError } from './errors.ts';
import { type PrimarySides, primarySides } from './primary.ts';

export interface PrepareResearchOptions {
  readonly project: Project;
  readonly projectDir: string;
  /** The data as an earlier run read it: from the store, without the network. */
  readonly stored?: StoredReading;
  readonly onProgress?: (progress: DataProgress) => void;
}

/** The data of a research run with its columns, before anything is learned. */
export interface PreparedResearch {
  readonly project: Project;
  readonly research: NonNullable<Project['research']>;
  readonly symbols: readonly string[];
  readonly loaded: LoadedData;
  readonly world: leaks.World;
  readonly plan: FeaturePlan;
  readonly run: FeatureRun;
  /** The columns models see, in their order. */
  readonly features: readonly ModelFeature[];
  /** Own modules of the project that took part. */
  readonly moduleFiles: readonly string[];
  readonly customLabel: CustomLabel | undefined;
  /** Model families that come from files of the project. */
  readonly families: readonly ModelFamily[];
  /** What the primary agent of meta labels wants; undefined for other labels. */
  readonly sides: PrimarySides | undefined;
}

/**
 * Loads what a research run reads and computes its columns. Bars after the test window are not read.
 * @throws ResearchOffError, and what data, features and modules throw
 */
export async function prepareResearch(options: PrepareResearchOptions): Promise<PreparedResearch> {
  const { projectDir } = options;
  const { project } = options;
  const research = activeResearch(project);
  const symbols = research.symbols ?? projectSymbols(project);
  const own = await projectFeatures(project, projectDir);
  const names = research.features ?? projectDefinitions(project).map(({ name }) => name);
  const planOptions: PlanOptions = planOptionsFor(project, symbols);
  const plan = planFeatures(own.features, { names }, planOptions);
  const { loaded, world } = await loadFeatureWorld({
    ...options,
    until: lastDay(project, research),
    finer: research.backtest.intrabar.path === 'finer' ? research.backtest.intrabar.drill_timeframe : undefined,
    plan,
    symbols,
    warmupBars: plan.warmUp.warmup + plan.warmUp.settle,
  });
  const whole = { ...world, decisionRows: undefined };
  const run = startPlan(plan, whole);
  run.advance(loaded.dataset.time.length);
  const label = await customLabelOf(research, projectDir);
  const models = await projectFamilies(project, projectDir);
  const prepared = {
    project,
    research,
    symbols,
    loaded,
    world: whole,
    plan,
    run,
    features: featureIdentities(own, names, planOptions),
    moduleFiles: [...new Set([...own.files, ...label.files, ...models.files])],
    customLabel: label.label,
    families: models.families,
  };
  return { ...prepared, sides: await primarySides(prepared, options) };
}

/** @throws ResearchOffError */
function activeResearch({ research }: Project): NonNullable<Project['research']> {
  if (research === undefined) throw new ResearchOffError('the project has no section research');
  if (!research.enabled) throw new ResearchOffError('research.enabled is false');
  return research;
}

/** Nothing after the test window takes part in research. */
function lastDay({ data }: Project, { evaluation }: NonNullable<Project['research']>): string | undefined {
  return evaluation.use_configured_test_window ? data.test_end : undefined;
}

async function customLabelOf(
  { labels }: NonNullable<Project['research']>,
  projectDir: string,
): Promise<{ readonly label: CustomLabel | undefined; readonly files: readonly string[] }> {
  const { module } = labels;
  if (labels.type !== 'custom' || module === undefined) return { label: undefined, files: [] };
  const loaded = await loadUserModule({ file: join(projectDir, module), shown: module, sdkUrl: SDK_URL });
  if (!isLabel(loaded.exported)) {
    throw new PluginInvalidError(`${module} exports nothing made with defineLabel`, {
      hint: 'write: export default defineLabel({ … })',
    });
  }
  return { label: loaded.exported, files: loaded.files };
}

/** The adjusted bars of a symbol, as labels read them. */
export function labelBars({ instrument, bars, factor }: SymbolData): LabelBars {
  const scaled = (column: Float64Array): Float64Array =>
    factor === undefined ? column : column.map((price, bar) => price * factor[bar]!);
  return {
    symbol: instrument.symbol,
    time: bars.time,
    open: scaled(bars.open),
    high: scaled(bars.high),
    low: scaled(bars.low),
    close: scaled(bars.close),
  };
}
