import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clearFaults, temporaryFolder } from '../fs/fs.testkit.ts';
import { setWriteFault } from '../fs/index.ts';
import { type BlobStore, FolderStore, S3Store } from './index.ts';
import { S3Fake } from './s3.testkit.ts';

clearFaults();

/** FIPS 180-2, appendix B.1: the message "abc". */
const ABC = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const ABSENT = `sha256:${'0'.repeat(64)}`;
const DAY = 86_400_000;
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

interface Bench {
  readonly store: BlobStore;
  now: number;
  /** Replaces what is stored, keeping its length. */
  damage(hash: string): void;
  /** How many blobs there are. */
  count(): number;
}

let fake: S3Fake;
beforeEach(async () => {
  fake = await S3Fake.start();
});
afterEach(() => fake.stop());

function s3(now: () => number = Date.now, changes: Partial<Parameters<typeof S3Store.open>[0]> = {}): Promise<S3Store> {
  const { bucket, endpoint, accessKeyId, secretAccessKey } = fake;
  const settings = { bucket, region: 'eu-west-1', prefix: 'team/', endpoint, accessKeyId, secretAccessKey, ...changes };
  return S3Store.open(settings, process.cwd(), now);
}

async function bench(kind: 'folder' | 's3'): Promise<Bench> {
  const clock = { now: Date.now() };
  if (kind === 's3') {
    const store = await s3(() => clock.now);
    const damage = (hash: string): void => {
      const object = fake.objects.get(`team/blobs/${hash.slice(7)}`)!;
      object.bytes = Buffer.alloc(object.bytes.length);
    };
    return Object.assign(clock, { store, damage, count: () => fake.objects.size });
  }
  const folder = temporaryFolder();
  const store = new FolderStore(folder, () => clock.now);
  const damage = (hash: string): void => {
    const path = join(folder, hash.slice(7, 9), hash.slice(9));
    writeFileSync(path, Buffer.alloc(readFileSync(path).length));
  };
  const count = (): number => readdirSync(folder).flatMap((name) => readdirSync(join(folder, name))).length;
  return Object.assign(clock, { store, damage, count });
}

