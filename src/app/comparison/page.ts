import { sep } from 'node:path';
import { writeFileAtomic } from '../../adapters/fs/index.ts';
import { RUN_FAMILIES } from '../../adapters/runs/index.ts';
import { type ComparisonReportData, renderComparison } from '../../report/index.ts';
import { executionText } from '../backtest/cost-model.ts';
import type { ComparedRuns } from './compare-runs.ts';
import type { ComparedRun } from './compared-run.ts';
import { ComparisonPathError } from './errors.ts';

/**
 * Writes the page of a comparison, whole or not at all.
 * @param path absolute
 * @throws ComparisonPathError for a name that is no page's, and inside a run @throws StoreWriteError
 */
export function writeComparisonPage({
  runsDir,
  path,
  compared,
}: {
  readonly runsDir: string;
  readonly path: string;
  readonly compared: ComparedRuns;
}): void {
  checkPagePath(runsDir, path);
  writeFileAtomic(path, renderComparison(pageData(compared)));
}

/** Where a page may go: to a name of its own, and not into a run, whose files are compared byte for byte. @throws ComparisonPathError */
export function checkPagePath(runsDir: string, path: string): void {
  if (!/\.html?$/i.test(path)) {
    throw new ComparisonPathError('the page of a comparison is an HTML file', {
      hint: 'end its name with .html',
      place: { file: path },
    });
  }
  const inside = RUN_FAMILIES.some((family) => path.startsWith(`${runsDir}${sep}${family.replaceAll('/', sep)}${sep}`));
  if (inside) {
    throw new ComparisonPathError('the page of a comparison does not belong into the folder of a run', {
      hint: 'write it beside the project, such as comparison.html',
      place: { file: path },
    });
  }
}

function pageData({ comparison, runs }: ComparedRuns): ComparisonReportData {
  return {
    comparison,
    curves: runs.map(({ curve, capital }) =>
      curve === undefined || capital === undefined ? undefined : { time: curve.time, equity: curve.equity, capital },
    ),
    costs: runs.map(costsOf),
    timeframe: runs.find(({ basis }) => basis !== undefined)?.basis?.interval ?? '',
    timezone: runs.find(({ settings }) => settings !== undefined)?.settings?.get('project.timezone') ?? 'UTC',
  };
}

function costsOf({ settings, entry }: ComparedRun): string {
  if (settings === undefined) return '';
  const list = [...settings].map(([path, text]) => ({ path, text, origin: '' }));
  return executionText(list, entry.family === 'research' ? 'research.backtest.' : 'agent.execution.');
}
