export {
  type BatchTrial,
  FileTrialLedger,
  type OpenTrialLedgerOptions,
  openTrialLedger,
  TrialBatch,
} from './file-ledger.ts';
export { KnownTrialLedger, type KnownTrials } from './known-ledger.ts';
export { ReplayTrialLedger } from './replay-ledger.ts';
