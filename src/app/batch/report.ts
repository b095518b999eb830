import type { RunSummary } from '../../adapters/runs/index.ts';
import { readResolved } from '../../config/index.ts';
import { type BatchReportData, renderBatchReport } from '../../report/index.ts';
import { costModelText } from '../backtest/cost-model.ts';
import { type BatchDocument, parseBatchDocument, parseResults, type ResultRow } from './outcome.ts';
import { betterOf, ranked } from './rank.ts';

/** The page of a batch, made of its files. @param read the text of a file of the batch */
export function batchReport(summary: RunSummary, read: (file: string) => string): string {
  const batch = parseBatchDocument(read('batch.json'));
  const rows = parseResults(read('results.json'));
  return renderBatchReport(batchReportData(summary, { batch, rows, configText: read('resolved_project_config.yaml') }));
}

function batchReportData(
  summary: RunSummary,
  {
    batch,
    rows,
    configText,
  }: { readonly batch: BatchDocument; readonly rows: readonly ResultRow[]; readonly configText: string },
): BatchReportData {
  const { objective, overfitting, counts } = batch;
  const agent = batch.children[0]?.agent ?? '';
  const count = (key: string): number => counts[key] ?? 0;
  return {
    head: {
      ...{
        name: batch.sweep ?? 'all agents',
        project: batch.project,
        kind: batch.kind === 'sweep' ? `sweep of ${agent}` : 'batch',
      },
      ...{ mode: batch.mode, symbols: [...summary.symbols], timeframe: summary.window?.timeframe ?? '' },
      window: { start: summary.window?.start ?? '', end: summary.window?.end ?? '', evaluatedFrom: summary.window?.start ?? '' },
      ...{ verdict: summary.verdict ?? 'pending', verdictLine: summary.verdict_line ?? '', status: summary.status },
      stamps: summary.stamps,
      warnings: summary.warnings.map(({ code, message, path }) => ({ code, message, path: path ?? undefined })),
      identity: {
        configHash: summary.config_hash ?? '',
        costModel: batch.kind === 'sweep' ? costModelText(readResolved(configText), agent) : '',
        codeVersion: summary.code_version ?? '',
        seed: summary.seed ?? undefined,
        dataFingerprint: summary.data_fingerprint ?? '',
        startedAt: summary.timestamps.started_at,
        completedAt: summary.timestamps.completed_at ?? '',
        reproduce: `quanttradeai runs verify ${summary.run_id}`,
      },
    },
    runId: summary.run_id,
    kind: batch.kind,
    counts: {
      ...{ total: count('total'), success: count('success'), degraded: count('degraded') },
      ...{ failed: count('failed'), halted: count('halted') },
    },
    objective,
    better: betterOf(objective),
    returnsPerYear: batch.returns_per_year,
    overfitting,
    candidates: ranked(rows, objective)
      .slice(0, batch.top_candidates.length)
      .map((place, rank) => {
        const row = rows[place]!;
        const parameters = Object.entries(row.parameters).map(([path, value]) => `${path} ${textOf(value)}`);
        return {
          rank: rank + 1,
          name: row.variant,
          runId: row.run_id ?? '',
          parameters: parameters.join(' · '),
          metrics: row.metrics,
        };
      }),
    failures: batch.failures.map(({ variant, code, message }) => ({ name: variant, code, message })),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
