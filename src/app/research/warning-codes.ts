/** What training may warn about, by code; shown with the result, in the report and in `summary.json`. It stops nothing. */
export const TRAINING_WARNINGS = {
  TUNING_CUT_SHORT: 'the time limit of tuning ended it before all trials were run; the run is stamped `TUNING CUT SHORT`',
} as const;
export type TrainingWarningCode = keyof typeof TRAINING_WARNINGS;
