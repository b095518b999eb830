import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { S3Fake } from '../../adapters/blobs/s3.testkit.ts';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { requireProject } from '../project/index.ts';
import { loadText } from '../project/project.testkit.ts';
import { type MeetingPlace, prefixOf, redisOf, storeOf } from './storage.ts';

const SECRETS = { LAB_REDIS: 'redis://:secret-word@cache:7000/2', LAB_KEY: 'AKIDEXAMPLE', LAB_SECRET: 'kept-secret' };

function meeting(storage: string, changes: Partial<MeetingPlace> = {}): MeetingPlace {
  const text = `project: { name: lab }\ndata: { source: sample, symbols: [SPX], start_date: "2000-01-03" }\noperations: { storage: { ${storage} } }\n`;
  return {
    project: requireProject(loadText(text)),
    projectDir: temporaryFolder(),
    env: SECRETS,
    redisUrl: undefined,
    ...changes,
  };
}

test('the address of Redis comes from the variable that the project names, or from the line', () => {
  const named = 'redis: { url_env: LAB_REDIS }';
  expect(redisOf(meeting(named))).toMatchObject({ host: 'cache', port: 7000, database: 2, password: 'secret-word' });
  expect(redisOf(meeting(named, { redisUrl: 'redis://10.0.0.5' }))).toMatchObject({ host: '10.0.0.5', password: undefined });
  expect(() => redisOf(meeting('state_dir: state'))).toThrow('the project does not say where Redis is');
  expect(() => redisOf(meeting(named, { env: {} }))).toThrow('LAB_REDIS is not set');
  expect(() => redisOf(meeting(named, { redisUrl: 'redis://:word@host' }))).toThrow('on the command line');
});

test('keys of Redis begin with the prefix of the project', () => {
  expect(prefixOf(meeting('redis: { url_env: LAB_REDIS }'))).toBe('qta');
  expect(prefixOf(meeting('redis: { url_env: LAB_REDIS, prefix: lab }'))).toBe('lab');
});

test('without S3 content lies in the folder of states', async () => {
  const place = meeting('state_dir: common');
  const store = await storeOf(place);
  const hash = await store.put(Buffer.from('abc'));
  expect(existsSync(join(place.projectDir, 'common', 'blobs', hash.slice(7, 9), hash.slice(9)))).toBe(true);
});

test('with S3 it lies in the bucket, under the prefix, and is asked for with the keys of the environment', async () => {
  const fake = await S3Fake.start();
  const keys = 'access_key_id_env: LAB_KEY, secret_access_key_env: LAB_SECRET';
  const s3 = `s3: { bucket: ${fake.bucket}, region: eu-west-1, prefix: sweeps/, endpoint: "${fake.endpoint}", ${keys} }`;
  const store = await storeOf(meeting(s3));
  const hash = await store.put(Buffer.from('abc'));
  expect([...fake.objects.keys()]).toEqual([`sweeps/blobs/${hash.slice(7)}`]);
  expect(fake.regions).toEqual(new Set(['eu-west-1']));
  await expect(storeOf(meeting(s3, { env: { LAB_KEY: 'x' } }))).rejects.toMatchObject({
    code: 'WORKERS_UNSET',
    exitCode: 2,
    message: 'LAB_SECRET is not set',
  });
  const wrong = await storeOf(meeting(s3, { env: { LAB_KEY: 'AKIDWRONG', LAB_SECRET: 'x' } }));
  await expect(wrong.get(hash)).rejects.toMatchObject({ code: 'S3_FAILED' });
  await fake.stop();
});
