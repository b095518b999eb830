export type { Comparison, MetricRow } from '../../report/index.ts';
export { type BoardSelection, boardSelection } from './board-selection.ts';
export { type ComparedRuns, compareStoredRuns } from './compare-runs.ts';
export { checkPagePath, writeComparisonPage } from './page.ts';
