import { join } from 'node:path';
import { type BlobStore, FolderStore, S3Store } from '../../adapters/blobs/index.ts';
import { type RedisAddress, redisAddress } from '../../adapters/queue/index.ts';
import type { Environment } from '../../config/index.ts';
import type { Project } from '../project/index.ts';
import { WorkersUnsetError } from './errors.ts';

/** Where several machines meet: settings of a project, and the environment of this process. */
export interface MeetingPlace {
  readonly project: Project;
  /** Absolute. */
  readonly projectDir: string;
  readonly env: Environment;
  /** An address on the command line; undefined: the one in the environment that the project names. */
  readonly redisUrl: string | undefined;
}

/** The server with the queue. @throws WorkersUnsetError, RedisAddressError */
export function redisOf({ project, env, redisUrl }: MeetingPlace): RedisAddress {
  if (redisUrl !== undefined) return redisAddress(redisUrl, 'line');
  const name = project.operations.storage.redis?.url_env;
  if (name === undefined) {
    throw new WorkersUnsetError('the project does not say where Redis is', {
      hint: 'set operations.storage.redis: { url_env: REDIS_URL }, or give redis://host:6379 on the line',
    });
  }
  const text = env[name];
  if (text === undefined || text === '') throw unsetVariables([name], 'operations.storage.redis');
  return redisAddress(text, { env: name });
}

/** In front of every key of Redis. */
export function prefixOf({ project }: Pick<MeetingPlace, 'project'>): string {
  return project.operations.storage.redis?.prefix ?? 'qta';
}

/** The store of content: S3 where the project has it, else a folder of the project that every machine mounts. @throws WorkersUnsetError, PackageMissingError */
export async function storeOf({ project, projectDir, env }: MeetingPlace): Promise<BlobStore> {
  const { s3, state_dir } = project.operations.storage;
  if (s3 === undefined) return new FolderStore(join(projectDir, state_dir, 'blobs'));
  const { bucket, region, prefix, endpoint, access_key_id_env, secret_access_key_env } = s3;
  const [accessKeyId, secretAccessKey] = [env[access_key_id_env], env[secret_access_key_env]];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const names = [access_key_id_env, secret_access_key_env].filter((name) => env[name] === undefined);
    throw unsetVariables(names, 'operations.storage.s3');
  }
  return S3Store.open({ bucket, region, prefix, endpoint, accessKeyId, secretAccessKey }, projectDir);
}

function unsetVariables(names: readonly string[], path: string): WorkersUnsetError {
  return new WorkersUnsetError(`${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not set`, {
    hint: `export ${names.map((name) => `${name}=…`).join(' ')} (${path} names ${names.length === 1 ? 'it' : 'them'})`,
  });
}
