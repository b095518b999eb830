import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clearFaults, temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { parseWriteFault, setWriteFault } from '../../adapters/fs/index.ts';
import { noise, sha256, trial } from '../../research/ledger/ledger.testkit.ts';
import { type BatchTrial, openTrialLedger } from './index.ts';

clearFaults();
const WINDOW = { symbols: ['SPX'], from: '2000-01-03', to: '2019-12-31' };
const pathOf = (runsDir: string): string => join(runsDir, 'ledger.jsonl');
const linesOf = (runsDir: string): string[] => readFileSync(pathOf(runsDir), 'utf8').split('\n').slice(0, -1);

test('what is appended is there when the ledger is opened again, returns included', async () => {
  const runsDir = join(temporaryFolder(), 'runs');
  const book = openTrialLedger({ runsDir, now: () => Date.UTC(2026, 3, 17) });
  expect(book.head).toEqual({ seq: 0, hash: `sha256:${'0'.repeat(64)}` });
  expect(existsSync(runsDir)).toBe(false);
  const head = await book.append([
    trial('a', { sharpe: 0.1, n: 60, returns: noise(1, { common: 0.5 }) }),
    trial('b', { sharpe: 0.2, n: 60, returns: noise(2, { common: 0.5 }) }),
    trial('c'),
  ]);
  expect(head.seq).toBe(3);
  const again = openTrialLedger({ runsDir });
  expect(again.head).toEqual(book.head);
  expect(again.lines).toEqual(book.lines);
  expect(again.count(WINDOW)).toEqual(book.count(WINDOW));
  const { raw, effective, withSeries } = again.count(WINDOW);
  expect({ raw, withSeries }).toEqual({ raw: 3, withSeries: 2 });
  expect(effective).toBeGreaterThan(1);
  expect(effective).toBeLessThan(3);
  expect(JSON.parse(linesOf(runsDir)[0]!)).toMatchObject({ seq: 1, at: '2026-04-17T00:00:00.000Z', sharpe: 0.1, n: 60 });
  expect(readdirSync(runsDir).sort()).toEqual(['.trials', 'ledger.jsonl']);
});

test('each line is on the disk before append returns, in groups of at most a thousand', async () => {
  const runsDir = temporaryFolder();
  const book = openTrialLedger({ runsDir });
  await book.append(Array.from({ length: 2500 }, (_, i) => trial(`config ${i}`)));
  expect(openTrialLedger({ runsDir }).count(WINDOW).raw).toBe(2500);
});

describe('a crash in the middle of a line', () => {
  async function torn(cut: number): Promise<string> {
    const runsDir = temporaryFolder();
    await openTrialLedger({ runsDir }).append([trial('a'), trial('b')]);
    truncateSync(pathOf(runsDir), readFileSync(pathOf(runsDir)).length - cut);
    return runsDir;
  }

  test('the part of a line is taken away by the next append, and reported', async () => {
    const runsDir = await torn(30);
    const book = openTrialLedger({ runsDir });
    expect(book.head.seq).toBe(1);
    expect(book.repaired).toBeUndefined();
    await book.append([trial('c')]);
    expect(book.repaired).toMatch(/^a line of the trial ledger that a crash cut short was taken away: \d+ bytes behind line 1$/);
    expect(openTrialLedger({ runsDir }).lines.map(({ run_id }) => run_id)).toEqual(['agent/backtest/a', 'agent/backtest/c']);
  });

  test('a line that only lost its end counts', async () => {
    const runsDir = await torn(1);
    const book = openTrialLedger({ runsDir });
    await book.append([trial('c')]);
    expect(book.repaired).toBe('line 2 of the trial ledger got the line end that a crash had cut off');
    expect(openTrialLedger({ runsDir }).count(WINDOW).raw).toBe(3);
  });

  test('a full disk leaves whole lines and no count of what was not written', async () => {
    const runsDir = temporaryFolder();
    const book = openTrialLedger({ runsDir });
    await book.append([trial('a')]);
    setWriteFault(parseWriteFault('ENOSPC@2:ledger.jsonl'));
    await expect(book.append([trial('b'), trial('c')])).rejects.toMatchObject({ code: 'STORE_WRITE' });
    setWriteFault(undefined);
    expect(book.head.seq).toBe(1);
    expect(linesOf(runsDir).length).toBe(1);
    await book.append([trial('d')]);
    expect(openTrialLedger({ runsDir }).head.seq).toBe(2);
  });
});

describe('a ledger that was changed', () => {
  async function three(): Promise<string> {
    const runsDir = temporaryFolder();
    await openTrialLedger({ runsDir }).append([trial('a', { sharpe: 0.5, n: 60, returns: noise(1) }), trial('b'), trial('c')]);
    return runsDir;
  }

  test('is refused when it is opened, naming the line', async () => {
    const runsDir = await three();
    writeFileSync(pathOf(runsDir), readFileSync(pathOf(runsDir), 'utf8').replace('agent/backtest/b', 'agent/backtest/x'));
    expect(() => openTrialLedger({ runsDir })).toThrow(expect.objectContaining({ code: 'LEDGER_BROKEN', seq: 2 }));
  });

  test('meanwhile is refused by the next append, and nothing is written', async () => {
    const runsDir = await three();
    const book = openTrialLedger({ runsDir });
    appendFileSync(pathOf(runsDir), `${linesOf(runsDir)[0]}\n`);
    const before = readFileSync(pathOf(runsDir), 'utf8');
    await expect(book.append([trial('d')])).rejects.toMatchObject({ code: 'LEDGER_BROKEN', seq: 4 });
    expect(readFileSync(pathOf(runsDir), 'utf8')).toBe(before);
    truncateSync(pathOf(runsDir), 10);
    await expect(book.append([trial('d')])).rejects.toMatchObject({ code: 'LEDGER_BROKEN', message: /became shorter/ });
  });

  test.each(['gone', 'changed'])('returns that are %s are named by the line that points to them', async (how) => {
    const runsDir = await three();
    const [file] = readdirSync(join(runsDir, '.trials'));
    const path = join(runsDir, '.trials', file!);
    if (how === 'gone') rmSync(path);
    else writeFileSync(path, readFileSync(path, 'utf8').replace('0.', '0.1'));
    expect(() => openTrialLedger({ runsDir }).count(WINDOW)).toThrow(expect.objectContaining({ code: 'LEDGER_BROKEN', seq: 1 }));
  });
});

