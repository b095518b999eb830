import { AppError, type ExitCode } from '../../base/index.ts';

/** The trial ledger was changed after it was written: what it counts can no longer be trusted. */
export class LedgerBrokenError extends AppError {
  readonly code = 'LEDGER_BROKEN';
  override readonly exitCode: ExitCode = 1;
  /** Of the first line that does not hold. */
  readonly seq: number;

  constructor(seq: number, fact: string, file?: string) {
    super(`line ${seq} of the trial ledger ${fact}`, {
      hint: 'put the ledger and the folder .trials beside it back from a copy; only by moving both away does a new count begin',
      ...(file === undefined ? {} : { place: { file, line: seq } }),
    });
    this.seq = seq;
  }
}
