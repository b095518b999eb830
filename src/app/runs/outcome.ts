import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../adapters/fs/index.ts';
import { findRun, type RunSummary, readRunSummary } from '../../adapters/runs/index.ts';
import { leaks } from '../../research/index.ts';
import { type RunChecks, runChecks } from './checks.ts';
import type { RunRow } from './list.ts';

const basisSchema = z.object({
  interval: z.string(),
  periods_per_year: z.number(),
  bars: z.number(),
  days: z.number(),
  closed_trades: z.number(),
  from: z.string(),
  to: z.string(),
});

const documentSchema = z.object({
  basis: basisSchema.nullable(),
  currency: z.string(),
  metrics: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  not_available: z.record(z.string(), z.string()),
});

const certificateSchema = z.object({
  verdict: z.enum(['PASS', 'FAIL']),
  decisions: z.object({ proved: z.number(), of: z.number(), exhaustive: z.boolean() }),
  findings: z.array(
    z.object({ code: z.string(), subject: z.string(), fact: z.string(), fix: z.string(), blocking: z.boolean() }),
  ),
});

/** What the certificate of a run says. */
type CertificateOutcome = z.infer<typeof certificateSchema> & { readonly line: string };

/** What came of a run: the answer of `agent run` and `backtest`, read from the run's own files. */
export interface RunOutcome extends RunChecks {
  readonly schema_version: 1;
  readonly run_id: string;
  /** Absolute. */
  readonly dir: string;
  readonly name: string;
  readonly status: RunRow['status'];
  readonly error: RunRow['error'];
  readonly verdict: RunRow['verdict'];
  readonly verdict_line: string | null;
  readonly stamps: readonly string[];
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly path: string | null }[];
  readonly symbols: readonly string[];
  readonly window: { readonly start: string; readonly end: string; readonly timeframe: string } | null;
  readonly basis: z.infer<typeof basisSchema> | null;
  /** What was tried on the data of the run up to it; null while it is not counted. */
  readonly trials: RunSummary['trials'];
  readonly currency: string | null;
  readonly metrics: Readonly<Record<string, number | string | null>>;
  readonly not_available: Readonly<Record<string, string>>;
  /** What was shown about looking ahead; null for runs without a certificate. */
  readonly certificate: CertificateOutcome | null;
  /** Absolute path of report.html; null when the run has none. */
  readonly report: string | null;
  readonly next_command: string | null;
}

/** @throws RunUnknownError */
export function runOutcome(runsDir: string, id: string): RunOutcome {
  const entry = findRun(runsDir, id);
  const summary = readRunSummary(entry);
  const text = readText(join(entry.dir, 'metrics.json'));
  const document = text === undefined ? undefined : documentSchema.parse(JSON.parse(text));
  const certificate = readText(join(entry.dir, 'certificate.json'));
  const report = join(entry.dir, 'report.html');
  return {
    schema_version: 1,
    run_id: entry.runId,
    dir: entry.dir,
    name: summary.name,
    status: summary.status,
    error: summary.error,
    verdict: summary.verdict,
    verdict_line: summary.verdict_line,
    stamps: summary.stamps,
    warnings: summary.warnings,
    symbols: summary.symbols,
    window: summary.window,
    basis: document?.basis ?? null,
    trials: summary.trials,
    currency: document?.currency ?? null,
    metrics: document?.metrics ?? {},
    not_available: document?.not_available ?? {},
    certificate: certificate === undefined ? null : certificateOutcome(certificate),
    ...runChecks((file) => readText(join(entry.dir, file))),
    report: existsSync(report) ? report : null,
    next_command: summary.next_command,
  };
}

function certificateOutcome(text: string): CertificateOutcome {
  const certificate = certificateSchema.parse(JSON.parse(text));
  return { ...certificate, line: leaks.certificateLine(certificate) };
}