describe.each(['folder', 's3'] as const)('a store of blobs: %s', (kind) => {
  test('what was put is got by its hash, and stands there once', async () => {
    const { store, count } = await bench(kind);
    expect(await store.put(bytes('abc'))).toBe(ABC);
    expect(await store.put(bytes('abc'))).toBe(ABC);
    expect(Buffer.from(await store.get(ABC)).toString()).toBe('abc');
    expect(count()).toBe(1);
    const empty = await store.put(new Uint8Array());
    expect((await store.get(empty)).length).toBe(0);
  });

  test('files of several pieces', async () => {
    const { store } = await bench(kind);
    const folder = temporaryFolder();
    const content = Buffer.alloc(3_500_000, 'every file is a row of bytes ');
    writeFileSync(join(folder, 'from'), content);
    const hash = await store.putFile(join(folder, 'from'));
    expect(await store.putFile(join(folder, 'from'))).toBe(hash);
    await store.getFile(hash, join(folder, 'to'));
    expect(readFileSync(join(folder, 'to')).equals(content)).toBe(true);
    expect(await store.put(content)).toBe(hash);
  });

  test('what is not there, and a hash that is none', async () => {
    const { store } = await bench(kind);
    const to = join(temporaryFolder(), 'to');
    await expect(store.get(ABSENT)).rejects.toMatchObject({ code: 'BLOB_MISSING', exitCode: 3 });
    await expect(store.getFile(ABSENT, to)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    expect(existsSync(to)).toBe(false);
    await expect(store.get('sha256:../../etc/passwd')).rejects.toThrow(RangeError);
    await store.remove(ABSENT);
  });

  test('damaged content is never given', async () => {
    const { store, damage } = await bench(kind);
    const folder = temporaryFolder();
    await store.put(bytes('abc'));
    damage(ABC);
    await expect(store.get(ABC)).rejects.toMatchObject({ code: 'BLOB_DAMAGED', exitCode: 3 });
    await expect(store.getFile(ABC, join(folder, 'to'))).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what was not stored for a time is removed, what was stored again is not', async () => {
    const bench_ = await bench(kind);
    const { store, count } = bench_;
    const old = await Promise.all(['one', 'two', 'three'].map((text) => store.put(bytes(text))));
    await store.put(bytes('abc'));
    bench_.now += 8 * DAY;
    if (kind === 's3') {
      // The fake stamps with the real time: what is stored again has to look new.
      await store.put(bytes('abc'));
      fake.objects.get(`team/blobs/${ABC.slice(7)}`)!.changed = new Date(bench_.now);
    } else await store.put(bytes('abc'));
    expect(await store.removeUnused(7 * DAY)).toBe(3);
    expect(count()).toBe(1);
    expect(Buffer.from(await store.get(ABC)).toString()).toBe('abc');
    await expect(store.get(old[0]!)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    await store.remove(ABC);
    expect(count()).toBe(0);
  });
});

test('a damaged file of a folder is mended when it is stored again', async () => {
  const { store, damage } = await bench('folder');
  await store.put(bytes('abc'));
  damage(ABC);
  await store.put(bytes('abc'));
  expect(Buffer.from(await store.get(ABC)).toString()).toBe('abc');
});

test('a folder that is full or gone leaves nothing half-written', async () => {
  const folder = temporaryFolder();
  const store = new FolderStore(join(folder, 'blobs'));
  const from = join(folder, 'from');
  writeFileSync(from, 'abc');
  for (const at of [1, 2, 3, 4]) {
    setWriteFault({ reason: 'ENOSPC', at, lasting: true, pathPart: 'blobs' });
    await expect(store.putFile(from)).rejects.toMatchObject({ code: 'STORE_WRITE', exitCode: 3, reason: 'ENOSPC' });
    setWriteFault(undefined);
    await expect(store.get(ABC)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    mkdirSync(join(folder, 'blobs', 'ba'), { recursive: true });
    expect(readdirSync(join(folder, 'blobs', 'ba'))).toEqual([]);
  }
  await expect(store.putFile(join(folder, 'absent'))).rejects.toMatchObject({ code: 'STORE_READ' });
});

test('only blobs are removed from a folder that holds other things, and what a crash left of them', async () => {
  const folder = temporaryFolder();
  const later = Date.now() + 30 * DAY;
  const store = new FolderStore(folder, () => later);
  mkdirSync(join(folder, 'ba'));
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  writeFileSync(join(folder, 'ba', `${ABC.slice(9)}.4711.0a1b2c.tmp`), 'half');
  expect(await store.removeUnused(DAY)).toBe(1);
  expect(readdirSync(folder)).toEqual(['ba', 'notes.txt']);
});

test('S3: trouble that passes is waited for, other trouble is told without keys', async () => {
  const store = await s3();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'from'), 'abc'.repeat(100_000));
  fake.failing = 2;
  await store.putFile(join(folder, 'from'));
  const hash = await store.put(readFileSync(join(folder, 'from')));
  fake.cutting = 1;
  expect((await store.get(hash)).length).toBe(300_000);
  fake.cutting = 1;
  await store.getFile(hash, join(folder, 'to'));
  expect(readFileSync(join(folder, 'to')).length).toBe(300_000);

  const wrongKey = await s3(Date.now, { accessKeyId: 'AKIDWRONG', secretAccessKey: 'other-secret' });
  const refused: unknown = await wrongKey.get(hash).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'S3_FAILED', exitCode: 3 });
  expect(String(refused)).toContain('InvalidAccessKeyId');
  const seen = String(refused) + JSON.stringify(Object.values(refused as object));
  expect(seen).not.toMatch(/AKIDWRONG|other-secret/);
  expect((refused as Error).cause).toBeUndefined();
  await expect((await s3(Date.now, { bucket: 'nobody' })).get(hash)).rejects.toMatchObject({ code: 'S3_FAILED' });
  await fake.stop();
  await expect(store.put(bytes('abc'))).rejects.toMatchObject({ code: 'S3_FAILED', mayPass: true });
});
