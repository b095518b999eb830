import type { RunSummary } from '../../adapters/runs/index.ts';

/** The page of a research run, made of its own files. */
export function researchReport(summary: RunSummary, _read: (file: string) => string | undefined): string {
  return `<!doctype html><title>${summary.name}</title><p>${summary.verdict_line ?? ''}</p>\n`;
}
