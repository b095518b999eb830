import type { z } from 'zod';
import { type BaconTables, baconFile, baconRows } from './bacon.ts';
import { empyricalRows } from './empyrical.ts';
import { empyricalFile } from './empyrical-inputs.ts';
import type { ConformanceRow } from './row.ts';
import { sharpeFile, sharpeRows } from './sharpe-evidence.ts';

/** Rows of a CSV file as text, the heads first. */
type Table = readonly (readonly string[])[];

/** Files of reference values, by their path in the folder of references; the caller reads and parses them. */
export interface MetricReferences {
  readonly 'metrics/empyrical_expected.json': z.infer<typeof empyricalFile>;
  readonly 'metrics/performanceanalytics_bacon.json': z.infer<typeof baconFile>;
  readonly 'metrics/portfolio_bacon.csv': Table;
  readonly 'metrics/managers.csv': Table;
  readonly 'overfitting/psr_dsr_mintrl.json': z.infer<typeof sharpeFile>;
  readonly 'overfitting/returns_for_psr.csv': Table;
}

/** The shapes of the JSON files among them, to check before use. */
export const METRIC_REFERENCE_SHAPES = {
  'metrics/empyrical_expected.json': empyricalFile,
  'metrics/performanceanalytics_bacon.json': baconFile,
  'overfitting/psr_dsr_mintrl.json': sharpeFile,
} as const;

/** The CSV files among them. */
export const METRIC_REFERENCE_TABLES = [
  'metrics/portfolio_bacon.csv',
  'metrics/managers.csv',
  'overfitting/returns_for_psr.csv',
] as const;

/** Every reference case of the metrics beside what this library gives, in the order of the files. */
export function metricConformance(references: MetricReferences): readonly ConformanceRow[] {
  const tables: BaconTables = {
    portfolio: references['metrics/portfolio_bacon.csv'],
    managers: references['metrics/managers.csv'],
  };
  return [
    ...empyricalRows(references['metrics/empyrical_expected.json']),
    ...baconRows(references['metrics/performanceanalytics_bacon.json'], tables),
    ...sharpeRows(references['overfitting/psr_dsr_mintrl.json'], references['overfitting/returns_for_psr.csv']),
  ];
}
