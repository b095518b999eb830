export {
  type BatchTrial,
  FileTrialLedger,
  isSameColumn,
  type OpenTrialLedgerOptions,
  openTrialLedger,
  TrialBatch,
} from './file-ledger.ts';
export { KnownTrialLedger, type KnownTrials } from './known-ledger.ts';
export { ReplayTrialLedger } from './replay-ledger.ts';
