import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearFaults, temporaryFolder } from './fs.testkit.ts';
import {
  AppendFile,
  ensureFolder,
  listFolder,
  parseWriteFault,
  readBytes,
  readText,
  renameDurably,
  StoreReadError,
  StoreWriteError,
  setWriteFault,
  writeFileAtomic,
  writesSeen,
} from './index.ts';

clearFaults();

const fault = (reason: string, at: number, lasting = false) => ({ reason, at, lasting, pathPart: '' });

test('a file is replaced whole and no temporary file stays', () => {
  const folder = temporaryFolder();
  writeFileAtomic(join(folder, 'a.json'), 'one');
  writeFileAtomic(join(folder, 'a.json'), new TextEncoder().encode('two'));
  expect(readText(join(folder, 'a.json'))).toBe('two');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('at every failing write the old file stands whole, alone in its folder', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'a.json');
  writeFileAtomic(file, 'old');
  setWriteFault(fault('ENOSPC', 1_000_000));
  writeFileAtomic(join(folder, 'b.json'), 'new');
  const points = writesSeen();
  expect(points).toBe(2);
  for (let at = 1; at <= points; at += 1) {
    setWriteFault(fault('ENOSPC', at));
    expect(() => writeFileAtomic(file, 'new')).toThrow(StoreWriteError);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.json', 'b.json']);
  }
});

test('a file where a folder is needed is the outside world saying no, with place and way out', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'runs'), 'a file');
  for (const act of [() => ensureFolder(join(folder, 'runs/agent')), () => ensureFolder(join(folder, 'runs'))]) {
    expect(act).toThrow(
      expect.objectContaining({ code: 'STORE_WRITE', exitCode: 3, hint: expect.stringContaining('move that file') }),
    );
  }
  const write = (): void => writeFileAtomic(join(folder, 'runs/x'), 'text');
  expect(write).toThrow(expect.objectContaining({ reason: 'ENOTDIR', place: { file: join(folder, 'runs/x') } }));
  expect(() => writeFileAtomic(join(folder, 'none/x'), 'text')).toThrow(expect.objectContaining({ reason: 'ENOENT' }));
  expect(() => renameDurably(join(folder, 'none'), join(folder, 'other'))).toThrow(StoreWriteError);
});

test('lines reach the file at once; a write taken half is taken back', () => {
  const path = join(temporaryFolder(), 'lines.csv');
  const file = new AppendFile(path);
  file.append('a,1\n');
  expect(readText(path)).toBe('a,1\n');
  setWriteFault(fault('ENOSPC', 1));
  expect(() => file.append('b,2\nc,3\n')).toThrow(expect.objectContaining({ reason: 'ENOSPC' }));
  expect(readText(path)).toBe('a,1\n');
  setWriteFault(undefined);
  file.append('d,4\n');
  file.close();
  file.close();
  expect(readText(path)).toBe('a,1\nd,4\n');
  expect(file.size).toBe(8);
  expect(() => file.append('e\n')).toThrow('closed file');
});

test('an opened file goes on where it ended', () => {
  const path = join(temporaryFolder(), 'lines.csv');
  for (const line of ['a\n', 'b\n']) {
    const file = new AppendFile(path);
    file.append(line);
    file.close();
  }
  expect(readText(path)).toBe('a\nb\n');
});

test('what is absent reads as undefined, what cannot be read is an error', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sub'));
  expect(readText(join(folder, 'none'))).toBeUndefined();
  expect(readBytes(join(folder, 'none'))).toBeUndefined();
  expect(listFolder(join(folder, 'none'))).toBeUndefined();
  expect(listFolder(folder)).toEqual(['sub']);
  expect(() => readText(join(folder, 'sub'))).toThrow(StoreReadError);
});

test('the text of a fault', () => {
  expect(parseWriteFault('ENOSPC@3')).toEqual(fault('ENOSPC', 3));
  expect(parseWriteFault('KILL@12+:ledger.csv')).toEqual({ reason: 'KILL', at: 12, lasting: true, pathPart: 'ledger.csv' });
  expect(parseWriteFault(undefined)).toBeUndefined();
  expect(() => parseWriteFault('ENOSPC')).toThrow(RangeError);
});
