import { AppError, type ExitCode } from '../../base/index.ts';

/** The address of a Redis server cannot be used. */
export class RedisAddressError extends AppError {
  readonly code = 'REDIS_ADDRESS';

  constructor(fact: string, hint = 'write redis://host:6379, or rediss://host:6379 for TLS') {
    super(fact, { hint });
  }
}

/** The Redis server does not answer, or has not come back within the time that we wait for it. */
export class RedisUnreachableError extends AppError {
  readonly code = 'REDIS_UNREACHABLE';
  override readonly exitCode: ExitCode = 3;

  constructor(place: string, fact: string) {
    super(`Redis at ${place} does not answer: ${fact}`, {
      hint: 'check the address and the network; nothing is lost: start the command again and it goes on',
    });
  }
}

/** The Redis server answers and refuses: a wrong password, a missing right, a setting that loses jobs. */
export class RedisRefusedError extends AppError {
  readonly code = 'REDIS_REFUSED';
  override readonly exitCode: ExitCode = 3;

  constructor(place: string, fact: string, hint: string) {
    super(`Redis at ${place} ${fact}`, { hint });
  }
}
