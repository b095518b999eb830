export { EMPTY_HEAD, type HashText, type LedgerHead, lineText, readLines, sealLine, unendedLine } from './chain.ts';
export { type DecidingParts, trialConfigHash } from './config-hash.ts';
export { type CountWindow, countLooks, countTrials, type TrialCount, windowsMeet } from './count.ts';
export { LedgerBrokenError } from './errors.ts';
export { MemoryTrialLedger, type NewTrial, type TrialLedger } from './ledger.ts';
export {
  type SeriesPlace,
  TRIAL_KINDS,
  type TrialAuthor,
  type TrialEntry,
  type TrialKind,
  type TrialLine,
  type TrialSeries,
  type TrialWindow,
  trialLineSchema,
} from './line.ts';
export { daysText, parseDays, parseSeries, seriesText } from './series-text.ts';
