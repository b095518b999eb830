import { AppError, type ExitCode } from '../../base/index.ts';

/** A file that ships with the package is missing or was changed. */
export class AssetDamagedError extends AppError {
  readonly code = 'ASSET_DAMAGED';
  override readonly exitCode: ExitCode = 3;

  constructor(file: string) {
    super('a file of the package is missing or was changed', { hint: 'install quanttradeai again', place: { file } });
  }
}
