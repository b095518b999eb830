import { AppError, type ExitCode } from '../../base/index.ts';

const FACTS: Readonly<Record<string, readonly [fact: string, hint: string]>> = {
  EACCES: ['the folder or file may not be written', 'give this user write permission, or choose another folder'],
  EPERM: ['the folder or file may not be written', 'give this user write permission, or choose another folder'],
  EROFS: ['the file system is read-only', 'choose a folder on a writable file system'],
  ENOSPC: ['the disk is full', 'free some space and run the command again; nothing was left half-written'],
  EDQUOT: ['the disk quota is used up', 'free some space and run the command again; nothing was left half-written'],
  ENOTDIR: ['a part of the path is a file where a folder is needed', 'move that file away, or choose another folder'],
  EEXIST: ['a file stands where a folder is needed', 'move that file away, or choose another folder'],
  EISDIR: ['a folder stands where a file is needed', 'move that folder away, or choose another path'],
  ENOENT: ['a folder of the path does not exist', 'create the folder, or choose another path'],
  EMFILE: ['too many files are open', 'raise the limit with `ulimit -n` and run the command again'],
  ENAMETOOLONG: ['the path is too long', 'choose a shorter name or folder'],
};

/** The outside world refused a write: an unwritable folder, a full disk. */
export class StoreWriteError extends AppError {
  readonly code = 'STORE_WRITE';
  override readonly exitCode: ExitCode = 3;
  /** The system's own code, for example ENOSPC. */
  readonly reason: string;

  constructor(path: string, reason: string, cause?: unknown) {
    const [fact, hint] = FACTS[reason] ?? ['the system refused the write', 'see the reason in brackets'];
    super(`cannot write: ${fact} (${reason})`, { hint, place: { file: path }, cause });
    this.reason = reason;
  }
}

/** A file that is there could not be read. */
export class StoreReadError extends AppError {
  readonly code = 'STORE_READ';
  override readonly exitCode: ExitCode = 3;
  readonly reason: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`cannot read the file (${reason})`, {
      hint: 'check that the file exists and may be read',
      place: { file: path },
      cause,
    });
    this.reason = reason;
  }
}

/** The system code of a failed call (`ENOENT`), or undefined when the error is none of the system's. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** Runs a write and turns the system's refusal into {@link StoreWriteError}; any other error passes through. */
export function writing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new StoreWriteError(path, code, error);
  }
}
