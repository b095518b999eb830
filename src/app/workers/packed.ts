import { deserialize, serialize } from 'node:v8';
import { AppError, type ExitCode } from '../../base/index.ts';

/** Bytes that another machine packed cannot be read here. */
export class PackedUnreadableError extends AppError {
  readonly code = 'PACKED_UNREADABLE';
  override readonly exitCode: ExitCode = 3;

  constructor(cause: unknown) {
    super(`what another machine packed cannot be read by Node.js ${process.versions.node}`, {
      hint: 'use one version of Node.js on all machines',
      cause,
    });
  }
}

/** Plain data as bytes: every number keeps its bits, columns in shared memory become columns of their own. */
export function packed(value: unknown): Uint8Array {
  return serialize(value);
}

/** What {@link packed} was given; the caller knows its type. @throws PackedUnreadableError */
export function unpacked(bytes: Uint8Array): unknown {
  try {
    return deserialize(bytes);
  } catch (error) {
    throw new PackedUnreadableError(error);
  }
}