/** A process of its own that appends `count` lines one by one. */
function writer(runsDir: string, name: string, count: number): Promise<number | null> {
  const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { openTrialLedger } from ${url('./index.ts')};
    import { trial } from ${url('../../research/ledger/ledger.testkit.ts')};
    const book = openTrialLedger({ runsDir: ${JSON.stringify(runsDir)} });
    for (let i = 0; i < ${count}; i += 1) await book.append([trial('${name} ' + i)]);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code)));
}

test('two processes that write at once keep the chain whole', { timeout: 60_000 }, async () => {
  const runsDir = temporaryFolder();
  expect(await Promise.all([writer(runsDir, 'one', 40), writer(runsDir, 'two', 40)])).toEqual([0, 0]);
  const { lines } = openTrialLedger({ runsDir });
  expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
  expect(new Set(lines.map(({ run_id }) => run_id)).size).toBe(80);
  expect(existsSync(join(runsDir, 'ledger.lock'))).toBe(false);
});

test('appends of one process at once stand in one chain', async () => {
  const runsDir = temporaryFolder();
  const [one, two] = [openTrialLedger({ runsDir }), openTrialLedger({ runsDir })];
  await Promise.all([one.append([trial('a')]), two.append([trial('b')]), one.append([trial('c')])]);
  expect(openTrialLedger({ runsDir }).count(WINDOW).raw).toBe(3);
});

describe('a batch', () => {
  const days = noise(0).days;
  const child = (name: string, series: BatchTrial['series'] = null): BatchTrial => ({
    ...trial(name, { kind: 'sweep' }),
    series,
  });

  test('keeps the returns of its trials in one file, by their number, in whatever order they come', async () => {
    const runsDir = temporaryFolder();
    const book = openTrialLedger({ runsDir });
    const batch = book.batch();
    batch.keepTogether('grid', days);
    for (let i = 39; i >= 0; i -= 1) await batch.add(child(`child ${i}`, batch.store(i, noise(i))));
    await batch.add(child('pruned'));
    expect(book.head.seq).toBe(0);
    await batch.close();
    const bytes = readFileSync(join(runsDir, '.trials', 'grid.f64'));
    expect(bytes.length).toBe(40 * 8 * 60);
    expect(bytes.readDoubleLE(8 * (60 * 39 + 7))).toBe(noise(39).returns[7]);
    const again = openTrialLedger({ runsDir });
    expect(again.count(WINDOW)).toMatchObject({ raw: 41, withSeries: 40 });
    // The same as forty files of their own give.
    const own = openTrialLedger({ runsDir: temporaryFolder() });
    await own.append(Array.from({ length: 40 }, (_, i) => trial(`child ${39 - i}`, { returns: noise(39 - i) })));
    await own.append([trial('pruned')]);
    expect(again.count(WINDOW).effective).toBe(own.count(WINDOW).effective);
    expect(again.lines[36]?.series).toEqual({
      ...{ file: 'grid.f64', column: 3 },
      days: expect.stringMatching(/^sha256:/),
      hash: sha256(new Uint8Array(noise(3).returns.buffer)),
    });
  });

  test('a changed byte of a column is named by its line', async () => {
    const runsDir = temporaryFolder();
    const batch = openTrialLedger({ runsDir }).batch();
    batch.keepTogether('grid', days);
    for (const i of [0, 1]) await batch.add(child(`child ${i}`, batch.store(i, noise(i))));
    await batch.close();
    const path = join(runsDir, '.trials', 'grid.f64');
    const bytes = readFileSync(path);
    bytes[8 * 60 + 3]! ^= 1;
    writeFileSync(path, bytes);
    expect(() => openTrialLedger({ runsDir }).count(WINDOW)).toThrow(expect.objectContaining({ seq: 2 }));
  });

  test('writes a group when it is full or a second old', async () => {
    let now = 0;
    const runsDir = temporaryFolder();
    const book = openTrialLedger({ runsDir, now: () => now });
    const batch = book.batch();
    const add = (name: string): Promise<void> => batch.add(child(name));
    await add('a');
    now = 999;
    await add('b');
    expect(book.head.seq).toBe(0);
    now = 1000;
    await add('c');
    expect(book.head.seq).toBe(3);
    for (let i = 0; i < 999; i += 1) await add(`d ${i}`);
    expect(book.head.seq).toBe(3);
    await add('e');
    expect(book.head.seq).toBe(1003);
    await batch.close();
    expect(openTrialLedger({ runsDir }).count(WINDOW).raw).toBe(1003);
  });
});
