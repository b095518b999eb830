import { expect, test } from 'vitest';
import { optionalPackage, PackageMissingError } from '../optional-package.ts';
import { redisAddress } from './index.ts';

const fromEnv = (text: string) => redisAddress(text, { env: 'REDIS_URL' });
const onLine = (text: string) => redisAddress(text, 'line');

test.each([
  ['redis://10.0.0.5', { host: '10.0.0.5', port: 6379, tls: false, database: 0, shown: '10.0.0.5:6379' }],
  [
    'rediss://cache.example.org:7000/3',
    { host: 'cache.example.org', port: 7000, tls: true, database: 3, shown: 'cache.example.org:7000/3' },
  ],
  ['redis://[::1]:6380/', { host: '::1', port: 6380, shown: '[::1]:6380' }],
  ['redis://worker@host', { username: 'worker', password: undefined, shown: 'host:6379' }],
])('%s', (text, expected) => {
  expect(onLine(text)).toMatchObject(expected);
  expect(fromEnv(text)).toMatchObject(expected);
});

test('a password is read from the environment, decoded, and is in no text for people', () => {
  const address = fromEnv('redis://lab:p%40ss%2Fword@host:6379/2');
  expect(address).toMatchObject({ username: 'lab', password: 'p@ss/word', shown: 'host:6379/2' });
});

test.each([
  'redis://:secret-word@host',
  'redis://lab:secret-word@host',
  'redis://host?password=secret-word',
  'redis://host#secret-word',
])('the command line takes no password: %s', (text) => {
  const error = thrown(() => onLine(text));
  expect(error).toMatchObject({ code: 'REDIS_ADDRESS', exitCode: 2 });
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret-word');
});

test.each([
  'secret-word',
  'http://:secret-word@host',
  'redis://',
  'redis:///0',
  'redis://host:port:secret-word',
  'redis://:secret-word@host/keys',
  'redis://:secret-word@host/12345',
  'redis://:secret-word@host?x=1',
  'redis://:secret-word%zz@host',
])('no address: %s', (text) => {
  const error = thrown(() => fromEnv(text));
  expect(error).toMatchObject({ code: 'REDIS_ADDRESS', exitCode: 2 });
  expect(String(error)).toContain('REDIS_URL');
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret-word');
});

test('a package that is not installed is named with the line that installs it', async () => {
  expect(await optionalPackage('no-such-package-anywhere', process.cwd())).toBeUndefined();
  const error = new PackageMissingError('a queue on Redis', ['bullmq@6.7.0', 'ioredis@6.0.0']);
  expect(error).toMatchObject({ code: 'PACKAGE_MISSING', exitCode: 3 });
  expect(error.message).toBe('a queue on Redis needs bullmq and ioredis, which are not installed');
  expect(error.hint).toBe('npm install --ignore-scripts bullmq@6.7.0 ioredis@6.0.0');
  expect(new PackageMissingError('a store on S3', ['@aws-sdk/client-s3@3.1169.0']).message).toBe(
    'a store on S3 needs @aws-sdk/client-s3, which is not installed',
  );
});

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
