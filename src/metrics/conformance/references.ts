import { baconFile, baconRows } from './bacon.ts';
import { empyricalRows } from './empyrical.ts';
import { empyricalFile } from './empyrical-inputs.ts';
import type { ConformanceRow } from './row.ts';
import { sharpeFile, sharpeRows } from './sharpe-evidence.ts';

/** Rows of a CSV file as text, the heads first. */
export type ReferenceTable = readonly (readonly string[])[];

/** Reference files that belong together. Paths are those in a folder of references; the caller reads and parses the files. */
export interface ReferenceSet {
  /** What the cases are, in a few words. */
  readonly what: string;
  /** The JSON file of cases. */
  readonly cases: string;
  /** The CSV files that the cases name. */
  readonly tables: readonly string[];
  /**
   * Every case beside what this program gives, in the order of the file.
   * @param tables the CSV files in the order above
   * @throws z.ZodError when the JSON file has another shape
   */
  readonly rows: (cases: unknown, tables: readonly ReferenceTable[]) => readonly ConformanceRow[];
}

export const METRIC_REFERENCES: readonly ReferenceSet[] = [
  {
    what: 'performance metrics of return series',
    cases: 'metrics/empyrical_expected.json',
    tables: [],
    rows: (cases) => empyricalRows(empyricalFile.parse(cases)),
  },
  {
    what: 'worked figures of Bacon 2008',
    cases: 'metrics/performanceanalytics_bacon.json',
    tables: ['metrics/portfolio_bacon.csv', 'metrics/managers.csv'],
    rows: (cases, [portfolio = [], managers = []]) => baconRows(baconFile.parse(cases), { portfolio, managers }),
  },
  {
    what: 'Sharpe ratios and luck',
    cases: 'overfitting/psr_dsr_mintrl.json',
    tables: ['overfitting/returns_for_psr.csv'],
    rows: (cases, [returns = []]) => sharpeRows(sharpeFile.parse(cases), returns),
  },
];
