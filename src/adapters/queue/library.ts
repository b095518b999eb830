import { optionalPackage, PackageMissingError } from '../optional-package.ts';

/** Versions that the tests run with. */
const PACKAGES = ['bullmq@6.7.0', 'ioredis@6.0.0'] as const;

/** The two packages, as far as they are used. */
export interface QueueLibrary {
  readonly bullmq: Pick<typeof import('bullmq'), 'Queue' | 'QueueEvents' | 'Worker' | 'WaitingError' | 'UnrecoverableError'>;
  readonly Redis: typeof import('ioredis').Redis;
}

/** The project's copies, else those beside the program. @throws PackageMissingError */
export async function queueLibrary(projectDir: string): Promise<QueueLibrary> {
  const [bullmq, ioredis] = [await optionalPackage('bullmq', projectDir), await optionalPackage('ioredis', projectDir)];
  const { Queue, QueueEvents, Worker, WaitingError, UnrecoverableError } = { ...bullmq } as Partial<QueueLibrary['bullmq']>;
  const { Redis } = { ...ioredis } as { readonly Redis?: QueueLibrary['Redis'] };
  if (Queue === undefined || QueueEvents === undefined || Worker === undefined || Redis === undefined) throw missing();
  if (WaitingError === undefined || UnrecoverableError === undefined) throw missing();
  return { bullmq: { Queue, QueueEvents, Worker, WaitingError, UnrecoverableError }, Redis };
}

function missing(): PackageMissingError {
  return new PackageMissingError('a queue on Redis', PACKAGES);
}
