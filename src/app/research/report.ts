import type { RunSummary } from '../../adapters/runs/index.ts';
import { renderResearchReport } from '../../report/index.ts';
import { researchReportData } from './report-data.ts';

/** The page of a research run, made of its own files. */
export function researchReport(summary: RunSummary, read: (file: string) => string | undefined): string {
  return renderResearchReport(researchReportData(summary, read));
}
