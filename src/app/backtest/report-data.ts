import { z } from 'zod';
import { type RunSummary, readTrades, type TradeRecord } from '../../adapters/runs/index.ts';
import { DAY_MS } from '../../base/index.ts';
import { readResolved } from '../../config/index.ts';
import type { Dataset } from '../../market/index.ts';
import type { MetricsDocument } from '../../metrics/index.ts';
import type { AmbiguousBand, ReportCertificate, ReportCurve, ReportData, ReportTrade, ReportTrials } from '../../report/index.ts';
import { leaks } from '../../research/index.ts';
import { buyAndHold } from './buy-and-hold.ts';
import { costModelText } from './cost-model.ts';
import { type DataFile, reportSources } from './data-file.ts';
import { reportLog } from './report-log.ts';
import { reportModels, sampleSpans } from './report-models.ts';
import { reportPrices, rowAt } from './report-prices.ts';
import { reportRobustness } from './report-robustness.ts';

/** What a report is made of: the run's own files, and its prices where the data is still there. */
export interface ReportInput {
  readonly summary: RunSummary;
  /** Text of a file that every run has. */
  readonly text: (file: string) => string;
  /** Text of a file that runs of earlier versions may lack. */
  readonly optional: (file: string) => string | undefined;
  /** The data of the run, with the same fingerprint; undefined: the report has no price chart and no buy-and-hold line. */
  readonly dataset: Dataset | undefined;
  /** Why there is no dataset. */
  readonly withoutDataset: string | undefined;
  readonly capital: number;
  readonly timezone: string;
  /** Undefined without a dataset: counted from the curve. */
  readonly returnsPerYear: number | undefined;
  readonly reproduce: string;
}

/** Puts a report together. The same files give the same report, at the end of the run and years later. */
export function reportData(input: ReportInput): ReportData {
  const { summary, text, optional } = input;
  const metrics = metricsDocument(text('metrics.json'));
  const curve = readCurve(text('equity_curve.csv'), input.dataset);
  const trades = readTrades(optional('trades.csv') ?? '');
  const data = optional('data.json');
  const settings = readResolved(text('resolved_project_config.yaml'));
  const robustness = reportRobustness(optional('robustness.json'), curve.time);
  const window = summary.window;
  return {
    runId: summary.run_id,
    name: summary.name,
    project: summary.project ?? '',
    kind: summary.kind ?? '',
    mode: summary.mode ?? '',
    status: summary.status,
    verdict: summary.verdict ?? 'pending',
    verdictLine: summary.verdict_line ?? '',
    stamps: summary.stamps,
    warnings: summary.warnings.map(({ code, message, path }) => ({ code, message, path: path ?? undefined })),
    symbols: summary.symbols,
    timeframe: metrics.basis.interval,
    window: { start: window?.start ?? '', end: window?.end ?? '', evaluatedFrom: metrics.basis.from },
    timezone: input.timezone,
    currency: metrics.currency,
    capital: input.capital,
    returnsPerYear: input.returnsPerYear ?? returnsOfCurve(metrics.basis, curve),
    metrics,
    curve: { ...curve, benchmark: benchmarkAt(curve.time, input) },
    prices: input.dataset === undefined ? [] : reportPrices(input.dataset, curve.time[0] ?? 0),
    withoutPrices: input.withoutDataset,
    spans: sampleSpans(optional('models.json'), curve.time),
    fan: robustness.fan,
    crises: robustness.crises,
    costLadder: robustness.ladder,
    logs: reportLog(optional('run.log.jsonl') ?? ''),
    trades: trades.map(reportTrade),
    ambiguous: ambiguousBand(optional('intrabar.json'), trades),
    settings: settings.map(({ path, text: value, origin }) => ({ path, value, origin })),
    sources: data === undefined ? [] : reportSources(JSON.parse(data) as DataFile),
    trials: reportTrials(optional('trials.json')),
    certificate: reportCertificate(optional('certificate.json')),
    models: reportModels(optional('models.json')),
    identity: {
      configHash: summary.config_hash ?? '',
      costModel: costModelText(settings, summary.name),
      dataFingerprint: summary.data_fingerprint ?? '',
      codeVersion: summary.code_version ?? '',
      seed: summary.seed ?? undefined,
      startedAt: summary.timestamps.started_at,
      completedAt: '',
      reproduce: input.reproduce,
    },
  };
}

const documentSchema = z.looseObject({
  basis: z.looseObject({ interval: z.string(), from: z.string() }),
  currency: z.string(),
  metrics: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});

/** `metrics.json`. */
export function metricsDocument(text: string): MetricsDocument {
  const document: unknown = JSON.parse(text);
  documentSchema.parse(document);
  return document as MetricsDocument;
}

