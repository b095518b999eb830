import type { RunSummary } from '../../adapters/runs/index.ts';
import { type ResolvedSetting, readResolved } from '../../config/index.ts';
import type { MetricsDocument } from '../../metrics/index.ts';
import type { ReportCurve, ReportData, ReportSpan, ResearchReportData } from '../../report/index.ts';
import { executionText } from '../backtest/cost-model.ts';
import { type DataFile, reportSources } from '../backtest/data-file.ts';
import { metricsDocument, readCurve, reportCertificate, returnsOfCurve } from '../backtest/report-data.ts';
import { reportLog } from '../backtest/report-log.ts';
import { ReportFiles } from '../runs/report-files.ts';
import {
  certificateSchema,
  comparisonSchema,
  dataSchema,
  type EvidenceFile,
  evidenceSchema,
  type FoldsFile,
  featuresSchema,
  foldsSchema,
  rowsSchema,
  trialSchema,
} from './report-files.ts';
import { gatesOf, overridesOf } from './report-gates.ts';
import { comparisonOf, evidenceOf, featuresOf, pathsOf, rowsOf, tuningsOf, unitsOf, yearsOf } from './report-parts.ts';

/**
 * What the page of a research run shows, read from the run's own files: the same files give the same page, at the end of the run and
 * years later. A file that is missing, or has a form that this version does not read, leaves its parts out and is named.
 *
 * @param read text of a file of the run; undefined: there is none
 */
export function researchReportData(summary: RunSummary, read: (file: string) => string | undefined): ResearchReportData {
  const files = new ReportFiles(read);
  const folds = files.json('folds.json', foldsSchema, 'folds, years, the purge proof and the evidence are left out');
  const comparison = files.json('comparison.json', comparisonSchema, 'simpler ways, the cost ladder and stability are left out');
  const features = files.json('feature_report.json', featuresSchema, 'the signal, its reliability and importance are left out');
  const rows = files.json('rows.json', rowsSchema, 'the row account is left out');
  const evidence = files.json('evidence.json', evidenceSchema, 'the gates are left out');
  const trials = files.lines('trials.jsonl', trialSchema, 'the parameter maps are left out');
  const settings = settingsOf(files);
  const compares = comparison?.folds[0]?.metric ?? (classes(folds) > 0 ? 'log_loss' : 'rank_ic');
  const run = commonPart(summary, { files, settings, folds });
  return {
    run,
    compares,
    isLinear: evidence !== undefined && 'value' in evidence.facts.baselines && evidence.facts.baselines.value.family === 'linear',
    gates: evidence === undefined ? [] : gatesOf(evidence.facts, settings),
    overrides: overridesOf(settings),
    evidence: evidenceOf(folds, evidence),
    rows: rowsOf(rows),
    units: unitsOf(folds, compares),
    years: yearsOf(folds, compares),
    comparison: comparisonOf(comparison),
    features: featuresOf(features),
    tunings: tuningsOf(trials, folds),
    paths: pathsOf(folds),
    models: modelsOf(evidence),
    leftOut: files.leftOut,
  };
}

function settingsOf(files: ReportFiles): readonly ResolvedSetting[] {
  return files.made('resolved_project_config.yaml', 'the configuration is left out', readResolved) ?? [];
}

