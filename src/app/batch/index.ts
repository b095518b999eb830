export { AllFailedError, NoAgentsError, SweepUnknownError } from './errors.ts';
export type { WorkElsewhere } from './executor.ts';
export { type BatchOutcome, batchOutcome } from './outcome.ts';
export { ObjectiveError } from './rank.ts';
export { batchReport } from './report.ts';
export { type Batch, type BatchOptions, repeatBatch, runBatch } from './run-batch.ts';
export { storedChild } from './stored-child.ts';
