import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearFaults } from '../../fs/fs.testkit.ts';
import { setWriteFault } from '../../fs/index.ts';
import { projectWith, requestOf } from '../data.testkit.ts';
import { type CachedResult, cachedBars, csvBars, csvFile } from '../index.ts';

clearFaults();

const CSV = 'date,open,high,low,close,volume\n2024-01-02,1,2,1,2,10\n2024-01-03,2,3,2,3,20\n2024-01-04,3,x,3,4,30\n';
const OTHER = CSV.replace('2,3,2,3,20', '2,3,2,2.5,20');

interface Settings {
  readonly section?: Readonly<Record<string, unknown>>;
  readonly use?: boolean;
  readonly refresh?: boolean;
}

function load(folder: string, { section = {}, use = true, refresh = false }: Settings = {}): Promise<CachedResult> {
  const request = requestOf(folder, { csv: { path: '{symbol}.csv' }, ...section });
  const file = csvFile(request);
  return cachedBars(request, file, { dir: join(folder, 'cache'), use, refresh }, () => csvBars(request, file));
}

const entries = (folder: string): string[] => readdirSync(join(folder, 'cache', 'bars'));
const project = (): string => projectWith({ 'A.csv': CSV });

/** Everything but how it came about. */
function content({ fromCache: _fromCache, arena: _arena, ...rest }: CachedResult): unknown {
  return rest;
}

test('the second time the bars come from the cache and are the same', async () => {
  const folder = project();
  const [first, second] = [await load(folder), await load(folder)];
  expect([first.fromCache, second.fromCache]).toEqual([false, true]);
  expect(content(second)).toEqual(content(first));
  expect(second.badRows).toEqual([{ line: 4, column: 14, code: 'NOT_A_NUMBER', fact: 'the high is "x"' }]);
  expect(second.source.bars.time.buffer).toBe(second.arena?.memory.buffer);
});

test('a changed file, setting or factor file never meets an old entry', async () => {
  const folder = project();
  await load(folder);
  expect((await load(folder, { section: { csv: { path: '{symbol}.csv', timezone: 'Europe/London' } } })).fromCache).toBe(false);
  expect((await load(folder, { section: { calendar: '24x7' } })).fromCache).toBe(false);
  writeFileSync(join(folder, 'A.csv'), OTHER);
  expect((await load(folder)).source.bars.close[1]).toBe(2.5);
  writeFileSync(
    join(folder, 'factors_A.csv'),
    'date,price_factor,split_factor,reference_price\n2024-01-02,0.5,1,2\n2050-12-31,1,1,0\n',
  );
  const adjusted = await load(folder);
  expect([adjusted.fromCache, adjusted.source.events.length]).toEqual([false, 1]);
});

test('a file with other bytes and the old date is noticed', async () => {
  const folder = project();
  const path = join(folder, 'A.csv');
  await load(folder);
  const { atime, mtime } = statSync(path);
  writeFileSync(path, CSV.replace('2,3,2,3,20', '2,3,2,3,21'));
  utimesSync(path, atime, mtime);
  expect((await load(folder)).source.bars.volume[1]).toBe(21);
});

test('refresh reads again, use_cache: false leaves no trace', async () => {
  const folder = project();
  await load(folder, { use: false });
  expect(readdirSync(folder)).toEqual(['A.csv']);
  await load(folder);
  expect((await load(folder, { refresh: true })).fromCache).toBe(false);
  expect(entries(folder)).toHaveLength(1);
});

test('a damaged entry is made again', async () => {
  const folder = project();
  const good = content(await load(folder));
  const path = join(folder, 'cache', 'bars', entries(folder)[0]!);
  for (const bytes of [Buffer.from('no columns'), readFileSync(path).subarray(0, 5000)]) {
    writeFileSync(path, bytes);
    const again = await load(folder);
    expect([again.fromCache, content(again)]).toEqual([false, good]);
    expect((await load(folder)).fromCache).toBe(true);
  }
});

test('only the newest entries of a symbol are kept', async () => {
  const folder = project();
  for (let i = 0; i < 7; i += 1) {
    writeFileSync(join(folder, 'A.csv'), CSV.replace(',20', `,${i + 1}`));
    await load(folder);
  }
  expect(entries(folder)).toHaveLength(4);
  expect((await load(folder)).fromCache).toBe(true);
});

test('a full disk is STORE_WRITE and leaves nothing behind', async () => {
  const folder = project();
  mkdirSync(join(folder, 'cache', 'bars'), { recursive: true });
  for (const at of [1, 2, 3]) {
    setWriteFault({ reason: 'ENOSPC', at, lasting: true, pathPart: '' });
    await expect(load(folder)).rejects.toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
    setWriteFault(undefined);
    expect(entries(folder)).toEqual([]);
  }
  expect((await load(folder)).fromCache).toBe(false);
});

test.skipIf(process.getuid?.() === 0)('an unwritable folder is STORE_WRITE', async () => {
  const folder = project();
  chmodSync(folder, 0o555);
  await expect(load(folder)).rejects.toMatchObject({ code: 'STORE_WRITE', exitCode: 3, reason: 'EACCES' });
  chmodSync(folder, 0o755);
});

test('a file where the folder should be is STORE_WRITE', async () => {
  const folder = project();
  writeFileSync(join(folder, 'cache'), '');
  await expect(load(folder)).rejects.toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
});

/** A process that loads the bars, with a fault of its own. */
async function loadElsewhere(folder: string, fault = ''): Promise<number | string | null> {
  const source = `
    const { cachedBars, csvBars, csvFile } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
    const { dataSection, resolveSymbols } = await import(${JSON.stringify(new URL('../../../market/index.ts', import.meta.url).href)});
    const data = dataSection.parse({ symbols: ['A'], source: 'csv', start_date: '1970-01-02', csv: { path: '{symbol}.csv' } });
    const symbol = resolveSymbols(data, 'USD')[0];
    const request = { symbol, timeframe: '1d', csv: data.csv, quality: data.quality, projectDir: ${JSON.stringify(folder)} };
    const file = csvFile(request);
    const cache = { dir: ${JSON.stringify(join(folder, 'cache'))}, use: true, refresh: true };
    for (let i = 0; i < 20; i += 1) await cachedBars(request, file, cache, () => csvBars(request, file));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, QTA_TEST_WRITE_FAULT: fault },
  });
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

test('a writer that is killed leaves the old entry, and the next writer clears up', async () => {
  const folder = project();
  const good = content(await load(folder));
  // Folder, temporary file, rename: 3 writes a round.
  for (const at of [2, 3, 5, 6]) {
    expect(await loadElsewhere(folder, `KILL@${at}`)).toBe('SIGKILL');
    const after = await load(folder);
    expect([after.fromCache, content(after)]).toEqual([true, good]);
  }
  expect(entries(folder).some((name) => name.endsWith('.tmp'))).toBe(true);
  await load(folder, { refresh: true });
  expect(entries(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('writers at the same time do not disturb each other or a reader', async () => {
  const folder = project();
  const good = content(await load(folder));
  const writers = Promise.all([loadElsewhere(folder), loadElsewhere(folder), loadElsewhere(folder)]);
  let running = true;
  void writers.then(() => {
    running = false;
  });
  while (running) {
    expect(content(await load(folder))).toEqual(good);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await writers).toEqual([0, 0, 0]);
  expect(entries(folder)).toHaveLength(1);
});
