import { AppError, type ExitCode } from '../../base/index.ts';

/** Content that another machine should have stored is not there. */
export class BlobMissingError extends AppError {
  readonly code = 'BLOB_MISSING';
  override readonly exitCode: ExitCode = 3;

  constructor(hash: string, place: string) {
    super(`${hash} is not in ${place}`, {
      hint: 'every machine has to see the same store: a shared folder mounted at the same place, or the same S3 bucket and prefix',
    });
  }
}

/** Stored content has another hash than its name says. */
export class BlobDamagedError extends AppError {
  readonly code = 'BLOB_DAMAGED';
  override readonly exitCode: ExitCode = 3;

  constructor(hash: string, found: string, place: string) {
    super(`the content stored as ${hash} in ${place} has the hash ${found}`, {
      hint: 'start the batch again: it is stored anew; if it stays, look after the disk or the network',
    });
  }
}

/** S3 does not do what it is asked. */
export class S3Error extends AppError {
  readonly code = 'S3_FAILED';
  override readonly exitCode: ExitCode = 3;

  /** Another try may go better: the network, or the service's own trouble. */
  readonly mayPass: boolean;

  constructor(place: string, fact: string, mayPass: boolean) {
    super(`${place} cannot be used: ${fact}`, {
      hint: 'check operations.storage.s3, the two variables with its keys, and that they may read, write, list and delete there',
    });
    this.mayPass = mayPass;
  }
}
