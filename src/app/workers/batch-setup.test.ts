import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { FolderStore } from '../../adapters/blobs/index.ts';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { layOut, loadSetup, SeenFiles, storeSetup } from './batch-setup.ts';
import { packed, unpacked } from './packed.ts';

function put(folder: string, path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test('a setup and its files arrive as they were, and equal setups are one', async () => {
  const project = temporaryFolder();
  const store = new FolderStore(temporaryFolder());
  const seen = new SeenFiles(project);
  seen.read(put(project, 'features/own.ts', 'export default 1;\n'));
  seen.read(put(project, 'models/m/model.json', '{}'));
  seen.found(put(project, 'data/A.csv', 'rows'));
  put(project, 'package.json', '{ "type": "module" }');
  put(project, '.env', 'KEY=1');
  const spec = { batchId: 'agent/batches/x', kind: 'sweep', bases: ['project: { name: lab }\n'], version: '0.1.0' } as const;
  const start = { spec, place: { projectDir: project, env: { SECRET: 'word' }, now: 7 }, runsDir: join(project, 'runs') };
  const options = { start, concurrency: 2, timeLimitMs: 1000, memoryMb: 512 };
  const hash = await storeSetup(store, seen, options);
  expect(await storeSetup(store, seen, { ...options, concurrency: 9 })).toBe(hash);
  const setup = await loadSetup(store, hash);
  expect(setup).toMatchObject({ spec, now: 7, timeLimitMs: 1000, memoryMb: 512 });
  expect(setup.files.map(([path]) => path)).toEqual(['features/own.ts', 'models/m/model.json', 'package.json']);
  expect(setup.present).toEqual([join(project, 'data/A.csv'), 'data/A.csv'].sort());
  // Nothing of the environment travels.
  expect(JSON.stringify(setup)).not.toContain('word');
  const there = temporaryFolder();
  await layOut(store, setup, there);
  expect(readFileSync(join(there, 'features/own.ts'), 'utf8')).toBe('export default 1;\n');
  expect(existsSync(join(there, '.env'))).toBe(false);
});

test('a file outside the project is not sent, and none is written outside the folder', async () => {
  const [project, other] = [temporaryFolder(), temporaryFolder()];
  const seen = new SeenFiles(project);
  seen.read(put(other, 'own.ts', 'x'));
  expect(() => seen.needed).toThrow('lies outside the project');
  const store = new FolderStore(temporaryFolder());
  const hash = await store.put(Buffer.from('x'));
  for (const path of ['../own.ts', '/etc/own.ts']) {
    const refused = layOut(store, { files: [[path, hash]] }, join(project, 'a'));
    await (path.startsWith('/') ? refused : expect(refused).rejects.toMatchObject({ code: 'FILE_NOT_SENT' }));
  }
  expect(existsSync(join(project, 'own.ts'))).toBe(false);
  // An absolute path lands inside the folder.
  expect(existsSync(join(project, 'a', 'etc', 'own.ts'))).toBe(true);
});

test('packing keeps every bit, and columns in shared memory', () => {
  const shared = new Float64Array(new SharedArrayBuffer(24));
  shared.set([-0, Number.NaN, Number.MIN_VALUE]);
  const value = { shared, rows: Int32Array.of(-1, 7), map: new Map([['a', Number.POSITIVE_INFINITY]]), none: undefined, at: -0 };
  const back = unpacked(packed(value)) as typeof value;
  expect(back).toEqual({ ...value, shared: Float64Array.of(-0, Number.NaN, Number.MIN_VALUE) });
  expect(Object.is(back.at, -0)).toBe(true);
  expect(packed(value)).toEqual(packed(structuredClone(value)));
  expect(() => unpacked(Buffer.from('no such bytes'))).toThrow('cannot be read by Node.js');
});
