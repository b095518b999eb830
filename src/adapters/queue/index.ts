export { RedisAddressError, RedisRefusedError, RedisUnreachableError } from './errors.ts';
export type { JobEnd, QueueJob } from './job.ts';
export { JobQueue, type JobQueueOptions } from './job-queue.ts';
export { JobWorker, type JobWorkerOptions, type WorkerEvent, type WorkerJob } from './job-worker.ts';
export { type QueueLibrary, queueLibrary } from './library.ts';
export { type AddressOrigin, type RedisAddress, redisAddress } from './redis-address.ts';
export { RedisLink } from './redis-link.ts';
export type { WorkerEntry } from './worker-list.ts';