/** A scalar without its quotes; undefined: it is not set. */
function scalar(settings: readonly ResolvedSetting[], path: string): string | undefined {
  return settings.find((setting) => setting.path === path)?.text.replace(/^(["'])(.*)\1$/, '$2');
}

interface Common {
  readonly files: ReportFiles;
  readonly settings: readonly ResolvedSetting[];
  readonly folds: FoldsFile | undefined;
}

function commonPart(summary: RunSummary, { files, settings, folds }: Common): ReportData {
  const metrics = metricsOf(files, summary);
  const curve = curveOf(files);
  const sources = files.made('data.json', 'the sources of the data are left out', (text) => {
    dataSchema.parse(JSON.parse(text));
    return reportSources(JSON.parse(text) as DataFile);
  });
  const certificate = files.made('certificate.json', 'the leak suite is left out', (text) => {
    certificateSchema.parse(JSON.parse(text));
    return reportCertificate(text);
  });
  const logs = files.made('run.log.jsonl', 'the log is left out', reportLog);
  return {
    ...identityOf(summary, settings),
    timeframe: metrics.basis.interval,
    window: { start: summary.window?.start ?? '', end: summary.window?.end ?? '', evaluatedFrom: metrics.basis.from },
    timezone: scalar(settings, 'project.timezone') ?? 'UTC',
    currency: metrics.currency,
    capital: Number(scalar(settings, 'worlds[0].capital') ?? curve.equity[0] ?? Number.NaN),
    returnsPerYear: returnsOfCurve(metrics.basis, curve),
    metrics,
    trials:
      folds === undefined
        ? undefined
        : { n: folds.evidence.trials.raw, effective: folds.evidence.trials.effective, dsrAtN: folds.evidence.dsr_at_raw },
    curve,
    prices: [],
    withoutPrices: undefined,
    spans: spansOf(folds),
    fan: undefined,
    crises: [],
    costLadder: undefined,
    logs: logs ?? [],
    trades: [],
    ambiguous: undefined,
    settings: settings.map(({ path, text: value, origin }) => ({ path, value, origin })),
    sources: sources ?? [],
    certificate,
  };
}

function identityOf(summary: RunSummary, settings: readonly ResolvedSetting[]) {
  return {
    runId: summary.run_id,
    name: summary.name,
    project: summary.project ?? '',
    kind: summary.kind ?? '',
    mode: 'research',
    status: summary.status,
    verdict: summary.verdict ?? ('pending' as const),
    verdictLine: summary.verdict_line ?? '',
    stamps: summary.stamps,
    warnings: summary.warnings.map(({ code, message, path }) => ({ code, message, path: path ?? undefined })),
    symbols: summary.symbols,
    identity: {
      configHash: summary.config_hash ?? '',
      costModel: executionText(settings, 'research.backtest.'),
      dataFingerprint: summary.data_fingerprint ?? '',
      codeVersion: summary.code_version ?? '',
      seed: summary.seed ?? undefined,
      startedAt: summary.timestamps.started_at,
      completedAt: '',
      reproduce: `quanttradeai runs verify ${summary.run_id}`,
    },
  };
}

function metricsOf(files: ReportFiles, { window }: RunSummary): MetricsDocument {
  return files.made('metrics.json', 'the metrics are left out', metricsDocument) ?? withoutMetrics(window);
}

function withoutMetrics(window: RunSummary['window']): MetricsDocument {
  return {
    basis: {
      ...{ interval: window?.timeframe ?? '', periods_per_year: 252, bars: 0, days: 0, closed_trades: 0 },
      ...{ from: '', to: '' },
    },
    currency: '',
    metrics: {},
    not_available: {},
    intervals: {},
    by_symbol: {},
    segments: {},
  };
}

const BENCHMARK_CELL = 8;

function curveOf(files: ReportFiles): ReportCurve {
  const file = 'backtests/portfolio/equity_curve.csv';
  return files.made(file, 'equity is left out', portfolioCurve) ?? portfolioCurve('');
}

function portfolioCurve(text: string): ReportCurve {
  const curve = readCurve(text, undefined);
  if ([curve.time, curve.equity].some((column) => column.some(Number.isNaN))) throw new RangeError('a cell is no number');
  const cells = text.trimEnd().split('\n').slice(1);
  const benchmark = Float64Array.from(cells, (line) => Number(line.split(',')[BENCHMARK_CELL] || Number.NaN));
  const held = benchmark.some((value) => value !== benchmark[0]) && !benchmark.some(Number.isNaN);
  return { ...curve, benchmark: held ? benchmark : undefined };
}

/** From the first test bar of a fold to the last, over all units. */
function spansOf(folds: FoldsFile | undefined): readonly ReportSpan[] {
  const spans = new Map<string, ReportSpan>();
  for (const { name, isTest, tested } of unitsOf(folds, 'log_loss').flatMap((unit) => unit.folds)) {
    const known = spans.get(name);
    const from = Math.min(tested.from, known?.from ?? tested.from);
    spans.set(name, { name, from, to: Math.max(tested.to, known?.to ?? tested.to), ...(isTest ? { isTest } : {}) });
  }
  return [...spans.values()];
}

function classes(folds: FoldsFile | undefined): number {
  const [unit] = folds?.units ?? [];
  return unit?.test_window.scores?.happened.length ?? unit?.folds[0]?.scores?.happened.length ?? 0;
}

function modelsOf(evidence: EvidenceFile | undefined): ResearchReportData['models'] {
  return (evidence?.models ?? []).map(({ target, symbol, path, sha256 }) => ({
    ...{ target, path },
    symbol: symbol ?? 'all symbols',
    hash: `sha256:${sha256}`,
  }));
}
