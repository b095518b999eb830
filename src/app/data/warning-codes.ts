/** What loading data may warn about, by code; shown with the result, in the report and in `summary.json`. It stops nothing. */
export const DATA_WARNINGS = {
  DATA_ADJUSTED_ONLY: 'prices look adjusted already, or factors do not fit them: one price basis, no dividends',
  DATA_BAD_ROWS: 'rows were set aside; their lines are named',
  DATA_CLOSE_ONLY: 'a source holds closes without full bars',
  DATA_DISORDER: 'rows stood out of order and were sorted',
  DATA_DUPLICATES: 'rows repeat a stamp; the last one counts',
  DATA_GAPS: 'bars that the calendar expects are missing',
  DATA_JUMPS: 'moves far outside what a series had shown before',
  DATA_OUTSIDE_SESSION: 'bars outside the sessions of the calendar were left out',
  DATA_RANGE_PARTIAL: 'a source fills the window only in part',
  DATA_ROLL_JUMPS: 'opens of a futures chain far off the close before, as where it passes to the next contract',
  DATA_SPLIT_SUSPECTED: 'a move like a split without a corporate action',
  DATA_SYNTHETIC: 'made-up data is used',
  NO_VOLUME: 'a series has no volume: participation cap and impact are off',
  OPEN_EQUALS_CLOSE: 'many opens equal the close before, so fills there are fills at the old close',
} as const;
export type DataWarningCode = keyof typeof DATA_WARNINGS;

/** What the machine may be warned of, with every run; results are the same. */
export const MACHINE_WARNINGS = {
  KERNELS_MISSING: 'this machine cannot run the compiled kernels: the same numbers, more slowly',
} as const;
export type MachineWarningCode = keyof typeof MACHINE_WARNINGS;