/** The rows of equity_curve.csv: every bar, or session closes and fills of a long run. */
export function readCurve(text: string, dataset: Dataset | undefined): Omit<ReportCurve, 'benchmark'> {
  const lines = text.trimEnd().split('\n').slice(1);
  const columns = Array.from({ length: 4 }, () => new Float64Array(lines.length));
  const [time, equity, grossExposure, netExposure] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (const [row, line] of lines.entries()) {
    const cells = line.split(',');
    time[row] = Date.parse(cells[0]!);
    equity[row] = Number(cells[1]);
    grossExposure[row] = cells[3] === '' ? Number.NaN : Number(cells[3]);
    netExposure[row] = cells[4] === '' ? Number.NaN : Number(cells[4]);
  }
  return { time, session: sessionsAt(time, dataset), equity, grossExposure, netExposure, evaluateFrom: 0 };
}

/** Returns a year of a run whose data is gone: its bars a year from a day up, else sessions by the length of the curve. */
export function returnsOfCurve(
  { interval, periods_per_year }: MetricsDocument['basis'],
  curve: Omit<ReportCurve, 'benchmark'>,
): number {
  if (interval === '1d' || interval === '1w') return periods_per_year;
  const { time, session } = curve;
  const years = ((time.at(-1) ?? 0) - (time[0] ?? 0)) / (365.25 * DAY_MS);
  return years > 0 ? Math.max(1, Math.round(new Set(session).size / years)) : 252;
}

/** Trading sessions of the rows; without the data the UTC day of the moment before the close stands for them. */
function sessionsAt(time: Float64Array, dataset: Dataset | undefined): Int32Array {
  if (dataset !== undefined) return Int32Array.from(time, (at) => dataset.session[rowAt(dataset.time, at)]!);
  return Int32Array.from(time, (at) => Math.floor((at - 1) / DAY_MS));
}

/** Buy-and-hold at the times of the curve. */
function benchmarkAt(time: Float64Array, { dataset, capital }: ReportInput): Float64Array | undefined {
  if (dataset === undefined || time.length === 0) return undefined;
  const rows = Int32Array.from(time, (at) => rowAt(dataset.time, at));
  return buyAndHold({ dataset, from: rows[0]!, capital, rows });
}

const intrabarSchema = z.object({
  path: z.string(),
  count: z.number(),
  worst: z.number(),
  best: z.number(),
  net_pnl: z.object({ chosen: z.string().nullable() }).optional(),
});

/** Net P&L of the run under the three readings of ambiguous bars; runs of earlier versions knew it of their closed trades only. */
function ambiguousBand(text: string | undefined, trades: readonly TradeRecord[]): AmbiguousBand | undefined {
  if (text === undefined) return undefined;
  const { path, count, worst, best, net_pnl: net } = intrabarSchema.parse(JSON.parse(text));
  if (count === 0) return undefined;
  const chosen = typeof net?.chosen === 'string' ? Number(net.chosen) : trades.reduce((sum, trade) => sum + trade.netPnl, 0);
  return { count, worst: chosen + worst, chosen, best: chosen + best, path };
}

const trialsSchema = z.object({ n: z.number(), n_effective: z.number(), dsr_at_n: z.number().nullable() });

function reportTrials(text: string | undefined): ReportTrials | undefined {
  if (text === undefined) return undefined;
  const { n, n_effective: effective, dsr_at_n: dsrAtN } = trialsSchema.parse(JSON.parse(text));
  return { n, effective, dsrAtN: dsrAtN ?? undefined };
}

function reportTrade(trade: TradeRecord): ReportTrade {
  const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);
  return {
    ...trade,
    costs: trade.transactionCost + trade.slippageCost + trade.impactCost + trade.borrowFee,
    adverseExcursion: known(trade.adverseExcursion),
    favourableExcursion: known(trade.favourableExcursion),
  };
}

/** `certificate.json`: its line, its leaks, and its checks with all their subjects together. */
export function reportCertificate(text: string | undefined): ReportCertificate | undefined {
  if (text === undefined) return undefined;
  const certificate = JSON.parse(text) as leaks.Certificate;
  const asked = leaks.LEAK_CHECKS.filter(
    (name) => leaks.RUN_CHECKS.some((check) => check === name) || certificate.checks.some((check) => check.name === name),
  );
  const checks = asked.map((name) => {
    const lines = certificate.checks.filter((check) => check.name === name);
    const verdict =
      ['FAIL', 'PASS', 'NOT APPLICABLE'].find((one) => lines.some((line) => line.verdict === one)) ?? 'NOT APPLICABLE';
    const subjects = lines.filter((line) => line.verdict !== 'NOT APPLICABLE').length;
    return { name, subjects, checked: lines.reduce((sum, { checked }) => sum + checked, 0), verdict };
  });
  return { line: leaks.certificateLine(certificate), findings: certificate.findings, checks };
}
