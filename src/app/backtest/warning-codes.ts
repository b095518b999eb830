/** What the models of an agent may warn about, by code; shown with the result, in the report and in `summary.json`. It stops nothing. */
export const MODEL_WARNINGS = {
  MODEL_IN_SAMPLE: 'bars lie inside the training of the model that speaks there; the figures begin after them',
  MODEL_OLD: 'signals are older than the agent wants them (`model.max_age_days`)',
  MODEL_STARTS_LATER: 'the evaluation begins with the first member of a model, because nothing speaks before it',
  MODEL_SYMBOL_UNSEEN: 'the agent trades a symbol that its model was not trained on',
} as const;
export type ModelWarningCode = keyof typeof MODEL_WARNINGS;
