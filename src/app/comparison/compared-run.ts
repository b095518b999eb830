import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../adapters/fs/index.ts';
import { type RunEntry, type RunSummary, readRunSummary } from '../../adapters/runs/index.ts';
import { decimalUnits } from '../../base/index.ts';
import type { MetricsDocument, MetricValue } from '../../metrics/index.ts';
import { metricsDocument, returnsOfCurve } from '../backtest/report-data.ts';
import { ReportFiles } from '../runs/report-files.ts';
import { curveFile, curveOf, type DayReturns, dayReturns, type RunCurve } from './day-returns.ts';
import { type RunSettings, settingsOf } from './settings.ts';

/** A run as a comparison reads it; what its folder lacks is undefined and named in `problems`. */
export interface ComparedRun {
  /** `A` … `H`, in the order asked for. */
  readonly label: string;
  readonly entry: RunEntry;
  readonly summary: RunSummary;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly notAvailable: Readonly<Record<string, string>>;
  readonly basis: MetricsDocument['basis'] | undefined;
  readonly currency: string | undefined;
  readonly settings: RunSettings | undefined;
  readonly capital: number | undefined;
  readonly curve: RunCurve | undefined;
  /** One return per session, net of all costs. */
  readonly returns: DayReturns | undefined;
  /** Returns a year. */
  readonly perYear: number;
  readonly problems: readonly string[];
}

/** Reads a run for a comparison. Damaged and missing files leave their parts out. */
export function comparedRun(entry: RunEntry, label: string): ComparedRun {
  const summary = readRunSummary(entry);
  const files = new ReportFiles((file) => readText(join(entry.dir, file)));
  const document = files.made('metrics.json', 'its metrics are not known', parsedMetrics);
  const own = { agent: summary.name, world: summary.world };
  const settings = files.made('resolved_project_config.yaml', 'its configuration is not known', (text) => settingsOf(text, own));
  const read = files.made(curveFile(entry.family), 'its equity is not known', curveOf);
  const curve = read !== undefined && read.time.length > 1 ? read : undefined;
  const capital = capitalOf(settings, curve);
  return {
    label,
    entry,
    summary,
    metrics: document?.metrics ?? {},
    notAvailable: document?.not_available ?? {},
    basis: document?.basis,
    currency: document?.currency,
    settings,
    capital,
    curve,
    returns: curve === undefined || capital === undefined ? undefined : dayReturns(curve, capital),
    perYear: document === undefined || curve === undefined ? 252 : returnsOfCurve(document.basis, curve),
    problems: files.leftOut,
  };
}

const basisSchema = z.looseObject({
  basis: z.looseObject({
    ...{ interval: z.string(), from: z.string(), to: z.string(), bars: z.number(), periods_per_year: z.number() },
  }),
  not_available: z.record(z.string(), z.string()),
});

function parsedMetrics(text: string): MetricsDocument {
  const document = metricsDocument(text);
  basisSchema.parse(document);
  for (const value of Object.values(document.metrics)) if (typeof value === 'string') decimalUnits(value, 0);
  return document;
}

function capitalOf(settings: RunSettings | undefined, curve: RunCurve | undefined): number | undefined {
  const written = Number(settings?.get('world.capital') ?? Number.NaN);
  return Number.isFinite(written) && written > 0 ? written : curve?.before;
}
